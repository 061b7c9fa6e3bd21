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
    /** Then no round of turns begins: Keycloak's transaction around the run may take 300 s. */
    private static final Duration LONGEST = Duration.ofSeconds(120);

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
        List<String> realms = session.realms().getRealmsStream().filter(AccountListener::isOn).map(RealmModel::getId).toList();
        Map<String, Iterator<String>> left = new LinkedHashMap<>();
        realms.forEach(realm -> left.put(realm, KeycloakModelUtils.runJobInTransactionWithResult(factory,
                search -> invalid(search.getProvider(JpaConnectionProvider.class).getEntityManager(), realm)).iterator()));
        long end = System.nanoTime() + (interval.compareTo(LONGEST) < 0 ? interval : LONGEST).toNanos();
        do {
            left.entrySet().removeIf(realm -> !turn(realm.getKey(), realm.getValue()));
        } while (!left.isEmpty() && System.nanoTime() < end);
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

    /** Whether the realm has more users when its turn is over. */
    private boolean turn(String realm, Iterator<String> users) {
        long end = System.nanoTime() + TURN.toNanos();
        while (users.hasNext() && System.nanoTime() < end) {
            accounts.check(null, realm, users.next(), null);
        }
        return users.hasNext();
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
