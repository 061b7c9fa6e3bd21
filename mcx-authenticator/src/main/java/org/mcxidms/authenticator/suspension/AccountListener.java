package org.mcxidms.authenticator.suspension;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerTransaction;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import org.mcxidms.authenticator.suspension.notice.AccountSnapshot;

/**
 * Hears of changes that may have made an MC account invalid, or that MC servers must know, and has them dealt with once they are
 * committed: an administrator's update or deletion of a user, roles and groups taken away, and Keycloak's own lock-out.
 */
final class AccountListener implements EventListenerProvider {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-account-validity-listener";

    private static final String USERS = "users";
    /** What takes something away from one user, by the resource that the administrator changed. */
    private static final Map<ResourceType, Set<OperationType>> CHANGES = Map.of(
            ResourceType.USER, Set.of(OperationType.UPDATE, OperationType.DELETE),
            ResourceType.REALM_ROLE_MAPPING, Set.of(OperationType.DELETE),
            ResourceType.CLIENT_ROLE_MAPPING, Set.of(OperationType.DELETE),
            ResourceType.GROUP_MEMBERSHIP, Set.of(OperationType.DELETE));
    private static final Logger LOG = Logger.getLogger(AccountListener.class);

    private final KeycloakSession session;
    private final InvalidAccounts accounts;
    /** The accounts before the request's changes, by the user's id. */
    private final Map<String, AccountSnapshot> before = new HashMap<>();
    private EventListenerTransaction afterCommit;

    AccountListener(KeycloakSession session, InvalidAccounts accounts) {
        this.session = session;
        this.accounts = accounts;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT && event.getUserId() != null) {
            remember(event.getRealmId(), event.getUserId());
            afterCommit().addEvent(event);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (CHANGES.getOrDefault(event.getResourceType(), Set.of()).contains(event.getOperationType())
                && userId(event) != null) {
            remember(event.getRealmId(), userId(event));
            afterCommit().addAdminEvent(event, includeRepresentation);
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    /** Another transaction still sees what this one has changed as it was. */
    private void remember(String realmId, String userId) {
        try {
            before.computeIfAbsent(userId, id -> KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(), seen -> {
                        RealmModel realm = seen.realms().getRealm(realmId);
                        seen.getContext().setRealm(realm);
                        UserModel user = seen.users().getUserById(realm, id);
                        return user == null ? null : AccountSnapshot.of(seen, realm, user);
                    }));
        } catch (RuntimeException e) {
            LOG.debugf(e, "The MC account of user %s before the change cannot be read", userId);
        }
    }

    private EventListenerTransaction afterCommit() {
        if (afterCommit == null) {
            afterCommit = new EventListenerTransaction(
                    (event, details) -> check(event.getRealmId(), userId(event)),
                    event -> check(event.getRealmId(), event.getUserId()));
            session.getTransactionManager().enlistAfterCompletion(afterCommit);
        }
        return afterCommit;
    }

    private void check(String realmId, String userId) {
        accounts.check(session.getContext(), realmId, userId, before.get(userId));
    }

    /** {@code users/ID}, with or without more; {@code null} for another path. */
    private static String userId(AdminEvent event) {
        String[] path = event.getResourcePath() == null ? new String[0] : event.getResourcePath().split("/");
        return path.length > 1 && path[0].equals(USERS) ? path[1] : null;
    }
}
