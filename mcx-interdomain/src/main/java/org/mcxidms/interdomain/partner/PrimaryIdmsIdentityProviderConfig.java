package org.mcxidms.interdomain.partner;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.broker.jwtauthorizationgrant.JWTAuthorizationGrantIdentityProviderConfig;
import org.keycloak.broker.oidc.OIDCIdentityProviderConfig;
import org.keycloak.common.util.PemUtils;
import org.keycloak.crypto.Algorithm;
import org.keycloak.crypto.KeyType;
import org.keycloak.crypto.KeyUse;
import org.keycloak.jose.jwk.JSONWebKeySet;
import org.keycloak.models.Constants;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.util.JWKSUtils;
import org.keycloak.util.JsonSerialization;

import org.mcxidms.interdomain.SecurityTokenForm;

/**
 * The settings of a trusted primary IdMS. Those of Keycloak's type {@code jwt-authorization-grant} keep their keys, so that
 * a realm file may turn one type into the other by its {@code providerId}.
 */
final class PrimaryIdmsIdentityProviderConfig extends JWTAuthorizationGrantIdentityProviderConfig {

    /** Whether a visitor without an account gets one at the first use of a security token. Default: no. */
    static final String CREATE_VISITORS = "mcxCreateVisitors";
    /** The realm roles of visitors made that way; separated by {@code ##} in realm files. */
    static final String VISITOR_ROLES = "mcxVisitorRoles";
    /** How their MC service IDs are made: lines that {@link VisitorId#parse} reads; separated by {@code ##} in realm files. */
    static final String VISITOR_IDS = "mcxVisitorIds";
    /** The domains that a whole MC service ID may be taken over from a security token of; separated by {@code ##}. */
    static final String VISITOR_ID_DOMAINS = "mcxVisitorIdDomains";

    /** B.8: the leeway for clock skew is not to exceed 30 seconds. */
    private static final int MAX_CLOCK_SKEW = 30;
    /** Those by which one party signs and every other can only verify. */
    private static final List<String> ALGORITHMS = List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
            "ES256", "ES384", "ES512", "EdDSA");
    private static final List<String> KEY_TYPES = List.of(KeyType.RSA, KeyType.EC, Algorithm.EdDSA);
    private static final String UNUSED = "not-used";
    private static final Logger LOG = Logger.getLogger(PrimaryIdmsIdentityProviderConfig.class);
    private static final int MAX_AGE = SecurityTokenForm.MAX_LIFETIME;

    PrimaryIdmsIdentityProviderConfig() {
    }

    PrimaryIdmsIdentityProviderConfig(IdentityProviderModel model) {
        super(model);
    }

    boolean createsVisitors() {
        return Boolean.parseBoolean(getConfig().get(CREATE_VISITORS));
    }

    Set<String> visitorRoles() {
        return list(VISITOR_ROLES).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException for a line that cannot be understood; the realm file's import refuses it too */
    List<VisitorId> visitorIds() {
        return list(VISITOR_IDS).map(VisitorId::parse).toList();
    }

    /** In lower case. */
    Set<String> visitorIdDomains() {
        return list(VISITOR_ID_DOMAINS).map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<String> list(String key) {
        String value = getConfig().get(key);
        return value == null ? Stream.empty()
                : Stream.of(Constants.CFG_DELIMITER_PATTERN.split(value)).map(String::strip).filter(one -> !one.isEmpty());
    }

    /** The roles are left out: in a realm's import they come later. */
    @Override
    public void validate(RealmModel realm) {
        super.validate(realm);
        requireWithin("Clock skew (seconds)", JWT_AUTHORIZATION_GRANT_ALLOWED_CLOCK_SKEW, MAX_CLOCK_SKEW);
        requireWithin("Maximum age (seconds)", JWT_AUTHORIZATION_GRANT_MAX_ALLOWED_ASSERTION_EXPIRATION, MAX_AGE);
        requireAlgorithm();
        requireVisitorIds();
        if (isUseJwksUrl()) {
            requireJwksUrl();
        } else {
            requirePinnedKeys();
        }
        fillKeycloaksForm();
    }

    private void requireJwksUrl() {
        if (isBlank(getJwksUrl())) {
            throw invalid("JWKS URL: is empty, while keys are fetched by URL");
        }
    }

    /** Reads the keys as Keycloak does at the first security token: what it could not read would refuse every one of them. */
    private void requirePinnedKeys() {
        String keys = getPublicKeySignatureVerifier();
        if (isBlank(keys)) {
            throw invalid("Pinned keys: is empty, while keys are not fetched by URL");
        }
        if (!(keys.strip().startsWith("{") ? isKeySet(keys) : isPublicKey(keys))) {
            throw invalid("Pinned keys: neither a JWKS document with a key for signatures (\"use\": \"sig\") "
                    + "nor one public key in PEM");
        }
    }

    private static boolean isKeySet(String keys) {
        try {
            return Stream.of(JsonSerialization.readValue(keys, JSONWebKeySet.class).getKeys())
                    .filter(key -> KeyUse.SIG.getSpecName().equals(key.getPublicKeyUse()))
                    .anyMatch(key -> JWKSUtils.getKeyWrapper(key) != null);
        } catch (IOException | RuntimeException e) {
            // Keycloak's parser of single keys throws nothing narrower.
            return false;
        }
    }

    private static boolean isPublicKey(String pem) {
        return KEY_TYPES.stream().anyMatch(type -> {
            try {
                return PemUtils.decodePublicKey(pem, type) != null;
            } catch (RuntimeException e) {
                // Keycloak's parser throws nothing narrower: not a key of this type.
                return false;
            }
        });
    }

    /** The console's form has two fields that every identity provider must fill in; nothing reads them of a primary IdMS. */
    private void fillKeycloaksForm() {
        for (String key : List.of("clientId", "clientSecret")) {
            if (isBlank(getConfig().get(key))) {
                getConfig().put(key, UNUSED);
            }
        }
    }

    private void requireWithin(String label, String key, int max) {
        String value = getConfig().get(key);
        if (isBlank(value)) {
            return;
        }
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 0 && seconds <= max) {
                return;
            }
        } catch (NumberFormatException e) {
            // The message below says what is wrong.
        }
        throw invalid(label + ": \"" + value + "\" is not a number of seconds from 0 to " + max);
    }

    private void requireAlgorithm() {
        String algorithm = getConfig().get(JWT_AUTHORIZATION_GRANT_ASSERTION_SIGNATURE_ALG);
        if (!isBlank(algorithm) && !ALGORITHMS.contains(algorithm)) {
            throw invalid("Signature algorithm: \"" + algorithm + "\" is none of " + String.join(", ", ALGORITHMS));
        }
    }

    private void requireVisitorIds() {
        List<VisitorId> ids;
        try {
            ids = visitorIds();
        } catch (IllegalArgumentException e) {
            throw invalid("MC service IDs of created visitors: " + e.getMessage());
        }
        if (ids.stream().map(VisitorId::service).distinct().count() != ids.size()) {
            throw invalid("MC service IDs of created visitors: one name stands in two lines");
        }
        if (ids.stream().anyMatch(VisitorId::takesOver) && visitorIdDomains().isEmpty()) {
            throw invalid("Domains of IDs taken over: is empty, while a whole MC service ID is taken over");
        }
    }

    /** The console shows the words, and the log has them for those who import a realm file. */
    private IllegalArgumentException invalid(String fieldAndFault) {
        LOG.warnf("MCX primary IdMS %s not saved. %s", getAlias(), fieldAndFault);
        return new IllegalArgumentException(fieldAndFault);
    }

    private static boolean isBlank(String value) {
        return value == null || value.isBlank();
    }

    /** What the admin console shows; labels and help are message keys. */
    static List<ProviderConfigProperty> properties() {
        return ProviderConfigurationBuilder.create()
                .property().name(ISSUER).label("mcxPrimaryIssuer.label").helpText("mcxPrimaryIssuer.tooltip")
                .type(ProviderConfigProperty.STRING_TYPE).required(true).add()
                .property().name(OIDCIdentityProviderConfig.USE_JWKS_URL).label("mcxPrimaryUseJwksUrl.label")
                .helpText("mcxPrimaryUseJwksUrl.tooltip").type(ProviderConfigProperty.BOOLEAN_TYPE).defaultValue("true").add()
                .property().name(OIDCIdentityProviderConfig.JWKS_URL).label("mcxPrimaryJwksUrl.label")
                .helpText("mcxPrimaryJwksUrl.tooltip").type(ProviderConfigProperty.STRING_TYPE).add()
                .property().name(PUBLIC_KEY_SIGNATURE_VERIFIER).label("mcxPrimaryPinnedKeys.label")
                .helpText("mcxPrimaryPinnedKeys.tooltip").type(ProviderConfigProperty.TEXT_TYPE).add()
                .property().name(JWT_AUTHORIZATION_GRANT_ASSERTION_SIGNATURE_ALG).label("mcxPrimaryAlgorithm.label")
                .helpText("mcxPrimaryAlgorithm.tooltip").type(ProviderConfigProperty.STRING_TYPE).defaultValue("RS256").add()
                .property().name(JWT_AUTHORIZATION_GRANT_MAX_ALLOWED_ASSERTION_EXPIRATION).label("mcxPrimaryMaxAge.label")
                .helpText("mcxPrimaryMaxAge.tooltip").type(ProviderConfigProperty.STRING_TYPE).defaultValue("300").add()
                .property().name(JWT_AUTHORIZATION_GRANT_ALLOWED_CLOCK_SKEW).label("mcxPrimaryClockSkew.label")
                .helpText("mcxPrimaryClockSkew.tooltip").type(ProviderConfigProperty.STRING_TYPE).defaultValue("10").add()
                .property().name(CREATE_VISITORS).label("mcxCreateVisitors.label").helpText("mcxCreateVisitors.tooltip")
                .type(ProviderConfigProperty.BOOLEAN_TYPE).defaultValue("false").add()
                .property().name(VISITOR_ROLES).label("mcxVisitorRoles.label").helpText("mcxVisitorRoles.tooltip")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
                .property().name(VISITOR_IDS).label("mcxVisitorIds.label").helpText("mcxVisitorIds.tooltip")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
                .property().name(VISITOR_ID_DOMAINS).label("mcxVisitorIdDomains.label").helpText("mcxVisitorIdDomains.tooltip")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE).add()
                .build();
    }
}
