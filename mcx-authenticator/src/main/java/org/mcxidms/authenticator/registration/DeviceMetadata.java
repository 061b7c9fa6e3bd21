package org.mcxidms.authenticator.registration;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.models.CibaConfig;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.Constants;
import org.keycloak.models.OAuth2DeviceConfig;
import org.keycloak.models.ParConfig;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * What a device may say about itself when it registers as a native MC client (TS 33.180 B.3, RFC 7591). Whatever is not listed
 * here is refused, so that a setting that a later Keycloak brings is, too. Pure.
 */
final class DeviceMetadata {

    /** The form of client authentication that B.4.2.4 has for a secret. */
    static final String BASIC = "client_secret_basic";
    static final String S256 = "S256";

    static final String REDIRECT_URIS = "redirectUris";

    private static final String ATTRIBUTES = "attributes";
    private static final String CLIENT_ID = "clientId";
    private static final String CLIENT_AUTHENTICATOR = "clientAuthenticatorType";
    private static final String BASE_URL = "baseUrl";

    /** Harmless (the name), checked one by one below, or overwritten by {@link DeviceRegistrationPolicy} afterwards. */
    private static final Set<String> FREE = Set.of("name", "description", REDIRECT_URIS, BASE_URL, "fullScopeAllowed",
            "defaultClientScopes", "optionalClientScopes", "consentRequired", ATTRIBUTES);
    private static final Map<String, Object> FIXED = Map.ofEntries(entry("publicClient", false),
            entry("protocol", OIDCLoginProtocol.LOGIN_PROTOCOL), entry("enabled", true), entry("standardFlowEnabled", true),
            entry("implicitFlowEnabled", false), entry("directAccessGrantsEnabled", false),
            entry("serviceAccountsEnabled", false),
            entry("authorizationServicesEnabled", false), entry("bearerOnly", false), entry("frontchannelLogout", false));
    /** A secret that Keycloak makes up, or the public half of the device's key. */
    private static final Set<String> CLIENT_AUTHENTICATORS =
            Set.of(ClientIdAndSecretAuthenticator.PROVIDER_ID, JWTClientAuthenticator.PROVIDER_ID);

    private static final Set<String> FREE_ATTRIBUTES = Set.of(OIDCConfigAttributes.USE_REFRESH_TOKEN,
            OIDCConfigAttributes.JWKS_STRING, OIDCConfigAttributes.USE_JWKS_STRING,
            OIDCConfigAttributes.TOKEN_ENDPOINT_AUTH_SIGNING_ALG, OIDCConfigAttributes.DPOP_BOUND_ACCESS_TOKENS,
            OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, OIDCConfigAttributes.BACKCHANNEL_LOGOUT_SESSION_REQUIRED,
            OIDCConfigAttributes.BACKCHANNEL_LOGOUT_REVOKE_OFFLINE_TOKENS,
            OIDCConfigAttributes.FRONT_CHANNEL_LOGOUT_SESSION_REQUIRED, ParConfig.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS,
            "jwt.credential.public.key", "jwt.credential.kid");
    private static final Map<String, String> FIXED_ATTRIBUTES = Map.of(
            CibaConfig.OIDC_CIBA_GRANT_ENABLED, "false",
            OAuth2DeviceConfig.OAUTH2_DEVICE_AUTHORIZATION_GRANT_ENABLED, "false",
            OIDCConfigAttributes.STANDARD_TOKEN_EXCHANGE_ENABLED, "false",
            OIDCConfigAttributes.JWT_AUTHORIZATION_GRANT_ENABLED, "false",
            OIDCConfigAttributes.USE_JWKS_URL, "false",
            OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, S256,
            ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD, BASIC);

    private DeviceMetadata() {
    }

    /**
     * The first field that is not as it may be, for the device's developer; empty where all are.
     *
     * @param client   the client as Keycloak's admin API represents it in JSON
     * @param isUpdate whether the client exists already, so that it has an id
     * @param scopes   the names of the client scopes that it may ask for
     * @param uris     whether a URI, for whatever purpose, may be the client's
     */
    static Optional<String> refused(
            Map<String, Object> client, boolean isUpdate, Set<String> scopes, Predicate<String> uris) {
        if (isEmpty(client.get(REDIRECT_URIS))) {
            return Optional.of(REDIRECT_URIS);
        }
        for (Map.Entry<String, Object> field : new TreeMap<>(client).entrySet()) {
            String name = field.getKey();
            Object value = field.getValue();
            boolean accepted = isEmpty(value) || FREE.contains(name) || value.equals(FIXED.get(name))
                    || isUpdate && CLIENT_ID.equals(name)
                    || CLIENT_AUTHENTICATOR.equals(name) && CLIENT_AUTHENTICATORS.contains(value);
            if (!accepted) {
                return Optional.of(name);
            }
        }
        return refusedUri(REDIRECT_URIS, client.get(REDIRECT_URIS), uris)
                .or(() -> refusedUri(BASE_URL, client.get(BASE_URL), uris))
                .or(() -> refusedAttribute(client.get(ATTRIBUTES), uris))
                .or(() -> refusedScope(client.get("defaultClientScopes"), scopes))
                .or(() -> refusedScope(client.get("optionalClientScopes"), scopes));
    }

    private static Optional<String> refusedAttribute(Object attributes, Predicate<String> uris) {
        if (!(attributes instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        Object afterLogout = map.get(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS);
        List<String> uriList = isEmpty(afterLogout)
                ? List.of() : List.of(Constants.CFG_DELIMITER_PATTERN.split(String.valueOf(afterLogout)));
        return map.entrySet().stream()
                .filter(entry -> !isEmpty(entry.getValue()) && !FREE_ATTRIBUTES.contains(entry.getKey())
                        && !entry.getValue().equals(FIXED_ATTRIBUTES.get(entry.getKey())))
                .map(entry -> String.valueOf(entry.getKey())).sorted().findFirst()
                .or(() -> refusedUri(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, uriList, uris));
    }

    private static Optional<String> refusedUri(String name, Object value, Predicate<String> uris) {
        Collection<?> list = value instanceof Collection<?> several ? several : isEmpty(value) ? List.of() : List.of(value);
        return list.stream().map(String::valueOf).allMatch(uris) ? Optional.empty() : Optional.of(name);
    }

    private static Optional<String> refusedScope(Object requested, Set<String> scopes) {
        return requested instanceof List<?> list
                ? list.stream().map(String::valueOf).filter(scope -> !scopes.contains(scope)).map("scope "::concat).findFirst()
                : Optional.empty();
    }

    private static boolean isEmpty(Object value) {
        return value == null || "".equals(value) || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }
}
