package org.mcxidms.interdomain.partner;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.broker.jwtauthorizationgrant.JWTAuthorizationGrantIdentityProviderConfig;
import org.keycloak.broker.oidc.OIDCIdentityProviderConfig;
import org.keycloak.models.Constants;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

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

    /** B.8: the leeway for clock skew is not to exceed 30 seconds. */
    private static final int MAX_CLOCK_SKEW = 30;
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
        String roles = getConfig().getOrDefault(VISITOR_ROLES, "");
        return Stream.of(Constants.CFG_DELIMITER_PATTERN.split(roles)).map(String::strip).filter(role -> !role.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The roles are left out: in a realm's import they come later. */
    @Override
    public void validate(RealmModel realm) {
        super.validate(realm);
        requireWithin(JWT_AUTHORIZATION_GRANT_ALLOWED_CLOCK_SKEW, MAX_CLOCK_SKEW);
        requireWithin(JWT_AUTHORIZATION_GRANT_MAX_ALLOWED_ASSERTION_EXPIRATION, MAX_AGE);
        if (isUseJwksUrl() ? isBlank(getJwksUrl()) : isBlank(getPublicKeySignatureVerifier())) {
            throw new IllegalArgumentException("The primary IdMS needs a JWKS URL, or its pinned keys");
        }
    }

    private void requireWithin(String key, int max) {
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
        throw new IllegalArgumentException(key + " must be within 0 and " + max + " seconds");
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
                .build();
    }
}
