package org.mcxidms.authenticator.registration;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import javax.security.auth.x500.X500Principal;

import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.authentication.authenticators.client.JWTClientAuthenticator;
import org.keycloak.authentication.authenticators.client.X509ClientAuthenticator;
import org.keycloak.models.CibaConfig;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.Constants;
import org.keycloak.models.OAuth2DeviceConfig;
import org.keycloak.models.ParConfig;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

import org.mcxidms.core.McAcr;

/**
 * What a device may say about itself when it registers as a native MC client (TS 33.180 B.3, RFC 7591). Whatever is not listed
 * here is refused, so that a setting that a later Keycloak brings is, too. Pure.
 */
final class DeviceMetadata {

    /** The form of client authentication that B.4.2.4 has for a secret. */
    static final String BASIC = "client_secret_basic";
    static final String S256 = "S256";

    static final String REDIRECT_URIS = "redirectUris";
    static final String BASE_URL = "baseUrl";
    static final String ATTRIBUTES = "attributes";
    static final String SCOPE = "scope ";

    private static final String CLIENT_AUTHENTICATOR = "clientAuthenticatorType";

    /** Harmless (the name), checked one by one below, or overwritten by {@link DeviceRegistrationPolicy} afterwards. */
    private static final Set<String> FREE = Set.of("name", "description", REDIRECT_URIS, BASE_URL, "fullScopeAllowed",
            "defaultClientScopes", "optionalClientScopes", "consentRequired", ATTRIBUTES);
    private static final Map<String, Object> FIXED = Map.ofEntries(entry("publicClient", false),
            entry("protocol", OIDCLoginProtocol.LOGIN_PROTOCOL), entry("enabled", true), entry("standardFlowEnabled", true),
            entry("implicitFlowEnabled", false), entry("directAccessGrantsEnabled", false),
            entry("serviceAccountsEnabled", false),
            entry("authorizationServicesEnabled", false), entry("bearerOnly", false), entry("frontchannelLogout", false));
    /** A secret that Keycloak makes up, the public half of the device's key, or the name in the device's certificate. */
    private static final Set<String> CLIENT_AUTHENTICATORS = Set.of(ClientIdAndSecretAuthenticator.PROVIDER_ID,
            JWTClientAuthenticator.PROVIDER_ID, X509ClientAuthenticator.PROVIDER_ID);

    private static final Set<String> FREE_ATTRIBUTES = Set.of(OIDCConfigAttributes.USE_REFRESH_TOKEN,
            OIDCConfigAttributes.JWKS_STRING, OIDCConfigAttributes.USE_JWKS_STRING,
            OIDCConfigAttributes.TOKEN_ENDPOINT_AUTH_SIGNING_ALG, OIDCConfigAttributes.DPOP_BOUND_ACCESS_TOKENS,
            OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, OIDCConfigAttributes.BACKCHANNEL_LOGOUT_SESSION_REQUIRED,
            OIDCConfigAttributes.BACKCHANNEL_LOGOUT_REVOKE_OFFLINE_TOKENS,
            OIDCConfigAttributes.FRONT_CHANNEL_LOGOUT_SESSION_REQUIRED, ParConfig.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS,
            X509ClientAuthenticator.ATTR_SUBJECT_DN, "jwt.credential.public.key", "jwt.credential.kid");
    private static final Map<String, String> FIXED_ATTRIBUTES = Map.ofEntries(
            entry(CibaConfig.OIDC_CIBA_GRANT_ENABLED, "false"),
            entry(OAuth2DeviceConfig.OAUTH2_DEVICE_AUTHORIZATION_GRANT_ENABLED, "false"),
            entry(OIDCConfigAttributes.STANDARD_TOKEN_EXCHANGE_ENABLED, "false"),
            entry(OIDCConfigAttributes.JWT_AUTHORIZATION_GRANT_ENABLED, "false"),
            entry(OIDCConfigAttributes.USE_JWKS_URL, "false"),
            entry(X509ClientAuthenticator.ATTR_ALLOW_REGEX_PATTERN_COMPARISON, "false"),
            entry(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, S256),
            entry(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD, BASIC));
    /**
     * Values that say what holds anyway; the level is the lowest, which every request of the profile names (B.4.2.2). They do
     * not replace another value: an administrator may have bound the tokens of one device.
     */
    private static final Map<String, String> NEUTRAL_ATTRIBUTES = Map.of(OIDCConfigAttributes.USE_MTLS_HOK_TOKEN, "false",
            Constants.DEFAULT_ACR_VALUES, McAcr.PASSWORD);
    /** Keycloak takes the empty text for a value of these: an empty secret would then authenticate. */
    private static final List<String> NEVER_EMPTY = List.of("clientId", CLIENT_AUTHENTICATOR, "id", "protocol", "secret");

    private DeviceMetadata() {
    }

    /**
     * What the model and the operator allow.
     *
     * @param scopes     the names of the client scopes that a device may ask for
     * @param uris       whether a URI may be the client's, as redirect URI or otherwise
     * @param pages      whether a URI may be the page about the client ({@code client_uri})
     * @param idTokenAlg the algorithm that signs the ID tokens of a client that names none
     */
    record Allowed(Set<String> scopes, Predicate<String> uris, Predicate<String> pages, String idTokenAlg) {
    }

    /**
     * The first field that is not as it may be, for the device's developer; empty where all are.
     *
     * @param client the client as Keycloak's admin API represents it in JSON
     * @param stored the same of the client that is to be updated, as the server tells it: a field that stays as it is passes
     *               (RFC 7592, 2.2); empty at a registration
     */
    static Optional<String> refused(Map<String, Object> client, Map<String, Object> stored, Allowed allowed) {
        if (isEmpty(client.get(REDIRECT_URIS))) {
            return Optional.of(REDIRECT_URIS);
        }
        Optional<String> empty = NEVER_EMPTY.stream().filter(name -> "".equals(client.get(name))).findFirst();
        if (empty.isPresent()) {
            return empty;
        }
        Map<String, Object> changed = changed(client, stored);
        for (Map.Entry<String, Object> field : changed.entrySet()) {
            String name = field.getKey();
            Object value = field.getValue();
            boolean accepted = FREE.contains(name) || Objects.equals(value, FIXED.get(name))
                    || CLIENT_AUTHENTICATOR.equals(name) && CLIENT_AUTHENTICATORS.contains(value);
            if (!accepted) {
                return Optional.of(name);
            }
        }
        return refusedUri(REDIRECT_URIS, changed.get(REDIRECT_URIS), allowed.uris())
                .or(() -> refusedUri(BASE_URL, changed.get(BASE_URL), allowed.pages()))
                .or(() -> refusedAttribute(attributes(client), attributes(stored), allowed))
                .or(() -> refusedScope(changed.get("defaultClientScopes"), allowed.scopes()))
                .or(() -> refusedScope(changed.get("optionalClientScopes"), allowed.scopes()))
                .or(() -> refusedCertificate(client, stored));
    }

    /** What is said and is not what is stored, by name: an empty value, which takes the stored one away, included. */
    private static Map<String, Object> changed(Map<String, Object> said, Map<String, Object> stored) {
        Map<String, Object> changed = new TreeMap<>(said);
        changed.entrySet().removeIf(field -> isSame(field.getValue(), stored.get(field.getKey())));
        return changed;
    }

    /** Lists are sets to Keycloak, which answers them in an order of its own. */
    private static boolean isSame(Object said, Object stored) {
        return isEmpty(said) && isEmpty(stored) || Objects.equals(said, stored)
                || said instanceof Collection<?> list && stored instanceof Collection<?> otherList
                        && new HashSet<>(list).equals(new HashSet<>(otherList));
    }

    private static Map<String, Object> attributes(Map<String, Object> client) {
        Map<String, Object> attributes = new TreeMap<>();
        if (client.get(ATTRIBUTES) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
        }
        return attributes;
    }

    private static Optional<String> refusedAttribute(Map<String, Object> said, Map<String, Object> stored, Allowed allowed) {
        Map<String, Object> changed = changed(said, stored);
        Object afterLogout = changed.get(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS);
        List<String> uriList = isEmpty(afterLogout)
                ? List.of() : List.of(Constants.CFG_DELIMITER_PATTERN.split(String.valueOf(afterLogout)));
        return changed.entrySet().stream()
                .filter(entry -> !isAllowed(entry.getKey(), entry.getValue(), stored.get(entry.getKey()), allowed))
                .map(Map.Entry::getKey).findFirst()
                .or(() -> refusedUri(OIDCConfigAttributes.POST_LOGOUT_REDIRECT_URIS, uriList, allowed.uris()));
    }

    private static boolean isAllowed(String attribute, Object said, Object stored, Allowed allowed) {
        String neutral = OIDCConfigAttributes.ID_TOKEN_SIGNED_RESPONSE_ALG.equals(attribute)
                ? allowed.idTokenAlg() : NEUTRAL_ATTRIBUTES.get(attribute);
        if (neutral != null) {
            return (isEmpty(said) || neutral.equals(said)) && (isEmpty(stored) || neutral.equals(stored));
        }
        String fixed = FIXED_ATTRIBUTES.get(attribute);
        return FREE_ATTRIBUTES.contains(attribute) || fixed != null && (isEmpty(said) || fixed.equals(said));
    }

    private static Optional<String> refusedUri(String name, Object value, Predicate<String> uris) {
        Collection<?> list = value instanceof Collection<?> several ? several : isEmpty(value) ? List.of() : List.of(value);
        return list.stream().map(String::valueOf).allMatch(uris) ? Optional.empty() : Optional.of(name);
    }

    /** {@code openid} is a client scope nowhere, and every native client asks for it. */
    private static Optional<String> refusedScope(Object requested, Set<String> scopes) {
        return requested instanceof List<?> list
                ? list.stream().map(String::valueOf)
                        .filter(scope -> !scopes.contains(scope) && !OAuth2Constants.SCOPE_OPENID.equals(scope))
                        .map(SCOPE::concat).findFirst()
                : Optional.empty();
    }

    /** A device that authenticates by its certificate says whole whose name stands there: Keycloak would take a pattern, too. */
    private static Optional<String> refusedCertificate(Map<String, Object> client, Map<String, Object> stored) {
        Map<String, Object> said = attributes(client);
        Object was = attributes(stored).get(X509ClientAuthenticator.ATTR_SUBJECT_DN);
        Object name = said.getOrDefault(X509ClientAuthenticator.ATTR_SUBJECT_DN, was);
        if (isEmpty(name)) {
            Object kind = client.getOrDefault(CLIENT_AUTHENTICATOR, stored.get(CLIENT_AUTHENTICATOR));
            return X509ClientAuthenticator.PROVIDER_ID.equals(kind)
                    ? Optional.of(X509ClientAuthenticator.ATTR_SUBJECT_DN) : Optional.empty();
        }
        if (name.equals(was)) {
            return Optional.empty();
        }
        try {
            X500Principal principal = X509ClientAuthenticator.constructX500Principal(String.valueOf(name));
            return principal.getName().isEmpty() ? Optional.of(X509ClientAuthenticator.ATTR_SUBJECT_DN) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(X509ClientAuthenticator.ATTR_SUBJECT_DN);
        }
    }

    private static boolean isEmpty(Object value) {
        return value == null || "".equals(value) || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
    }
}
