package org.mcxidms.authenticator.suspension.notice;

import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.storage.configuration.ServerConfigStorageProvider;

/**
 * The notices that wait, in Keycloak's table of server-wide values: the one store of Keycloak that survives a restart, is in the
 * same transaction as the end of the sessions, and is the same for all nodes. Its caches do not survive.
 *
 * <p>Keycloak counts changes in the column {@code version}. For a notice it holds the second from which the notice is due, and so
 * serves two ends: the database finds what is due, and an update that names the version it has seen succeeds on one node only.
 */
final class NoticeStore {

    private static final String PREFIX = "mcx-notice:";
    private static final String OURS = " ServerConfigEntity c where c.key like :keys ";

    private final KeycloakSession session;
    private final EntityManager database;

    NoticeStore(KeycloakSession session) {
        this.session = session;
        this.database = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * A notice that this node may send until its lease ends.
     *
     * @param lease the version that says so
     */
    record Claimed(String key, Notice notice, int lease) {
    }

    /** Due at once. */
    void add(Notice notice) {
        session.getProvider(ServerConfigStorageProvider.class).store(keysOf(notice.client()) + notice.id(), notice.write());
    }

    long waitingFor(String client) {
        return database.createQuery("select count(c) from" + OURS, Long.class)
                .setParameter("keys", keysOf(client) + "%").getSingleResult();
    }

    /** The clients to which at least one notice is due. */
    List<String> clientsDue(int now) {
        int start = PREFIX.length() + 1;
        String client = "substring(c.key, " + start + ", locate(':', c.key, " + start + ") - " + start + ")";
        return database.createQuery("select distinct " + client + " from" + OURS + "and c.version <= :now", String.class)
                .setParameter("keys", PREFIX + "%").setParameter("now", now).getResultList();
    }

    /** Takes at most {@code limit} due notices, those that waited longest first; what another node takes meanwhile is left out. */
    List<Claimed> claim(String client, int now, int lease, int limit) {
        List<Object[]> due = database.createQuery("select c.key, c.value, c.version from" + OURS
                + "and c.version <= :now order by c.version, c.key", Object[].class)
                .setParameter("keys", keysOf(client) + "%").setParameter("now", now).setMaxResults(limit).getResultList();
        List<Claimed> claimed = new ArrayList<>();
        for (Object[] row : due) {
            int updated = database
                    .createQuery("update ServerConfigEntity c set c.version = :lease where c.key = :key and c.version = :seen")
                    .setParameter("lease", lease).setParameter("key", row[0]).setParameter("seen", row[2]).executeUpdate();
            if (updated == 1) {
                claimed.add(new Claimed((String) row[0], Notice.read((String) row[1]), lease));
            }
        }
        return claimed;
    }

    void remove(Claimed claimed) {
        database.createQuery("delete from ServerConfigEntity c where c.key = :key and c.version = :lease")
                .setParameter("key", claimed.key()).setParameter("lease", claimed.lease()).executeUpdate();
    }

    void postpone(Claimed claimed, Notice notice, int due) {
        database.createQuery("update ServerConfigEntity c set c.version = :due, c.value = :value"
                + " where c.key = :key and c.version = :lease")
                .setParameter("due", due).setParameter("value", notice.write())
                .setParameter("key", claimed.key()).setParameter("lease", claimed.lease()).executeUpdate();
    }

    private static String keysOf(String client) {
        return PREFIX + client + ":";
    }
}
