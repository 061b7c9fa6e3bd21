package org.mcxidms.it.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.it.AccountRealms;
import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * An account that is not valid gets a page with the reason, and the client gets no code. A code from before yields no
 * tokens.
 */
@ExtendWith(McxExtension.class)
final class AccountAtLoginIT {

    private static AccountRealms realms;

    @BeforeAll
    static void createRealms(Mcx mcx) {
        realms = AccountRealms.create(mcx);
    }

    @AfterAll
    static void removeRealms() {
        realms.close();
    }

    /** Keycloak's own password form refuses a disabled user. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void formLoginIsRefusedWithTheReason(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("login");
        state.applyTo(user);

        Landing landing = realm.nativeClient().authorize(realm.nativeClient().authorization("openid", PTT), user);

        assertErrorPage(landing);
        assertThat(landing.status()).isEqualTo(403);
        assertRefusal(realm, user, "LOGIN_ERROR", state, "none");
        assertThat(user.sessions()).isEmpty();
    }

    @Test
    void disabledUserIsRefused() {
        TestUser user = realms.atGrants().users().pttUser("login-disabled").disable();

        Landing landing =
                realms.atGrants().nativeClient().authorize(realms.atGrants().nativeClient().authorization("openid", PTT), user);

        assertThat(landing.isAt("http://3gpp.mcptt/cb")).isFalse();
        assertThat(landing.parameter("code")).isNull();
        assertThat(realms.atGrants().events().only(user, "LOGIN_ERROR").getError()).isEqualTo("user_disabled");
    }

    @ParameterizedTest
    @EnumSource
    void singleSignOnIsRefused(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("sso");
        McxClient client = realm.nativeClient();
        Browser browser = client.newBrowser();
        client.login(browser, user, "openid", PTT);
        state.applyTo(user);

        Landing landing = client.authorize(browser, client.authorization("openid", PTT), user);

        assertThat(landing.parameter("code")).isNull();
        assertThat(landing.isAt(client.redirectUri())).isFalse();
        assertThat(realm.events().of(user, "LOGIN")).hasSize(1);
        state.undo(user);
        client.login(browser, user, "openid", PTT);
    }

    @Test
    void singleSignOnIsRefusedSilentlyToo() {
        TestUser user = realms.atGrants().users().pttUser("sso-none");
        McxClient client = realms.atGrants().nativeClient();
        Browser browser = client.newBrowser();
        client.login(browser, user, "openid", PTT);
        user.suspend();

        Landing landing = browser.open(client.authorization("openid", PTT).with("prompt", "none").url());

        assertThat(landing.parameter("code")).isNull();
    }

    @Test
    void validAccountSignsOnWithoutAForm() {
        TestUser user = realms.atGrants().users().pttUser("sso-valid");
        McxClient client = realms.atGrants().nativeClient();
        Browser browser = client.newBrowser();
        Tokens first = client.login(browser, user, "openid", PTT);
        AuthorizationRequest request = client.authorization("openid", PTT);

        Landing landing = browser.open(request.url());

        Tokens second = new Tokens(client.exchange(request, landing.code()).send());
        assertThat(second.sessionId()).isEqualTo(first.sessionId());
        assertThat(second.id().path("acr").asText()).isEqualTo("3gpp:acr:password");
    }

    /** The dates: valid from the first instant of the one day up to the first instant of the other. */
    @ParameterizedTest
    @CsvSource({
        "mc_valid_from, 2020-01-01", "mc_valid_from, 2020-01-01T00:00:00Z", "mc_valid_from, 2020-01-01T00:00:00.5+09:00",
        "mc_valid_until, 2999-01-01", "mc_valid_until, 2999-01-01T12:00:00-05:00", "mc_account_status, active"})
    void accountWithinItsDatesIsValid(String attribute, String value) {
        TestUser user = realms.atGrants().users().pttUser("dated").set(attribute, value);

        assertThat(realms.atGrants().nativeClient().login(user, "openid", PTT).access().has("mcptt_id")).isTrue();
    }

    /** Keycloak itself refuses a disabled user, before the account is looked at. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void codeIssuedBeforeYieldsNothing(AccountState state) {
        Realm realm = realms.of(state);
        TestUser user = realm.users().pttUser("code");
        McxClient client = realm.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        FormRequest exchange = client.exchange(request, client.authorize(request, user).code());
        state.applyTo(user);

        String description = assertRefused(exchange.send(), 400, "invalid_grant");

        assertThat(description).endsWith(state.reason());
        boolean ends = state != AccountState.NO_SERVICE_ID;
        assertRefusal(realm, user, "CODE_TO_TOKEN_ERROR", state, ends ? "session" : "none");
        assertThat(user.sessions().isEmpty()).isEqualTo(ends);
        state.undo(user);
        assertRefused(exchange.send(), 400, "invalid_grant");
    }

    @Test
    void codeOfADisabledUserYieldsNothing() {
        TestUser user = realms.atGrants().users().pttUser("code-disabled");
        McxClient client = realms.atGrants().nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        FormRequest exchange = client.exchange(request, client.authorize(request, user).code());
        user.disable();

        assertRefused(exchange.send(), 400, "invalid_grant");

        user.reinstate();
        assertRefused(exchange.send(), 400, "invalid_grant");
    }

    /** Nobody who only reads the page's address or its text learns more than the reason. */
    @Test
    void pageNamesReasonAndContactAndNothingElse(Mcx mcx) {
        try (Realm realm = mcx.realmLike("contact",
                file -> file.authenticatorConfig("mcx account validity").put("mc.contact", "Dispatch, +1 555 0199"))) {
            TestUser user = realm.users().pttUser("page").set("mc_valid_until", "2020-01-01");

            Landing landing = realm.nativeClient().authorize(realm.nativeClient().authorization("openid", PTT), user);

            assertErrorPage(landing);
            assertThat(landing.text()).contains("Dispatch, +1 555 0199", "2020");
            assertThat(landing.text()).doesNotContain("mcptt_id", "sip:", "${", "mcxAccount");
        }
    }

    @ParameterizedTest
    @CsvSource({"carol@org.com, suspended", "dave@org.com, expired", "erin@org.com, not_yet_valid"})
    void demoUserIsRefused(String username, String reason, Mcx mcx) {
        Realm realm = mcx.realm();
        TestUser user = realm.users().demo(username);
        int before = realm.events().of(user, "LOGIN_ERROR").size();

        assertErrorPage(realm.nativeClient().authorize(realm.nativeClient().authorization("openid", PTT), user));

        assertThat(realm.events().of(user, "LOGIN_ERROR")).hasSize(before + 1).first()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("mc_reason", reason));
    }

    @Test
    void userWithARoleOnlyNeedsTheIdOfWhatIsAskedFor() {
        TestUser user = realms.atGrants().users().user("video-id-less", "mcvideo-user");
        McxClient client = realms.atGrants().nativeClient();

        assertErrorPage(client.authorize(client.authorization("openid", "3gpp:mc:video_service"), user));

        assertThat(realms.atGrants().events().only(user, "LOGIN_ERROR").getDetails())
                .containsEntry("mc_reason", "no_service_id").containsEntry("mc_attribute", "mcvideo_id");
        assertThat(client.login(user, "openid").scopes()).containsExactly("openid");
    }

    @Test
    void standInServesServicesWithoutAnIdOfTheirOwn(Mcx mcx) {
        try (Realm realm = mcx.realmLike("stand-in",
                file -> file.mapper("mcx-service-id-mapper").put("mc.service.id.stand.in", "ptt"))) {
            TestUser user = realm.users().user("stand-in", "mcptt-user", "mcvideo-user", "mcdata-user")
                    .set("mcptt_id", "sip:one@org.com").set("mcdata_id", "sip:own@org.com");

            Tokens tokens = realm.nativeClient().login(user, "openid", "3gpp:mc:video_service", "3gpp:mc:data_service");

            assertThat(tokens.access().path("mcvideo_id").asText()).isEqualTo("sip:one@org.com");
            assertThat(tokens.access().path("mcdata_id").asText()).isEqualTo("sip:own@org.com");
            assertThat(tokens.access().has("mcptt_id")).isFalse();
        }
    }
}
