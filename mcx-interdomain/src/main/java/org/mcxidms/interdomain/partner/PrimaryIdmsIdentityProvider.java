package org.mcxidms.interdomain.partner;

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
 * Keycloak's trust in an issuer of JWT grant assertions, with two additions. It takes security tokens alone, each once. And
 * where the administrator allows it for this primary, a visitor gets a local account at the first use of a security token.
 * Keycloak looks the user up before any client policy runs, so that this is the last point where an account can be made in
 * time; it is made only for an assertion that has passed every check but that of the account.
 */
public final class PrimaryIdmsIdentityProvider extends JWTAuthorizationGrantIdentityProvider {

    /** The type's id, {@code providerId} in realm files. */
    static final String PROVIDER_ID = "mcx-primary-idms";

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
        // Keycloak checks the times after this; what is over must not be claimed.
        ((JWTAuthorizationGrantValidator) request).validateTokenActive(
                getAllowedClockSkew(), getMaxAllowedExpiration(), isAssertionReuseAllowed());
        ReceivedAssertion assertion = new ReceivedAssertion(session, config.getAlias(), request);
        assertion.claim();
        if (config.createsVisitors()) {
            createVisitor(assertion, request);
        }
        return identity;
    }

    /**
     * Whatever the imported settings say, Keycloak's own record of used assertions is not asked: a security token is claimed
     * above, where a second use is counted and its event has the reason.
     */
    @Override
    public boolean isAssertionReuseAllowed() {
        return true;
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

    private void createVisitor(ReceivedAssertion assertion, JWTAuthorizationGrantValidationContext request) {
        Visitors visitors = new Visitors(session, config.getAlias(), config);
        if (!visitors.exists(request.getSubject())) {
            try {
                visitors.create(request.getJWT());
            } catch (Visitors.RefusedException e) {
                throw assertion.refusal(e.fault());
            }
        }
    }
}
