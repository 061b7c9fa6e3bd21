package org.mcxidms.authenticator.suspension;

import java.util.List;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.authenticator.session.Revocation;
import org.mcxidms.core.AccountVerdict;

/**
 * Ends the sessions of users whose MC account is not valid, without waiting for a refresh (TS 33.180 B.5), as the admin
 * console's own sign-out does: clients with a back-channel logout URL are told, and tokens from before are dead for good.
 * The event is a {@code LOGOUT} with the reason.
 */
final class InvalidAccounts {

    private static final Logger LOG = Logger.getLogger(InvalidAccounts.class);

    private InvalidAccounts() {
    }

    /**
     * Ends every session of the user, online and offline, if the account as such is not valid now; in a transaction of its own.
     * A failure is logged: what is left is refused and revoked at the next refresh.
     *
     * @param context the context of the request that led here; {@code null} for none
     */
    static void signOut(KeycloakSessionFactory factory, KeycloakContext context, String realmId, String userId) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, context, session -> {
                session.getContext().setRealm(session.realms().getRealm(realmId));
                signOutIfInvalid(session, userId);
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "Sessions of user %s, whose MC account was to be checked, could not be ended", userId);
        }
    }

    private static void signOutIfInvalid(KeycloakSession session, String userId) {
        RealmModel realm = session.getContext().getRealm();
        UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
        if (user == null) {
            return;
        }
        AccountVerdict verdict = AccountCheck.verdict(user);
        if (verdict.isValid()) {
            return;
        }
        // Keycloak compares a token's second by "earlier than": the second of the suspension itself must count as before it.
        session.users().setNotBeforeForUser(realm, user, (int) (Time.currentTimeSeconds() + 1));
        List<UserSessionModel> sessions = Revocation.sessionsOf(session, realm, user);
        if (sessions.isEmpty()) {
            return;
        }
        for (UserSessionModel userSession : sessions) {
            // SAML clients are told at an address that follows from the server's own; without it they would not be told at all.
            AuthenticationManager.backchannelLogout(
                    session, realm, userSession, session.getContext().getUri(), null, null, true);
        }
        McMetrics.ended(verdict.reason(), sessions.size());
        AccountRefusal.details(new EventBuilder(realm, session).event(EventType.LOGOUT).user(user), verdict,
                Revocation.ALL.eventValue()).success();
        LOG.debugf("MC account of user %s is not valid: %s; sessions ended: %d", userId, verdict.reason().code(),
                sessions.size());
    }
}
