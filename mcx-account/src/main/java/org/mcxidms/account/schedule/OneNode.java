package org.mcxidms.account.schedule;

import java.time.Duration;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Of the nodes of a cluster, one does a task in each interval; a node that dies in an interval leaves its work to the next
 * interval's.
 */
public final class OneNode {

    private OneNode() {
    }

    /**
     * Whether the task of this interval is this node's; true once for each interval.
     *
     * @param task a name of the task's own, which ends with a colon
     */
    public static boolean isThis(KeycloakSession session, String task, Duration interval) {
        long slot = Time.currentTimeMillis() / interval.toMillis();
        return session.singleUseObjects().putIfAbsent(task + slot, 2 * interval.toSeconds());
    }
}
