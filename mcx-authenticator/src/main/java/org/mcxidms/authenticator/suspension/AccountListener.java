package org.mcxidms.authenticator.suspension;

import java.util.EnumSet;
import java.util.Set;

import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.RealmModel;

/**
 * Hears of changes that may have made an MC account invalid, or that MC servers must know, and has them dealt with once they are
 * committed: whatever an administrator changes about one user, and Keycloak's own lock-out. What an administrator changes
 * otherwise, such as the roles of a group, may take something from many users.
 */
final class AccountListener implements EventListenerProvider {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-account-validity-listener";

    private static final String USERS = "users";
    /**
     * What no user's roles or scopes depend on. A resource that a later Keycloak adds is not in the list, and is taken for one
     * that matters.
     */
    private static final Set<ResourceType> TAKES_NOTHING = EnumSet.of(
            ResourceType.AUTH_FLOW, ResourceType.AUTH_EXECUTION_FLOW, ResourceType.AUTH_EXECUTION,
            ResourceType.AUTHENTICATOR_CONFIG, ResourceType.REQUIRED_ACTION, ResourceType.REQUIRED_ACTION_CONFIG,
            ResourceType.IDENTITY_PROVIDER, ResourceType.IDENTITY_PROVIDER_MAPPER, ResourceType.CLIENT_INITIAL_ACCESS_MODEL,
            ResourceType.CLUSTER_NODE, ResourceType.USER_LOGIN_FAILURE, ResourceType.USER_SESSION, ResourceType.USER_PROFILE);

    private final AccountChanges changes;

    AccountListener(AccountChanges changes) {
        this.changes = changes;
    }

    /** Whether the realm has this listener. */
    static boolean isOn(RealmModel realm) {
        return realm.getEventsListenersStream().anyMatch(PROVIDER_ID::equals);
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT && event.getUserId() != null) {
            changes.ofUser(event.getRealmId(), event.getUserId());
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        String userId = userId(event);
        // What is created takes nothing from anybody, but for the first role of a scope: the next refresh finds out about that.
        if (event.getOperationType() == OperationType.CREATE || TAKES_NOTHING.contains(event.getResourceType())) {
            return;
        }
        if (userId == null) {
            changes.ofMany(event.getRealmId());
        } else {
            changes.ofUser(event.getRealmId(), userId);
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    /** {@code users/ID}, with or without more; {@code null} for another path. */
    private static String userId(AdminEvent event) {
        String[] path = event.getResourcePath() == null ? new String[0] : event.getResourcePath().split("/");
        return path.length > 1 && path[0].equals(USERS) ? path[1] : null;
    }
}
