package org.mcxidms.authenticator.suspension;

import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerTransaction;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;

/**
 * Hears of changes that may have made an MC account invalid, and has its sessions ended once the change is committed: an
 * administrator's update of a user, and Keycloak's own lock-out of one.
 */
final class AccountListener implements EventListenerProvider {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-account-validity-listener";

    private static final String USERS = "users";

    private final KeycloakSession session;
    private EventListenerTransaction afterCommit;

    AccountListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT && event.getUserId() != null) {
            afterCommit().addEvent(event);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() == ResourceType.USER && event.getOperationType() == OperationType.UPDATE
                && userId(event) != null) {
            afterCommit().addAdminEvent(event, includeRepresentation);
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private EventListenerTransaction afterCommit() {
        if (afterCommit == null) {
            afterCommit = new EventListenerTransaction(
                    (event, details) -> signOut(event.getRealmId(), userId(event)),
                    event -> signOut(event.getRealmId(), event.getUserId()));
            session.getTransactionManager().enlistAfterCompletion(afterCommit);
        }
        return afterCommit;
    }

    private void signOut(String realmId, String userId) {
        InvalidAccounts.signOut(session.getKeycloakSessionFactory(), session.getContext(), realmId, userId);
    }

    /** {@code users/ID}, with or without more; {@code null} for another path. */
    private static String userId(AdminEvent event) {
        String[] path = event.getResourcePath() == null ? new String[0] : event.getResourcePath().split("/");
        return path.length > 1 && path[0].equals(USERS) ? path[1] : null;
    }
}
