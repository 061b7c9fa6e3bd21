package org.mcxidms.it.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The grants that the shipped client does not use and an administrator may open: password, device, token exchange. */
@ExtendWith(McxExtension.class)
final class OtherGrantsIT {

    private static Realm withStep;
    /** Keycloak's own direct grant flow, which knows no MC accounts: only the client policy guards. */
    private static Realm withoutStep;

    @BeforeAll
    static void realms(Mcx mcx) {
        withStep = mcx.realmLike("grants", OtherGrantsIT::openEveryGrant);
        withoutStep = mcx.realmLike("grants-no-step", file -> openEveryGrant(file.set("directGrantFlow", "direct grant")));
    }

    @AfterAll
    static void removeRealms() {
        withStep.close();
        withoutStep.close();
    }

    /** Keycloak's own step refuses a disabled user. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void passwordGrantIsRefused(AccountState state) {
        assertPasswordGrantRefused(withStep, state);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void passwordGrantIsRefusedWithoutTheLoginStepToo(AccountState state) {
        assertPasswordGrantRefused(withoutStep, state);
    }

    private static void assertPasswordGrantRefused(Realm realm, AccountState state) {
        TestUser user = realm.users().pttUser("password");
        state.applyTo(user);
        FormRequest request = realm.nativeClient().passwordGrant(user, "openid", PTT);

        String description = assertRefused(request.send(), 400, "invalid_grant");

        assertThat(description).endsWith(state.reason());
        assertRefusal(realm, user, "LOGIN_ERROR", state, "none");
        assertThat(user.sessions()).isEmpty();
        state.undo(user);
        assertThat(new Tokens(request.send()).access().has("mcptt_id")).isTrue();
    }

    /** Keycloak itself refuses a disabled user, before the account is looked at. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void deviceGrantIsRefused(AccountState state) {
        TestUser user = withStep.users().pttUser("device");
        McxClient client = withStep.nativeClient();
        FormRequest poll = client.deviceGrant(approvedDeviceCode(client, user));
        state.applyTo(user);

        String description = assertRefused(poll.send(), 400, "invalid_grant");

        assertThat(description).endsWith(state.reason());
        boolean ends = state != AccountState.NO_SERVICE_ID;
        assertRefusal(withStep, user, "OAUTH2_DEVICE_CODE_TO_TOKEN_ERROR", state, ends ? "session" : "none");
        assertThat(user.sessions().isEmpty()).isEqualTo(ends);
        state.undo(user);
        Answer later = Polling.await(Duration.ofSeconds(10), "an answer other than slow_down",
                () -> Optional.of(poll.send()).filter(answer -> !"slow_down".equals(answer.error())));
        assertRefused(later, 400, "invalid_grant");
    }

    /** Whoever presents an access token may be a stranger: nobody's session ends for what a stranger asks. */
    @ParameterizedTest
    @EnumSource
    void tokenExchangeIsRefusedAndEndsNothing(AccountState state) {
        TestUser user = withStep.users().pttUser("exchange");
        McxClient client = withStep.nativeClient();
        Tokens tokens = client.login(user, "openid", PTT);
        FormRequest exchange = client.tokenExchange(tokens.accessToken())
                .with("audience", "mcptt-server").with("scope", "openid " + PTT);
        assertThat(new Tokens(exchange.send()).access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        state.applyTo(user);

        // Keycloak itself refuses a disabled user: the subject token is no longer good.
        Answer refused = exchange.send();
        if (state == AccountState.DISABLED) {
            assertThat(refused.status()).isEqualTo(400);
        } else {
            assertRefused(refused, 400, "invalid_grant");
            assertRefusal(withStep, user, "TOKEN_EXCHANGE_ERROR", state, "none");
        }

        assertThat(withStep.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        state.undo(user);
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    private static String approvedDeviceCode(McxClient client, TestUser user) {
        Answer answer = client.deviceAuthorization("openid", PTT).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        Browser browser = client.newBrowser();
        Landing page = browser.login(
                browser.open(answer.json().path("verification_uri_complete").asText()), user.username(), user.password());
        Landing done = browser.submit(page.formAction("accept"), Map.of("accept", "Yes", "code", page.hiddenInput("code")));
        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        return answer.json().path("device_code").asText();
    }

    private static void openEveryGrant(RealmFile file) {
        file.noticeAtGrantsOnly();
        file.acceptAnyMcAttributeValue();
        ObjectNode client = file.client("mcptt_client");
        client.put("directAccessGrantsEnabled", true);
        // Otherwise the device authorization request would need a challenge as well.
        ((ObjectNode) client.get("attributes")).remove("pkce.code.challenge.method");
        ((ObjectNode) client.get("attributes"))
                .put("oauth2.device.authorization.grant.enabled", "true")
                .put("oauth2.device.polling.interval", "1")
                .put("standard.token.exchange.enabled", "true");
    }
}
