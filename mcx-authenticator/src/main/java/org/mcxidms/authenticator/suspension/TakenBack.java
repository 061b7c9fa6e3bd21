package org.mcxidms.authenticator.suspension;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.UserStorageProviderModel.SyncMode;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.schedule.DaemonThreads;
import org.mcxidms.authenticator.session.GrantedScopes;
import org.mcxidms.authenticator.session.Revocation;
import org.mcxidms.authenticator.suspension.notice.AccountSnapshot;

/**
 * Finds users from whom a change that is not about one user took a scope, or the account: roles of a group, a role in a role, a
 * group, a role or a scope's roles, and a user federation's synchronisation. What their sessions had is compared with what their
 * roles open now. After such changes every user with a session is looked at once, in the background, so that neither the
 * administrator nor the next sweep waits.
 *
 * <p>The wish for a look lasts until a look has ended: another node makes the look of one that died.
 */
final class TakenBack implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TakenBack.class);
    private static final String ASKED = "mcx-taken-back:";
    private static final String LOOKING = "mcx-taken-back-look:";
    private static final String CHANGE = "change";
    /** Seconds that a node may take to sweep again, however long all of them were down. */
    private static final int LIFESPAN = 86_400;
    /** Seconds after which a look that has not got on is another node's: more than a batch takes. */
    private static final int CLAIM = 300;
    /** So many users are looked at in one transaction. */
    private static final int BATCH = 100;

    private final KeycloakSessionFactory factory;
    private final InvalidAccounts accounts;
    private final ExecutorService background = Executors.newSingleThreadExecutor(DaemonThreads.named("mcx-taken-back"));

    TakenBack(KeycloakSessionFactory factory, InvalidAccounts accounts) {
        this.factory = factory;
        this.accounts = accounts;
    }

    /** Called once the change is committed. For many changes between two sweeps, one look is made. */
    void lookAtNextSweep(String realmId) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, session -> session.singleUseObjects()
                    .put(ASKED + realmId, LIFESPAN, Map.of(CHANGE, UUID.randomUUID().toString())));
        } catch (RuntimeException e) {
            LOG.warnf(e, "MC servers are not told what the last change in the realm with the id %s takes back", realmId);
        }
    }

    /** Called once in each interval. */
    void lookIfAsked(KeycloakSession session, RealmModel realm, Duration interval) {
        String realmId = realm.getId();
        if (synchronised(realm, Time.currentTimeSeconds() - 2 * interval.toSeconds())) {
            lookAtNextSweep(realmId);
        }
        SingleUseObjectProvider wishes = session.singleUseObjects();
        Map<String, String> asked = wishes.get(ASKED + realmId);
        if (asked != null && wishes.putIfAbsent(LOOKING + realmId, CLAIM)) {
            background.execute(() -> look(realmId, asked.get(CHANGE)));
        }
    }

    /** Whether a synchronisation of the realm's user federations has ended since: no event tells of one that comes by itself. */
    private static boolean synchronised(RealmModel realm, long since) {
        return realm.getComponentsStream(realm.getId(), UserStorageProvider.class.getName()).map(UserStorageProviderModel::new)
                .flatMapToInt(federation -> IntStream.concat(IntStream.of(federation.getLastSync()),
                        Arrays.stream(SyncMode.values()).mapToInt(federation::getLastSync)))
                .anyMatch(last -> last >= since);
    }

    private void look(String realmId, String change) {
        try {
            List<String> users = KeycloakModelUtils.runJobInTransactionWithResult(factory,
                    session -> session.getProvider(JpaConnectionProvider.class).getEntityManager()
                            .createQuery("select distinct s.userId from PersistentUserSessionEntity s where s.realmId = :realm",
                                    String.class)
                            .setParameter("realm", realmId).getResultList());
            for (int start = 0; start < users.size(); start += BATCH) {
                List<String> batch = users.subList(start, Math.min(start + BATCH, users.size()));
                KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> concerned(session, realmId, batch))
                        .forEach(user -> accounts.check(null, realmId, user, null));
                KeycloakModelUtils.runJobInTransaction(factory,
                        session -> session.singleUseObjects().put(LOOKING + realmId, CLAIM, Map.of()));
            }
            KeycloakModelUtils.runJobInTransaction(factory, session -> ended(session.singleUseObjects(), realmId, change));
        } catch (RuntimeException e) {
            LOG.debugf(e, "Users from whom scopes were taken are looked for once more in %d s", CLAIM);
        }
    }

    /** A change that came during the look asks for another. */
    private static void ended(SingleUseObjectProvider wishes, String realmId, String change) {
        Map<String, String> asked = wishes.remove(ASKED + realmId);
        if (asked != null && !change.equals(asked.get(CHANGE))) {
            wishes.put(ASKED + realmId, LIFESPAN, asked);
        }
        wishes.remove(LOOKING + realmId);
    }

    private static List<String> concerned(KeycloakSession session, String realmId, List<String> users) {
        RealmModel realm = session.realms().getRealm(realmId);
        session.getContext().setRealm(realm);
        if (realm == null) {
            return List.of();
        }
        Set<String> scopes = realm.getClientScopesStream().map(ClientScopeModel::getName).collect(Collectors.toSet());
        return users.stream().filter(id -> {
            UserModel user = session.users().getUserById(realm, id);
            return user != null && (!AccountCheck.verdict(session, user).isValid() || lost(session, realm, user, scopes));
        }).toList();
    }

    /** Whoever may have every scope has lost none, so that the sessions need not be read. */
    private static boolean lost(KeycloakSession session, RealmModel realm, UserModel user, Set<String> scopes) {
        return !AccountSnapshot.closed(realm, user, scopes).isEmpty() && !AccountSnapshot.closed(realm, user,
                GrantedScopes.of(Revocation.sessionsOf(session, realm, user))).isEmpty();
    }

    @Override
    public void close() {
        background.shutdownNow();
    }
}
