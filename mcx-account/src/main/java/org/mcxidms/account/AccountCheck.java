package org.mcxidms.account;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.AccountReason;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McScope;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;

/** Asks {@link McAccount} about a Keycloak user: reads the account, the roles and the stand-in, and takes the server's time. */
public final class AccountCheck {

    private static final String ACCOUNT = AccountCheck.class.getName() + ":";

    private AccountCheck() {
    }

    /**
     * Whether {@code user} may have, or keep, tokens of {@code client} with {@code scopes} now (TS 33.180 B.5). All checks of one
     * request share one reading of the account's attributes.
     *
     * @param session of the request
     * @param user    {@code null} for a user who is gone from the user storage: {@link AccountReason#DISABLED}
     * @param scopes  the scope names that the request is about; a scope counts only where the user has its service's role
     */
    public static AccountVerdict verdict(KeycloakSession session, ClientModel client, UserModel user, Collection<String> scopes) {
        if (user == null) {
            return new AccountVerdict(AccountReason.DISABLED, null, null);
        }
        Set<McService> services = McScope.services(scopes);
        McAccount account = account(session, user);
        Instant now = now();
        AccountVerdict verdict = account.at(now, services, null);
        // Roles and stand-in matter only where an MC service ID is missing. To read them at each refresh costs more than the
        // check itself.
        return verdict.reason() == AccountReason.NO_SERVICE_ID
                ? account.at(now, entitled(client.getRealm(), user, services), standIn(client).orElse(null)) : verdict;
    }

    /** Whether the account of {@code user} is valid now, whatever the MC services it is asked for. */
    public static AccountVerdict verdict(KeycloakSession session, UserModel user) {
        return account(session, user).at(now(), Set.of(), null);
    }

    /**
     * The scope names that a request of {@code client} is about: those it asks for and those the client has by default.
     *
     * @param scopeParameter the request's {@code scope}, space-separated; may be {@code null}
     */
    public static Collection<String> requestedScopes(ClientModel client, String scopeParameter) {
        Set<String> scopes = new HashSet<>(client.getClientScopes(true).keySet());
        scopes.addAll(McScope.parse(scopeParameter));
        return scopes;
    }

    /** The account of {@code user} as its attributes tell it, read once in a request. */
    public static McAccount account(KeycloakSession session, UserModel user) {
        String key = ACCOUNT + user.getId();
        McAccount account = session.getAttribute(key, McAccount.class);
        if (account == null) {
            account = account(user);
            session.setAttribute(key, account);
        }
        return account;
    }

    private static McAccount account(UserModel user) {
        Map<String, List<String>> attributes = new HashMap<>();
        for (String name : McUserAttribute.names()) {
            attributes.put(name, user.getAttributeStream(name).toList());
        }
        return new McAccount(user.isEnabled(), attributes);
    }

    /**
     * Lets {@code token} end at the user's {@code mc_valid_until} at the latest (TS 33.180 B.10). A date that cannot be read, or
     * one before 1970, ends the token in 1970: to Keycloak an {@code exp} of 0 or less would mean that the token never ends.
     *
     * @param token a token whose {@code exp}, in seconds since the epoch, is final but for this; 0 or absent means endless
     */
    public static void capExpiration(KeycloakSession session, JsonWebToken token, UserModel user) {
        account(session, user).validUntil().map(end -> Math.max(1, end.getEpochSecond()))
                .filter(end -> token.getExp() == null || token.getExp() == 0 || token.getExp() > end)
                .ifPresent(token::exp);
    }

    /** Whether {@code user} still has the role of every MC service that {@code scopes} open. */
    public static boolean isEntitled(RealmModel realm, UserModel user, Collection<String> scopes) {
        return McScope.services(scopes).stream().allMatch(service -> isEntitled(realm, user, service));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Time.currentTimeMillis());
    }

    private static Set<McService> entitled(RealmModel realm, UserModel user, Set<McService> services) {
        return services.stream().filter(service -> isEntitled(realm, user, service)).collect(Collectors.toSet());
    }

    /** In a realm without the service's role nothing gates the service's scopes, so that everyone is entitled. */
    private static boolean isEntitled(RealmModel realm, UserModel user, McService service) {
        RoleModel role = realm.getRole(service.role());
        return role == null || user.hasRole(role);
    }

    private static Optional<McService> standIn(ClientModel client) {
        return Stream.of(true, false).flatMap(defaultScope -> client.getClientScopes(defaultScope).values().stream())
                .flatMap(scope -> StandIn.of(scope).stream()).findFirst();
    }
}
