package org.mcxidms.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.AccountReason;

final class AccountCheckTest {

    private static final String PTT = "3gpp:mc:ptt_service";

    @Test
    void userWhoIsGoneIsDisabled() {
        assertThat(AccountCheck.verdict(Doubles.session(), null, null, List.of()).reason()).isEqualTo(AccountReason.DISABLED);
    }

    @Test
    void requestReadsAnAccountOnce() {
        int[] reads = new int[1];
        var session = Doubles.session();
        UserModel user = Doubles.user(Map.of("mc_account_status", "suspended"), reads);

        assertThat(AccountCheck.verdict(session, null, user, List.of()).reason()).isEqualTo(AccountReason.SUSPENDED);
        int afterOne = reads[0];
        assertThat(AccountCheck.verdict(session, null, user, List.of()).reason()).isEqualTo(AccountReason.SUSPENDED);

        assertThat(reads[0]).isEqualTo(afterOne).isPositive();
    }

    /** The end of the account is 2020-01-01, of which 1577836800 is the first second. */
    @ParameterizedTest
    @CsvSource({"2020-01-01, 0, 1577836800", "2020-01-01, , 1577836800", "2020-01-01, 1577836801, 1577836800",
        "2020-01-01, 1577836799, 1577836799", "1969-12-31, 1577836800, 1", "tomorrow, 1577836800, 1", ", 0, 0",
        ", 1577836800, 1577836800"})
    void tokenEndsWithItsAccountAtTheLatest(String validUntil, Long exp, Long capped) {
        JsonWebToken token = new JsonWebToken().exp(exp);

        AccountCheck.capExpiration(Doubles.session(), token,
                Doubles.user(validUntil == null ? Map.of() : Map.of("mc_valid_until", validUntil), new int[1]));

        assertThat(token.getExp()).isEqualTo(capped);
    }

    @Test
    void requestIsAboutWhatItAsksForAndTheClientsDefaults() {
        ClientModel client = Doubles.of(ClientModel.class,
                (method, arguments) -> Boolean.TRUE.equals(arguments[0])
                        ? Map.of("mcx", Doubles.of(ClientScopeModel.class, (any, none) -> null)) : Map.of());

        assertThat(Set.copyOf(AccountCheck.requestedScopes(client, "openid " + PTT))).isEqualTo(Set.of("mcx", "openid", PTT));
        assertThat(Set.copyOf(AccountCheck.requestedScopes(client, null))).isEqualTo(Set.of("mcx"));
    }

    @Test
    void entitledIsWhoHasTheRoleOfEveryService() {
        RoleModel ptt = Doubles.of(RoleModel.class, (method, arguments) -> null);
        RealmModel realm = Doubles.of(RealmModel.class,
                (method, arguments) -> "mcptt-user".equals(arguments[0]) ? ptt : null);
        UserModel with = Doubles.of(UserModel.class, (method, arguments) -> true);
        UserModel without = Doubles.of(UserModel.class, (method, arguments) -> false);

        assertThat(AccountCheck.isEntitled(realm, with, List.of(PTT))).isTrue();
        assertThat(AccountCheck.isEntitled(realm, without, List.of("openid", PTT))).isFalse();
        // A realm without the service's role gates nothing.
        assertThat(AccountCheck.isEntitled(realm, without, List.of("3gpp:mc:video_service"))).isTrue();
    }
}
