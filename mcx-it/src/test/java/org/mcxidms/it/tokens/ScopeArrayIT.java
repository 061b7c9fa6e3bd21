package org.mcxidms.it.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.it.harness.Answer;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.OAuthAssertions;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.RealmFile;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/** {@code scope} as an array: in the access token alone, and everything else works as with a string. */
@ExtendWith(McxExtension.class)
final class ScopeArrayIT {

    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service", "3gpp:mc:ptt_key_management_service"};

    @Test
    void arrayIsInTheAccessTokenAloneAndEveryEndpointReadsIt(Mcx mcx) {
        try (Realm realm = mcx.realmLike("array", ScopeArrayIT::asArray)) {
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(realm.users().pttUser("array"), SCOPES);
            assertArray(tokens.access());
            assertThat(tokens.scopes()).containsExactlyInAnyOrder(SCOPES);
            assertThat(tokens.refresh().path("scope").isTextual()).isTrue();

            assertThat(client.userInfo(tokens.accessToken()).status()).isEqualTo(200);
            JsonNode introspected = realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json();
            assertThat(introspected.path("active").asBoolean()).isTrue();
            assertThat(introspected.path("scope").textValue().split(" ")).containsExactlyInAnyOrder(SCOPES);

            Tokens exchanged = new Tokens(client.tokenExchange(tokens.accessToken()).with("scope", "openid 3gpp:mc:ptt_service").send());
            assertThat(exchanged.access().path("scope").isArray()).isTrue();

            Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());
            assertArray(refreshed.access());

            Answer logout = client.logout(refreshed.refreshToken()).send();
            assertThat(logout.status()).isEqualTo(204);
            OAuthAssertions.assertRefused(client.refresh(refreshed.refreshToken()).send(), 400, "invalid_grant");
            assertThat(realm.resourceServer("mcptt-server").seesActive(refreshed.accessToken())).isFalse();
        }
    }

    @Test
    void suspendedUserIsRefusedAllTheSame(Mcx mcx) {
        try (Realm realm = mcx.realmLike("array-suspended", ScopeArrayIT::asArray)) {
            TestUser user = realm.users().pttUser("array");
            Tokens tokens = realm.nativeClient().login(user, SCOPES);
            user.suspend();
            OAuthAssertions.assertRefused(realm.nativeClient().tokenExchange(tokens.accessToken()).send(), 400, "invalid_grant");
            OAuthAssertions.assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    @Test
    void audienceCanBeLeftOut(Mcx mcx) {
        try (Realm realm = mcx.realmLike("no-aud",
                file -> file.mapper("mcx-access-token-mapper").put("mc.omit.audience", "true"))) {
            Tokens tokens = realm.nativeClient().login(realm.users().pttUser("no-aud"), SCOPES);
            assertThat(tokens.access().has("aud")).isFalse();
            assertThat(realm.nativeClient().userInfo(tokens.accessToken()).status()).isEqualTo(200);
        }
    }

    private static void asArray(RealmFile file) {
        file.mapper("mcx-access-token-mapper").put("mc.scope.form", "array");
        file.client("mcptt_client").withObject("/attributes").put("standard.token.exchange.enabled", "true");
    }

    private static void assertArray(JsonNode claims) {
        assertThat(claims.path("scope").isArray()).isTrue();
        assertThat(claims.path("scope")).extracting(JsonNode::textValue).containsExactlyInAnyOrder(SCOPES);
    }
}
