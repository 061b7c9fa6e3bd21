package org.mcxidms.authenticator.registration;

import static java.util.Map.entry;

import java.util.Map;

import org.keycloak.authentication.authenticators.client.X509ClientAuthenticator;
import org.keycloak.models.CibaConfig;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.Constants;
import org.keycloak.models.OAuth2DeviceConfig;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;

/** What RFC 7591 and its relatives call a field of Keycloak's, for a device that spoke by them. Pure. */
final class RegistrationMember {

    private static final String GRANT_TYPES = "grant_types";
    private static final String JWKS_URI = "jwks_uri";
    private static final String AUTH_METHOD = "token_endpoint_auth_method";
    private static final Map<String, String> MEMBERS = Map.ofEntries(entry(DeviceMetadata.REDIRECT_URIS, "redirect_uris"),
            entry(DeviceMetadata.BASE_URL, "client_uri"), entry("clientId", "client_id"),
            entry("publicClient", AUTH_METHOD), entry("clientAuthenticatorType", AUTH_METHOD),
            entry(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD, AUTH_METHOD),
            entry("standardFlowEnabled", GRANT_TYPES), entry("implicitFlowEnabled", GRANT_TYPES),
            entry("directAccessGrantsEnabled", GRANT_TYPES), entry("serviceAccountsEnabled", GRANT_TYPES),
            entry("authorizationServicesEnabled", GRANT_TYPES), entry(CibaConfig.OIDC_CIBA_GRANT_ENABLED, GRANT_TYPES),
            entry(OAuth2DeviceConfig.OAUTH2_DEVICE_AUTHORIZATION_GRANT_ENABLED, GRANT_TYPES),
            entry(OIDCConfigAttributes.STANDARD_TOKEN_EXCHANGE_ENABLED, GRANT_TYPES),
            entry(OIDCConfigAttributes.JWT_AUTHORIZATION_GRANT_ENABLED, GRANT_TYPES),
            entry(OIDCConfigAttributes.USE_JWKS_URL, JWKS_URI), entry(OIDCConfigAttributes.JWKS_URL, JWKS_URI),
            entry(OIDCConfigAttributes.USE_JWKS_STRING, JWKS_URI),
            entry(OIDCConfigAttributes.ID_TOKEN_SIGNED_RESPONSE_ALG, "id_token_signed_response_alg"),
            entry(OIDCConfigAttributes.ID_TOKEN_ENCRYPTED_RESPONSE_ALG, "id_token_encrypted_response_alg"),
            entry(OIDCConfigAttributes.ID_TOKEN_ENCRYPTED_RESPONSE_ENC, "id_token_encrypted_response_enc"),
            entry(OIDCConfigAttributes.AUTHORIZATION_SIGNED_RESPONSE_ALG, "authorization_signed_response_alg"),
            entry(OIDCConfigAttributes.AUTHORIZATION_ENCRYPTED_RESPONSE_ALG, "authorization_encrypted_response_alg"),
            entry(OIDCConfigAttributes.AUTHORIZATION_ENCRYPTED_RESPONSE_ENC, "authorization_encrypted_response_enc"),
            entry(OIDCConfigAttributes.USER_INFO_RESPONSE_SIGNATURE_ALG, "userinfo_signed_response_alg"),
            entry(OIDCConfigAttributes.USER_INFO_ENCRYPTED_RESPONSE_ALG, "userinfo_encrypted_response_alg"),
            entry(OIDCConfigAttributes.USER_INFO_ENCRYPTED_RESPONSE_ENC, "userinfo_encrypted_response_enc"),
            entry(OIDCConfigAttributes.REQUEST_OBJECT_SIGNATURE_ALG, "request_object_signing_alg"),
            entry(OIDCConfigAttributes.REQUEST_URIS, "request_uris"),
            entry(OIDCConfigAttributes.USE_MTLS_HOK_TOKEN, "tls_client_certificate_bound_access_tokens"),
            entry(X509ClientAuthenticator.ATTR_SUBJECT_DN, "tls_client_auth_subject_dn"),
            entry(OIDCConfigAttributes.BACKCHANNEL_LOGOUT_URL, "backchannel_logout_uri"),
            entry(OIDCConfigAttributes.FRONT_CHANNEL_LOGOUT_URI, "frontchannel_logout_uri"),
            entry("frontchannelLogout", "frontchannel_logout_uri"),
            entry(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, "post_logout_redirect_uris"),
            entry(OIDCConfigAttributes.LOGO_URI, "logo_uri"), entry(OIDCConfigAttributes.TOS_URI, "tos_uri"),
            entry(OIDCConfigAttributes.POLICY_URI, "policy_uri"),
            entry(OIDCConfigAttributes.SECTOR_IDENTIFIER_URI, "sector_identifier_uri"),
            entry(Constants.DEFAULT_ACR_VALUES, "default_acr_values"));

    private RegistrationMember() {
    }

    /**
     * The member that {@code field} came from; the field itself where no member is known.
     *
     * @param hasGrantTypes whether the request listed {@code grant_types}: without them, {@code response_types} chose the flows
     */
    static String of(String field, boolean hasGrantTypes) {
        if (field.startsWith(DeviceMetadata.SCOPE)) {
            return "scope";
        }
        boolean isFlow = "standardFlowEnabled".equals(field) || "implicitFlowEnabled".equals(field);
        return isFlow && !hasGrantTypes ? "response_types" : MEMBERS.getOrDefault(field, field);
    }
}
