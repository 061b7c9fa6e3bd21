package org.mcxidms.interdomain.partner;

import java.util.Set;

import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.JWTAuthorizationGrantValidationContext;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.JWTAuthorizationGrantContext;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.policy.AnsweringExecutor;
import org.mcxidms.core.AccountVerdict;

/**
 * At the partner: takes a primary IdMS's security token as the assertion of a JWT grant, and nothing else (TS 33.180 B.7.4).
 *
 * <p>Keycloak has by then verified the client, the issuer, the signature and the times, and found the visitor. It refuses an
 * assertion with two audiences, which is what B.8 requires (keycloak#52631). Where the audience is exactly this client and this
 * IdMS, the executor replaces the two by this IdMS's address, so that Keycloak's strict check of the audience passes.
 */
final class SecurityTokenExecutor extends AnsweringExecutor<ClientPolicyExecutorConfigurationRepresentation> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-security-token-executor";

    private static final Logger LOG = Logger.getLogger(SecurityTokenExecutor.class);
    private static final Set<ClientPolicyEvent> EVENTS = Set.of(ClientPolicyEvent.JWT_AUTHORIZATION_GRANT);
    private static final String ACCEPTED = SecurityTokenExecutor.class.getName();

    private final KeycloakSession session;

    SecurityTokenExecutor(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public String getProviderId() {
        return PROVIDER_ID;
    }

    @Override
    protected Set<ClientPolicyEvent> events() {
        return EVENTS;
    }

    @Override
    protected void answer(ClientPolicyContext context) {
        // A second policy with this executor finds the audience already reduced.
        if (session.getAttribute(ACCEPTED) == null) {
            accept((JWTAuthorizationGrantContext) context);
            session.setAttribute(ACCEPTED, true);
        }
    }

    private void accept(JWTAuthorizationGrantContext context) {
        JWTAuthorizationGrantValidationContext request = context.getAuthorizationGrantContext();
        ReceivedAssertion assertion = new ReceivedAssertion(session, context.getIdentityProviderAlias(), request);
        assertion.claim();
        UserModel visitor = assertion.visitor();
        AccountVerdict verdict = AccountCheck.verdict(session, client(), visitor,
                AccountCheck.requestedScopes(client(), assertion.scope()));
        if (!verdict.isValid()) {
            throw AccountRefusal.of(assertion.event(), verdict, AccountRefusal.NOTHING_REVOKED);
        }
        request.getJWT().audience(assertion.ownAddress());
        McMetrics.assertion(context.getIdentityProviderAlias(), "accepted");
        LOG.debugf("Security token of %s taken for user %s", context.getIdentityProviderAlias(), visitor.getId());
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }
}
