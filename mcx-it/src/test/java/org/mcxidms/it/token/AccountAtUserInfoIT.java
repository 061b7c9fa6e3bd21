package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.Scopes.PTT;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.it.AccountRealms;
import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Userinfo, with a token from before, tells nothing of an account that is not valid, and ends nothing: whoever found the token may ask. */
@ExtendWith(McxExtension.class)
final class AccountAtUserInfoIT {

    private static AccountRealms realms;

    @BeforeAll
    static void createRealms(Mcx mcx) {
        realms = AccountRealms.create(mcx);
    }

    @AfterAll
    static void removeRealms() {
        realms.close();
    }

    /** Keycloak itself refuses a disabled user. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void isRefusedWithTheReasonAndEndsNothing(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("asked");
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);
        assertThat(client.userInfo(tokens.accessToken()).json().path("sub").asText()).isEqualTo(user.id());

        state.applyTo(user);
        Answer refused = client.userInfo(tokens.accessToken());

        assertThat(refused.status()).as(refused.toString()).isEqualTo(401);
        assertThat(refused.toString()).doesNotContain(user.id(), user.username(), "mcptt_id");
        assertRefusal(realm, user, "USER_INFO_REQUEST_ERROR", state, "none");
        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        state.undo(user);
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }
}
