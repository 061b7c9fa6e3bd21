package org.mcxidms.authenticator.suspension;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;

import org.mcxidms.account.AccountRefusal;
import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.authenticator.session.GrantedScopes;
import org.mcxidms.authenticator.session.Revocation;
import org.mcxidms.authenticator.suspension.notice.AccountSnapshot;
import org.mcxidms.authenticator.suspension.notice.Notices;
import org.mcxidms.core.AccountVerdict;

/**
 * Ends the sessions of users whose MC account is not valid, without waiting for a refresh (TS 33.180 B.5), as the admin
 * console's own sign-out does: clients that take part in the sessions are told, and tokens from before are dead for good. Each
 * session has an event {@code LOGOUT} with the reason. {@link Notices} tells OpenID Connect clients, and MC servers, which take
 * part in no session.
 */
final class InvalidAccounts {

    private static final Logger LOG = Logger.getLogger(InvalidAccounts.class);

    /** Seconds in which two nodes may find the same suspension: one by the administrator's request, one by its sweep. */
    private static final int SAME_SUSPENSION = 10;
    private static final String TOLD = "mcx-suspension-told:";
    private static final int LOCKS = 256;
    /** Seconds after which a thread goes on beside another: an event too many is better than a session that lives on. */
    private static final int PATIENCE = 5;

    private final KeycloakSessionFactory factory;
    private final Notices notices;
    /** Of this node one thread at a time deals with a user: two that find the same sessions would each send the events. */
    private final Lock[] users = Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    InvalidAccounts(KeycloakSessionFactory factory, Notices notices) {
        this.factory = factory;
        this.notices = notices;
    }

    /**
     * Ends every session of the user, online and offline, if the account as such is not valid now, and tells MC servers; in a
     * transaction of its own. A failure is logged: what is left is refused and revoked at the next refresh.
     *
     * @param context the context of the request that led here; {@code null} for none
     * @param before  the account before the change that led here; {@code null} where nobody saw it
     */
    void check(KeycloakContext context, String realmId, String userId, AccountSnapshot before) {
        Lock user = users[Math.floorMod(userId.hashCode(), LOCKS)];
        boolean locked = false;
        try {
            locked = user.tryLock(PATIENCE, TimeUnit.SECONDS);
            KeycloakModelUtils.runJobInTransaction(factory, context, session -> {
                RealmModel realm = session.realms().getRealm(realmId);
                session.getContext().setRealm(realm);
                if (realm != null) {
                    check(session, realm, userId, before);
                }
            });
        } catch (InterruptedException e) {
            // The server shuts down.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "Sessions of user %s, whose MC account was to be checked, could not be ended", userId);
        } finally {
            if (locked) {
                user.unlock();
            }
        }
    }

    private void check(KeycloakSession session, RealmModel realm, String userId, AccountSnapshot before) {
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            if (before != null && before.valid()) {
                notices.tellAll(session, before, issuer(session, List.of()));
            }
            return;
        }
        AccountSnapshot now = AccountSnapshot.of(session, realm, user);
        List<UserSessionModel> sessions = Revocation.sessionsOf(session, realm, user);
        if (now.valid()) {
            session.singleUseObjects().remove(TOLD + userId);
            Set<String> takenBack = AccountSnapshot.closed(realm, user, GrantedScopes.of(sessions));
            AccountSnapshot then = (before == null ? now : before).with(session, realm, user, takenBack);
            if (then.valid()) {
                notices.tellOfChange(session, then, now, issuer(session, sessions));
            }
            GrantedScopes.remove(sessions, takenBack);
            return;
        }
        // Keycloak compares a token's second by "earlier than": the second of the suspension itself must count as before it.
        session.users().setNotBeforeForUser(realm, user, (int) (Time.currentTimeSeconds() + 1));
        boolean ends = !sessions.isEmpty() || before != null && before.valid();
        if (ends && firstToTell(session, userId)) {
            notices.tellAll(session, before == null ? now : before, issuer(session, sessions));
        }
        if (!sessions.isEmpty()) {
            end(session, realm, user, sessions, now.verdict());
        }
    }

    /** Whether no other node tells of this suspension; it may, once the transaction of {@code session} has failed. */
    private static boolean firstToTell(KeycloakSession session, String userId) {
        SingleUseObjectProvider told = session.singleUseObjects();
        if (!told.putIfAbsent(TOLD + userId, SAME_SUSPENSION)) {
            return false;
        }
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                // The notices are stored.
            }

            @Override
            protected void rollbackImpl() {
                told.remove(TOLD + userId);
            }
        });
        return true;
    }

    private void end(KeycloakSession session, RealmModel realm, UserModel user, List<UserSessionModel> sessions,
            AccountVerdict verdict) {
        for (UserSessionModel userSession : sessions) {
            notices.tellOfEnd(session, userSession);
            // SAML clients are told at an address that follows from the server's own; without it they would not be told at all.
            AuthenticationManager.backchannelLogout(
                    session, realm, userSession, session.getContext().getUri(), null, null, true);
        }
        McMetrics.ended(verdict.reason(), sessions.size());
        // Each with its session: who makes signals for others from Keycloak's events must be able to say which one has ended.
        sessions.stream().map(UserSessionModel::getId).distinct().forEach(id -> AccountRefusal.details(
                new EventBuilder(realm, session).event(EventType.LOGOUT).user(user).session(id), verdict,
                Revocation.ALL.eventValue()).success());
        LOG.debugf("MC account of user %s is not valid: %s; sessions ended: %d", user.getId(), verdict.reason().code(),
                sessions.size());
    }

    /** As the user's tokens have it; a sweep is no request, and knows of no address but by a session or the configured one. */
    private static String issuer(KeycloakSession session, List<UserSessionModel> sessions) {
        return sessions.stream().flatMap(one -> one.getAuthenticatedClientSessions().values().stream())
                .map(client -> client.getNote(OIDCLoginProtocol.ISSUER)).filter(Objects::nonNull).findFirst()
                .orElseGet(() -> Urls.realmIssuer(
                        session.getContext().getUri().getBaseUri(), session.getContext().getRealm().getName()));
    }
}
