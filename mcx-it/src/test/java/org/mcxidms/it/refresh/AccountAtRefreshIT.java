package org.mcxidms.it.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.it.AccountRealms;
import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * B.5: each time a refresh token is presented the account is confirmed, and where it is not valid, the token is revoked: it
 * stays dead when the account becomes valid again.
 */
@ExtendWith(McxExtension.class)
final class AccountAtRefreshIT {

    private static AccountRealms realms;

    @BeforeAll
    static void createRealms(Mcx mcx) {
        realms = AccountRealms.create(mcx);
    }

    @AfterAll
    static void removeRealms() {
        realms.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_SERVICE_ID")
    void onlineTokenDiesForGood(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("online");
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);
        Tokens otherDevice = client.login(user, "openid", PTT);
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();

        state.applyTo(user);
        String description = assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

        assertThat(description).endsWith(state.reason()).doesNotContain(user.username(), user.id());
        assertRefusal(realm, user, "REFRESH_TOKEN_ERROR", state, "session");
        state.undo(user);
        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        assertThat(user.sessions()).containsExactly(otherDevice.sessionId());
        assertThat(client.refresh(otherDevice.refreshToken()).send().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_SERVICE_ID")
    void offlineTokenDiesForGood(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("offline").grantRole("offline_access");
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(user, "openid", PTT, "offline_access");
        Tokens otherDevice = client.login(user, "openid", PTT, "offline_access");
        assertThat(tokens.refresh().path("typ").asText()).isEqualTo("Offline");

        state.applyTo(user);
        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

        assertRefusal(realm, user, "REFRESH_TOKEN_ERROR", state, "session");
        state.undo(user);
        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        assertThat(user.offlineSessions("mcptt_client")).containsExactly(otherDevice.sessionId());
        assertThat(client.refresh(otherDevice.refreshToken()).send().status()).isEqualTo(200);
    }

    /** Requests that a policy would not check if its condition abstained. */
    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid 3gpp:mc:ptt_service"})
    void suspensionIsSeenWhateverScopeTheRequestNames(String scope) {
        TestUser user = realms.atGrants().users().pttUser("narrowed");
        McxClient client = realms.atGrants().nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);
        user.suspend();

        assertRefused(client.refresh(tokens.refreshToken()).with("scope", scope).send(), 400, "invalid_grant");

        user.reinstate();
        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    @Test
    void rotatedTokensOfTheSessionDieToo() {
        TestUser user = realms.atGrants().users().pttUser("rotated");
        McxClient client = realms.atGrants().nativeClient();
        Tokens first = client.login(user, "openid", PTT);
        Tokens second = new Tokens(client.refresh(first.refreshToken()).send());
        user.suspend();
        assertRefused(client.refresh(first.refreshToken()).send(), 400, "invalid_grant");

        user.reinstate();

        assertRefused(client.refresh(second.refreshToken()).send(), 400, "invalid_grant");
    }

    @Test
    void tokenOfADeletedUserIsRefused() {
        TestUser user = realms.atGrants().users().pttUser("deleted");
        McxClient client = realms.atGrants().nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);

        user.delete();

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    /** The user lacks one service's ID. The account itself is valid. */
    @Test
    void missingServiceIdRefusesAndEndsNothing() {
        TestUser user = realms.atGrants().users().pttUser("id-less");
        McxClient client = realms.atGrants().nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);
        user.set("mcptt_id");

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

        assertRefusal(realms.atGrants(), user, "REFRESH_TOKEN_ERROR", AccountState.NO_SERVICE_ID, "none");
        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        AccountState.NO_SERVICE_ID.undo(user);
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    /** A session that was signed out is no account that is not valid: Keycloak refuses, and nobody is called disabled. */
    @Test
    void missingSessionIsNoMissingUser(Mcx mcx) {
        try (Realm realm = mcx.realmLike("no-sub", file -> {
            ArrayNode scopes = (ArrayNode) file.client("mcptt_client").get("defaultClientScopes");
            for (int i = scopes.size() - 1; i >= 0; i--) {
                if (scopes.get(i).asText().equals("basic")) {
                    scopes.remove(i);
                }
            }
        })) {
            TestUser user = realm.users().pttUser("no-sub");
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(user, "openid", PTT);
            assertThat(tokens.refresh().has("sub")).isFalse();
            assertThat(client.logout(tokens.refreshToken()).send().status()).isEqualTo(204);

            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

            assertThat(realm.events().ofClient("mcptt_client", "REFRESH_TOKEN_ERROR")).isNotEmpty()
                    .allSatisfy(event -> assertThat(event.getDetails()).doesNotContainKey("mc_reason"));
        }
    }

    @Test
    void missingServiceIdMattersOnlyToItsService() {
        TestUser user = realms.atGrants().users().fullUser("one-id-less");
        McxClient client = realms.atGrants().nativeClient();
        Tokens tokens = client.login(user, "openid", PTT, "3gpp:mc:video_service");
        user.set("mcvideo_id");

        Tokens narrowed = new Tokens(client.refresh(tokens.refreshToken()).with("scope", "openid " + PTT).send());

        assertThat(narrowed.access().path("mcptt_id").asText()).isEqualTo("sip:ptt." + user.username());
        assertThat(narrowed.access().has("mcvideo_id")).isFalse();
        assertRefused(client.refresh(narrowed.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realms.atGrants().events().only(user, "REFRESH_TOKEN_ERROR").getDetails())
                .containsEntry("mc_reason", "no_service_id").containsEntry("mc_attribute", "mcvideo_id");
    }

    @Test
    void withdrawnRoleTakesItsServiceOutOfTheGrant() {
        TestUser user = realms.atGrants().users().fullUser("role-less");
        McxClient client = realms.atGrants().nativeClient();
        Tokens tokens = client.login(user, "openid", PTT, "3gpp:mc:video_service");

        user.withdrawRole("mcvideo-user");

        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());
        assertThat(refreshed.scopes()).contains(PTT).doesNotContain("3gpp:mc:video_service");
        assertThat(refreshed.access().has("mcvideo_id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accountIsConfirmedWhereverTheUserIsReadFrom(boolean fromStorage, Mcx mcx) {
        try (Realm realm = mcx.realmLike("storage",
                file -> file.noticeAtGrantsOnly().executor("mcx-account-validity-executor").put("read-user-from-storage",
                        fromStorage))) {
            TestUser user = realm.users().pttUser("stored");
            McxClient client = realm.nativeClient();
            Tokens first = client.login(user, "openid", PTT);
            Tokens second = new Tokens(client.refresh(first.refreshToken()).send());
            user.suspend();

            assertRefused(client.refresh(second.refreshToken()).send(), 400, "invalid_grant");

            assertRefusal(realm, user, "REFRESH_TOKEN_ERROR", AccountState.SUSPENDED, "session");
        }
    }
}
