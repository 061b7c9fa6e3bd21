package org.mcxidms.interdomain;

import org.jboss.logging.Logger;
import org.keycloak.broker.jwtauthorizationgrant.JWTAuthorizationGrantIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.keys.loader.PublicKeyStorageManager;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.JWTAuthorizationGrantValidationContext;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantValidator;

/**
 * Keycloak's trust in an issuer of JWT grant assertions, with one addition: where the administrator allows it for this
 * primary, a visitor gets a local account at the first use of a security token. Keycloak looks the user up before any client
 * policy runs, so that this is the last point where an account can be made in time; it is made only for an assertion that
 * has passed every check but that of the account.
 */
public final class PrimaryIdmsIdentityProvider extends JWTAuthorizationGrantIdentityProvider {

    private static final Logger LOG = Logger.getLogger(PrimaryIdmsIdentityProvider.class);

    private final KeycloakSession session;
    private final PrimaryIdmsIdentityProviderConfig config;

    PrimaryIdmsIdentityProvider(KeycloakSession session, PrimaryIdmsIdentityProviderConfig config) {
        super(session, config);
        this.session = session;
        this.config = config;
    }

    @Override
    public BrokeredIdentityContext validateAuthorizationGrantAssertion(JWTAuthorizationGrantValidationContext request)
            throws IdentityBrokerException {
        // Keycloak would call a key that it cannot get an invalid signature.
        if (!isKeyAtHand(request.getJws())) {
            throw new IdentityBrokerException("No key of the primary IdMS at hand for this assertion: "
                    + "its JWKS cannot be fetched, or does not have the key");
        }
        BrokeredIdentityContext identity = super.validateAuthorizationGrantAssertion(request);
        if (config.createsVisitors()) {
            createVisitor(request);
        }
        return identity;
    }

    /** A security token is good once, whatever the imported settings say. */
    @Override
    public boolean isAssertionReuseAllowed() {
        return false;
    }

    private boolean isKeyAtHand(JWSInput assertion) {
        try {
            return PublicKeyStorageManager.getIdentityProviderKeyWrapper(
                    session, session.getContext().getRealm(), config, assertion) != null;
        } catch (RuntimeException e) {
            // Keycloak's loader throws nothing narrower, with the connection's details, which are the operator's to know.
            LOG.warnf("The keys of primary IdMS %s cannot be fetched: %s", config.getAlias(), e.getMessage());
            return false;
        }
    }

    private void createVisitor(JWTAuthorizationGrantValidationContext request) throws IdentityBrokerException {
        Visitors visitors = new Visitors(session, config.getAlias(), config.visitorRoles());
        if (visitors.exists(request.getSubject())) {
            return;
        }
        // Keycloak checks the times after this; true leaves its own record of used assertions to that check.
        ((JWTAuthorizationGrantValidator) request).validateTokenActive(
                getAllowedClockSkew(), getMaxAllowedExpiration(), true);
        AssertionFault fault = SecurityTokenExecutor.claim(session, request).orElse(null);
        if (fault != null) {
            throw new IdentityBrokerException(fault.description());
        }
        visitors.create(request.getJWT());
    }
}
