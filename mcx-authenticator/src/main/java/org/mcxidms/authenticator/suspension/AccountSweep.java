package org.mcxidms.authenticator.suspension;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.schedule.DaemonThreads;
import org.mcxidms.account.schedule.OneNode;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McUserAttribute;

/**
 * Finds users who have sessions although their attributes say that their MC account is not valid. It asks the database alone,
 * by the indexes of attributes (name, value) and of sessions (user), so that its cost follows the accounts that ended and not
 * the number of users. Users whose attributes are not in Keycloak's database are left to the check at each refresh.
 *
 * <p>{@link OneNode} of a cluster sweeps in each interval.
 */
final class AccountSweep implements ScheduledTask {

    /** So many users of a realm in one run; a run holds their ids in memory. */
    private static final int LIMIT = 100_000;
    /** Then it is the next realm's turn: a client that Keycloak calls in vain costs seconds for each of one realm's users. */
    private static final Duration TURN = Duration.ofSeconds(10);
    /** Then no turn begins: Keycloak's transaction around the run may take 300 s. */
    private static final Duration LONGEST = Duration.ofSeconds(120);
    /** To end a user's sessions is waiting for the database, mostly: a few at a time leave requests their processors. */
    private static final int AT_A_TIME = 4;

    private static final Logger LOG = Logger.getLogger(AccountSweep.class);
    private static final String SLOT = "mcx-account-sweep:";
    private static final String OF_USER_WITH_SESSION = " from UserAttributeEntity a where a.name = :name"
            + " and exists (select 1 from PersistentUserSessionEntity s where s.userId = a.user.id and s.realmId = :realm) ";

    private final Duration interval;
    private final InvalidAccounts accounts;
    private final TakenBack takenBack;

    AccountSweep(Duration interval, InvalidAccounts accounts, TakenBack takenBack) {
        this.interval = interval;
        this.accounts = accounts;
        this.takenBack = takenBack;
    }

    @Override
    public void run(KeycloakSession session) {
        if (!OneNode.isThis(session, SLOT, interval)) {
            return;
        }
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        // In no order: where the time is over before each realm had a turn, the next run begins with others.
        List<String> realms = new ArrayList<>(
                session.realms().getRealmsStream().filter(AccountListener::isOn).map(RealmModel::getId).toList());
        Collections.shuffle(realms);
        Map<String, Iterator<String>> left = new LinkedHashMap<>();
        realms.forEach(realm -> left.put(realm, KeycloakModelUtils.runJobInTransactionWithResult(factory,
                search -> invalid(search.getProvider(JpaConnectionProvider.class).getEntityManager(), realm)).iterator()));
        endSessions(left);
        if (!left.isEmpty()) {
            LOG.infof("More MC accounts are to be signed out than one sweep does; the next goes on, in the realms %s",
                    left.keySet());
        }
        for (String realm : realms) {
            RealmModel stillThere = session.realms().getRealm(realm);
            if (stillThere != null) {
                takenBack.lookIfAsked(session, stillThere, interval);
            }
        }
        McMetrics.swept();
    }

    /** Takes the realms out of {@code left} that have no more users. */
    private void endSessions(Map<String, Iterator<String>> left) {
        left.values().removeIf(users -> !users.hasNext());
        if (left.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, DaemonThreads.named("mcx-sweep"));
        try {
            long start = System.nanoTime();
            do {
                for (Iterator<Map.Entry<String, Iterator<String>>> realms = left.entrySet().iterator(); realms.hasNext();) {
                    Map.Entry<String, Iterator<String>> realm = realms.next();
                    if (!hasPassed(start, LONGEST) && !turn(threads, realm.getKey(), realm.getValue())) {
                        realms.remove();
                    }
                }
            } while (!left.isEmpty() && !hasPassed(start, interval) && !hasPassed(start, LONGEST));
        } catch (InterruptedException e) {
            // The server shuts down.
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whether the realm has more users when its turn is over. */
    private boolean turn(ExecutorService threads, String realm, Iterator<String> users) throws InterruptedException {
        long start = System.nanoTime();
        List<Future<Void>> done = threads.invokeAll(Collections.nCopies(AT_A_TIME, () -> {
            for (String user = next(users, start); user != null; user = next(users, start)) {
                accounts.check(null, realm, user, null);
            }
            return null;
        }));
        for (Future<Void> one : done) {
            try {
                one.get();
            } catch (ExecutionException e) {
                // Keycloak logs that the task failed; alone in its thread nobody would hear of the error.
                throw new IllegalStateException("The sweep of MC accounts ended early", e.getCause());
            }
        }
        return users.hasNext();
    }

    /** The next user of a turn that began at {@code start}; {@code null} where there is none or the turn is over. */
    private static String next(Iterator<String> users, long start) {
        synchronized (users) {
            return users.hasNext() && !hasPassed(start, TURN) ? users.next() : null;
        }
    }

    private static boolean hasPassed(long start, Duration time) {
        return System.nanoTime() - start >= time.toNanos();
    }

    /** In no order: those whose sessions cannot be ended are found in each run, and must not be before the others in each. */
    private static List<String> invalid(EntityManager database, String realm) {
        Set<String> users = new LinkedHashSet<>();
        users.addAll(query(database, "select a.user.id" + OF_USER_WITH_SESSION + "and a.value in :statuses", String.class,
                realm, McUserAttribute.STATUS).setParameter("statuses", McAccount.refusedStatuses()).getResultList());

        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        query(database, "select a.user.id, a.value" + OF_USER_WITH_SESSION + "and a.value < :latest order by a.value",
                Object[].class, realm, McUserAttribute.VALID_UNTIL)
                .setParameter("latest", latestText(now)).getResultStream()
                .filter(row -> isOver((String) row[1], now))
                .forEach(row -> users.add((String) row[0]));
        List<String> inNoOrder = new ArrayList<>(users);
        Collections.shuffle(inNoOrder);
        return inNoOrder;
    }

    private static <T> TypedQuery<T> query(EntityManager database, String jpql, Class<T> type, String realm, String name) {
        return database.createQuery(jpql, type).setParameter("realm", realm).setParameter("name", name).setMaxResults(LIMIT);
    }

    /**
     * An upper bound for the database's comparison of strings: every date up to {@code now} sorts before it, whatever the date's
     * offset, which is at most 18 hours. Some later dates sort before it as well, so the account check decides about each user.
     */
    static String latestText(Instant now) {
        return now.atOffset(ZoneOffset.UTC).plusSeconds(ZoneOffset.MAX.getTotalSeconds()).toLocalDateTime().plusSeconds(1)
                .withNano(0).toString();
    }

    static boolean isOver(String validUntil, Instant now) {
        return new McAccount(true, Map.of(McUserAttribute.VALID_UNTIL, List.of(validUntil))).validUntil()
                .filter(end -> !now.isBefore(end)).isPresent();
    }
}
