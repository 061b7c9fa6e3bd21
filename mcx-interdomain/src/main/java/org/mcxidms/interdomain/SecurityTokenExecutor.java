package org.mcxidms.interdomain;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.JWTAuthorizationGrantValidationContext;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.JWTAuthorizationGrantContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.cors.Cors;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.account.McMetrics;
import org.mcxidms.core.AccountVerdict;

/**
 * At the partner: takes a primary IdMS's security token as the assertion of a JWT grant, and nothing else (TS 33.180 B.7.4).
 *
 * <p>Keycloak has by then verified the client, the issuer, the signature and the times, and found the visitor. It refuses an
 * assertion with two audiences, which is what B.8 requires; so, once the audience proves to be exactly this client and this
 * IdMS, Keycloak is handed its own address alone. Its own check of the audience stays as strict as it is.
 */
final class SecurityTokenExecutor implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {

    private static final Logger LOG = Logger.getLogger(SecurityTokenExecutor.class);
    private static final String ACCEPTED = SecurityTokenExecutor.class.getName();

    private final KeycloakSession session;

    SecurityTokenExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** How {@code request} has to be for a security token to be taken in the session's realm, for the session's client. */
    static AssertionCheck check(KeycloakSession session, JWTAuthorizationGrantValidationContext request) {
        KeycloakContext context = session.getContext();
        String realm = context.getRealm().getName();
        return new AssertionCheck(context.getClient().getClientId(),
                List.of(Urls.realmIssuer(context.getUri().getBaseUri(), realm),
                        Urls.tokenEndpoint(context.getUri().getBaseUri(), realm).toString()),
                request.getScopeParam());
    }

    /** The fault in {@code request}, or none, and then the security token is used up. */
    static Optional<AssertionFault> claim(KeycloakSession session, JWTAuthorizationGrantValidationContext request) {
        return check(session, request).fault(request.getJws().getHeader().getType(), request.getJWT())
                .or(() -> UsedAssertions.claim(session, request.getJWT())
                        ? Optional.empty() : Optional.of(AssertionFault.USED_BEFORE));
    }

    @Override
    public String getProviderId() {
        return SecurityTokenExecutorFactory.PROVIDER_ID;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) {
        // A second policy with this executor finds the audience already reduced.
        if (context instanceof JWTAuthorizationGrantContext grant && session.getAttribute(ACCEPTED) == null) {
            accept(grant);
            session.setAttribute(ACCEPTED, true);
        }
    }

    private void accept(JWTAuthorizationGrantContext context) {
        JWTAuthorizationGrantValidationContext request = context.getAuthorizationGrantContext();
        JsonWebToken token = request.getJWT();
        UserModel visitor = session.users().getUserByFederatedIdentity(realm(),
                new FederatedIdentityModel(context.getIdentityProviderAlias(), token.getSubject(), null));
        EventBuilder event = event(context, visitor);

        claim(session, request).ifPresent(fault -> {
            McMetrics.assertion(context.getIdentityProviderAlias(), fault.code());
            throw refusal(event, fault);
        });
        AccountVerdict verdict = AccountCheck.verdict(realm(), client(), visitor,
                AccountCheck.requestedScopes(client(), request.getScopeParam()));
        if (!verdict.isValid()) {
            throw AccountRefusal.of(event, verdict, AccountRefusal.NOTHING_REVOKED);
        }
        token.audience(check(session, request).ownAddress(token.getAudience()).orElseThrow());
        McMetrics.assertion(context.getIdentityProviderAlias(), "accepted");
        LOG.debugf("Security token of %s taken for user %s", context.getIdentityProviderAlias(), visitor.getId());
    }

    /** An event of the grant's own, because its endpoint would report a policy's refusal without the reason. */
    private EventBuilder event(JWTAuthorizationGrantContext context, UserModel visitor) {
        JWTAuthorizationGrantValidationContext request = context.getAuthorizationGrantContext();
        EventBuilder event = new EventBuilder(realm(), session, session.getContext().getConnection())
                .event(EventType.JWT_AUTHORIZATION_GRANT).client(client())
                .detail(Details.IDENTITY_PROVIDER, context.getIdentityProviderAlias())
                .detail(Details.IDENTITY_PROVIDER_ISSUER, request.getIssuer())
                .detail(Details.IDENTITY_PROVIDER_USER_ID, request.getSubject());
        return visitor == null ? event : event.user(visitor);
    }

    private static CorsErrorResponseException refusal(EventBuilder event, AssertionFault fault) {
        event.detail(Details.REASON, fault.code()).error(fault.oauthError());
        return new CorsErrorResponseException(Cors.builder(), fault.oauthError(), fault.description(),
                Response.Status.BAD_REQUEST);
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }
}
