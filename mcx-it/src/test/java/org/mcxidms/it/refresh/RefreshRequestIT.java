package org.mcxidms.it.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** B.5: which refresh requests are answered, and that a refused stranger harms nobody. */
@ExtendWith(McxExtension.class)
final class RefreshRequestIT {

    private static final String GROUPS = "3gpp:mc:ptt_group_management_service";

    private static Realm realm;

    private final McxClient client;
    private final TestUser user;
    private final Tokens tokens;

    /** A suspended user's session lives on there until a grant is presented, so that one sees what a request revokes. */
    @BeforeAll
    static void createRealm(Mcx mcx) {
        realm = mcx.realmLike("requests", RealmFile::noticeAtGrantsOnly);
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    RefreshRequestIT() {
        client = realm.nativeClient();
        user = realm.users().pttUser("refresh");
        tokens = client.login(user, "openid", PTT, GROUPS);
    }

    @Test
    void withoutScopeGrantsWhatWasGranted() {
        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());

        assertThat(refreshed.scopes()).isEqualTo(Set.of("openid", PTT, GROUPS));
        assertThat(refreshed.access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
    }

    @Test
    void narrowerScopeIsGranted() {
        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).with("scope", "openid " + PTT).send());

        assertThat(refreshed.scopes()).isEqualTo(Set.of("openid", PTT));
        assertThat(refreshed.access().path("scope").asText().split(" ")).containsExactlyInAnyOrder("openid", PTT);
    }

    /** Keycloak leaves what was not granted out, silently, as it does with everything a user is not entitled to. */
    @Test
    void widerScopeWidensNothing() {
        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken())
                .with("scope", "openid " + PTT + " " + GROUPS + " 3gpp:mc:ptt_key_management_service").send());

        assertThat(refreshed.scopes()).isEqualTo(Set.of("openid", PTT, GROUPS));
        assertThat(refreshed.access().path("scope").asText()).doesNotContain("key_management");
        assertThat(refreshed.access().path("aud").toString()).doesNotContain("kms");
    }

    @Test
    void scopeUnknownToTheRealmIsNotGained() {
        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken())
                .with("scope", "openid 3gpp:mc:no_such_service").send());

        assertThat(refreshed.scopes()).isEqualTo(Set.of("openid"));
    }

    @Test
    void scopeOfAnotherServiceIsNotGained() {
        user.grantRole("mcvideo-user");

        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken())
                .with("scope", "openid 3gpp:mc:video_service").send());

        assertThat(refreshed.scopes()).isEqualTo(Set.of("openid"));
        assertThat(refreshed.access().has("mcvideo_id")).isFalse();
    }

    @Test
    void anotherClientGetsNothingAndRevokesNothing() {
        user.suspend();

        assertRefused(realm.resourceServer("kms").refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        user.reinstate();
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    @Test
    void unauthenticatedClientIsRefusedAndRevokesNothing() {
        user.suspend();

        Answer answer = client.refresh(tokens.refreshToken()).unauthenticated().send();

        assertRefused(answer, 401, "unauthorized_client");
        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    @Test
    void wrongSecretIsRefusedAndRevokesNothing() {
        user.suspend();

        Answer answer = client.withSecret("wrong").refresh(tokens.refreshToken()).send();

        assertRefused(answer, 401, "unauthorized_client");
        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    @Test
    void tamperedTokenIsRefusedAndRevokesNothing() {
        user.suspend();
        String[] parts = tokens.refreshToken().split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String tampered = parts[0] + "." + base64(payload.replaceFirst("\"exp\":\\d+", "\"exp\":4102444800")) + "." + parts[2];

        assertRefused(client.refresh(tampered).send(), 400, "invalid_grant");

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    @Test
    void unsignedTokenIsRefusedAndRevokesNothing() {
        user.suspend();
        String unsigned = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + tokens.refreshToken().split("\\.")[1] + ".";

        assertRefused(client.refresh(unsigned).send(), 400, "invalid_grant");

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    @Test
    void accessTokenIsNoRefreshToken() {
        user.suspend();

        assertRefused(client.refresh(tokens.accessToken()).send(), 400, "invalid_grant");

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    @Test
    void idTokenIsNoRefreshToken() {
        assertRefused(client.refresh(tokens.idToken()).send(), 400, "invalid_grant");
    }

    @Test
    void missingTokenIsRefused() {
        assertRefused(client.refresh("").send(), 400, "invalid_grant");
        assertRefused(client.refresh("").without("refresh_token").send(), 400, "invalid_request");
    }

    @Test
    void tokenOfAForeignRealmIsRefused(Mcx mcx) {
        try (Realm foreign = mcx.realmLike("foreign", file -> {})) {
            TestUser stranger = foreign.users().pttUser("stranger");
            Tokens foreignTokens = foreign.nativeClient().login(stranger, "openid", PTT);

            assertRefused(client.refresh(foreignTokens.refreshToken()).send(), 400, "invalid_grant");

            assertThat(stranger.sessions()).containsExactly(foreignTokens.sessionId());
        }
    }

    @Test
    void tokenIsDeadAfterLogout() {
        assertThat(client.logout(tokens.refreshToken()).send().status()).isEqualTo(204);

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    @Test
    void tokenIsDeadAfterRevocation() {
        assertThat(client.revoke(tokens.refreshToken()).send().status()).isEqualTo(200);

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    @Test
    void oneLostResponseIsForgivenAndASecondIsNot() {
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
