package org.mcxidms.authenticator.suspension.notice;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McService;

/**
 * What MC servers know of an account, at one time.
 *
 * @param verdict    whether the account as such is valid
 * @param serviceIds its MC service IDs, by claim
 * @param opened     the servers that its tokens can name as audience, each with the scope that does it
 */
public record AccountSnapshot(String user, AccountVerdict verdict, Map<String, Object> serviceIds, Set<Opened> opened) {

    /** A server's client, by Keycloak's id, and the scope of which it is an audience. */
    record Opened(String scope, String client) {
    }

    /** The account as the transaction of {@code session} sees it. */
    public static AccountSnapshot of(KeycloakSession session, RealmModel realm, UserModel user) {
        McAccount account = AccountCheck.account(session, user);
        Map<String, Object> serviceIds = new LinkedHashMap<>();
        for (McService service : McService.values()) {
            account.serviceId(service, null).ifPresent(id -> serviceIds.put(service.claim(), id));
        }
        return new AccountSnapshot(user.getId(), AccountCheck.verdict(session, user), serviceIds,
                new Audiences(session, realm).of(user));
    }

    /** Those of {@code scopes} that the user's roles do not open. */
    public static Set<String> closed(RealmModel realm, UserModel user, Set<String> scopes) {
        return Audiences.closed(realm, user, scopes);
    }

    /** This account as it was while its tokens could have {@code scopes} as well. */
    public AccountSnapshot with(KeycloakSession session, RealmModel realm, UserModel user, Set<String> scopes) {
        Set<Opened> then = new LinkedHashSet<>(opened);
        then.addAll(new Audiences(session, realm).of(user, scopes));
        return new AccountSnapshot(this.user, verdict, serviceIds, then);
    }

    public boolean valid() {
        return verdict.isValid();
    }

    /** Every server. */
    Set<String> servers() {
        return clients(opened -> true);
    }

    /**
     * The servers to be told that this account has become {@code now}, which is valid: all, where an MC service ID is not this
     * user's any more, else those of a scope that is closed now. A first ID is no change of one.
     */
    Set<String> serversToldOf(AccountSnapshot now) {
        return now.serviceIds.entrySet().containsAll(serviceIds.entrySet())
                ? clients(scope -> !now.opened.contains(scope)) : servers();
    }

    private Set<String> clients(Predicate<Opened> which) {
        return opened.stream().filter(which).map(Opened::client).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
