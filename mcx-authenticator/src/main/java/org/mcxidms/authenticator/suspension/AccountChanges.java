package org.mcxidms.authenticator.suspension;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import org.mcxidms.authenticator.suspension.notice.AccountSnapshot;
import org.mcxidms.authenticator.suspension.notice.AfterCommit;

/**
 * What the transaction of one Keycloak session changes about MC accounts, whoever tells of it. Once the transaction is committed,
 * {@link InvalidAccounts} checks each user once, and {@link TakenBack} looks for users whom nobody has named.
 */
final class AccountChanges {

    private static final Logger LOG = Logger.getLogger(AccountChanges.class);

    private final KeycloakSession session;
    private final InvalidAccounts accounts;
    private final TakenBack takenBack;
    /** By the user's id. */
    private final Map<String, Changed> users = new LinkedHashMap<>();
    private final Set<String> realms = new LinkedHashSet<>();

    /** @param before the account as it was; {@code null} where nobody could read it */
    private record Changed(String realmId, AccountSnapshot before) {
    }

    private AccountChanges(KeycloakSession session, InvalidAccounts accounts, TakenBack takenBack) {
        this.session = session;
        this.accounts = accounts;
        this.takenBack = takenBack;
    }

    /** Those of {@code session}: Keycloak makes several listeners in one session. */
    static AccountChanges of(KeycloakSession session, InvalidAccounts accounts, TakenBack takenBack) {
        String key = AccountChanges.class.getName();
        AccountChanges changes = session.getAttribute(key, AccountChanges.class);
        if (changes == null) {
            changes = new AccountChanges(session, accounts, takenBack);
            session.setAttribute(key, changes);
        }
        return changes;
    }

    /** The transaction of this session takes something from the user, or removes the user. */
    void ofUser(String realmId, String userId) {
        enlist();
        if (!users.containsKey(userId)) {
            users.put(userId, new Changed(realmId, before(realmId, userId)));
        }
    }

    /** The transaction of this session may take something from users whom nobody has named. */
    void ofMany(String realmId) {
        enlist();
        realms.add(realmId);
    }

    private void enlist() {
        if (users.isEmpty() && realms.isEmpty()) {
            session.getTransactionManager().enlistAfterCompletion(new AfterCommit(this::dealWithChanges));
        }
    }

    private void dealWithChanges() {
        users.forEach((userId, change) -> accounts.check(session.getContext(), change.realmId(), userId, change.before()));
        users.clear();
        realms.forEach(takenBack::lookAtNextSweep);
        realms.clear();
    }

    /** Another transaction still sees what this one has changed as it was. */
    private AccountSnapshot before(String realmId, String userId) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), seen -> {
                RealmModel realm = seen.realms().getRealm(realmId);
                seen.getContext().setRealm(realm);
                UserModel user = realm == null ? null : seen.users().getUserById(realm, userId);
                return user == null ? null : AccountSnapshot.of(seen, realm, user);
            });
        } catch (RuntimeException e) {
            LOG.debugf(e, "The MC account of user %s before the change cannot be read", userId);
            return null;
        }
    }
}
