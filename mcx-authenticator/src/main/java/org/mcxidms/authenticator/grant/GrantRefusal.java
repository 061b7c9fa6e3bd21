package org.mcxidms.authenticator.grant;

import jakarta.ws.rs.WebApplicationException;

import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.utils.OAuth2Error;

import org.mcxidms.account.AccountRefusal;
import org.mcxidms.authenticator.session.Revocation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McEvent;

/**
 * The refusal of a grant whose account is not valid, and the revocation that goes with it. A refusal is HTTP 400
 * {@code invalid_grant} and one event of the grant's error type, with the details of {@link McEvent}. The error is thrown as
 * Keycloak's endpoint throws its own, not as a client-policy error: the endpoint would report that one in a second event, without
 * the reason.
 */
final class GrantRefusal {

    private static final Logger LOG = Logger.getLogger(GrantRefusal.class);

    private final KeycloakSession session;
    private final Revocation revocation;

    GrantRefusal(KeycloakSession session, Revocation revocation) {
        this.session = session;
        this.revocation = revocation;
    }

    /**
     * Revokes what the configuration says, where the account as such is not valid, and gives the exception to throw.
     *
     * @param user {@code null} for a user who is gone
     */
    CorsErrorResponseException of(EventType grant, AccountVerdict verdict, UserModel user, String sessionId) {
        String revoked = verdict.reason().isAboutAccount() ? revoke(user, sessionId) : AccountRefusal.NOTHING_REVOKED;
        return AccountRefusal.of(event(grant, verdict, user, sessionId, revoked), verdict, revoked);
    }

    /** The userinfo endpoint's own answer, HTTP 401 {@code invalid_token}; revokes nothing. */
    WebApplicationException atUserInfo(AccountVerdict verdict, UserModel user, String sessionId) {
        EventBuilder event =
                event(EventType.USER_INFO_REQUEST, verdict, user, sessionId, AccountRefusal.NOTHING_REVOKED);
        AccountRefusal.describe(event, verdict, AccountRefusal.NOTHING_REVOKED).error(OAuthErrorException.INVALID_TOKEN);
        return new OAuth2Error().json(false).session(session).realm(session.getContext().getRealm())
                .invalidToken(AccountRefusal.errorText(verdict));
    }

    /** A failed revocation must not turn the refusal into a server error, nor go unnoticed. */
    private String revoke(UserModel user, String sessionId) {
        try {
            return revocation.apply(session, client(), user == null ? null : user.getId(), sessionId);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Session %s of an MC account that is not valid could not be revoked", sessionId);
            return AccountRefusal.NOTHING_REVOKED;
        }
    }

    private EventBuilder event(EventType type, AccountVerdict verdict, UserModel user, String sessionId, String revoked) {
        KeycloakContext context = session.getContext();
        EventBuilder event = new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(type).client(client()).session(sessionId);
        if (user != null) {
            event.user(user);
            LOG.debugf("%s of user %s refused: %s, revoked: %s", type, user.getId(), verdict.reason().code(), revoked);
        }
        return event;
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }
}
