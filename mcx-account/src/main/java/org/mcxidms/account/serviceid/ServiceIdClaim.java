package org.mcxidms.account.serviceid;

import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;

import org.mcxidms.core.McServiceId;

/**
 * Lets one request at a time store an MC service ID, on all nodes of a cluster: of two that do so at once, neither sees the
 * other's in the database, and the database itself has no unique index for it.
 */
final class ServiceIdClaim {

    private static final String PREFIX = "mcx-service-id:";
    /** Seconds after which the claim of a node that crashed is over: Keycloak's own limit for a transaction. */
    private static final long LIFESPAN = 300;

    private ServiceIdClaim() {
    }

    /**
     * Claims the ID, in any case of its letters, until the request's transaction is over.
     *
     * @return whether no other request has claimed it; a second claim in the same request is the same claim
     */
    static boolean claim(KeycloakSession session, String serviceId) {
        // The ID is not the key's end: Keycloak treats keys that end in ".revoked" in a way of its own.
        String key = PREFIX + McServiceId.fold(serviceId) + ":" + session.getContext().getRealm().getId();
        if (session.getAttribute(key) != null) {
            return true;
        }
        SingleUseObjectProvider claims = session.singleUseObjects();
        if (!claims.putIfAbsent(key, LIFESPAN)) {
            return false;
        }
        session.setAttribute(key, key);
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                claims.remove(key);
            }

            @Override
            protected void rollbackImpl() {
                claims.remove(key);
            }
        });
        return true;
    }
}
