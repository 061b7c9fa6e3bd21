package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.openqa.selenium.By;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;

/** The pages of a login, in a browser: they work, and axe, the ruler and the small screen find nothing. */
@ExtendWith(McxExtension.class)
final class LoginPagesIT {

    private final Mcx mcx;
    private final Realm realm;

    LoginPagesIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @Test
    void aliceSignsIn() {
        TestUser alice = realm.users().demo("alice@org.com");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", Pages.PTT)).awaitPage("login").assertUsable();
            chromium.login(alice.username(), alice.password());

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void aliceSignsInWithScriptsOff() {
        TestUser alice = realm.users().demo("alice@org.com");
        try (Chromium chromium = Chromium.phoneWithoutScripts()) {
            chromium.open(Pages.login(realm, "openid", Pages.PTT));
            assertThat(chromium.driver().findElement(By.cssSelector(".reveal")).isDisplayed()).isFalse();
            chromium.login(alice.username(), alice.password());

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void wrongPasswordIsTold() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).login("nobody@org.com", "wrong").awaitPage("login");

            assertThat(chromium.has("#input-error")).isTrue();
            chromium.assertUsable();
        }
    }

    @ParameterizedTest
    @CsvSource({"carol@org.com,suspended", "dave@org.com,expired", "erin@org.com,not_yet_valid"})
    void refusalTellsWhyAndWhomToCall(String username, String reason) {
        TestUser user = realm.users().demo(username);
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", Pages.PTT)).login(user.username(), user.password());
            chromium.awaitPage("mcx-account-not-valid").assertUsable();

            assertThat(chromium.has("[data-reason=" + reason + "]")).isTrue();
            assertThat(chromium.text("#mcx-contact")).isNotBlank();
            assertThat(chromium.has("#mcx-date")).isEqualTo(!reason.equals("suspended"));
        }
    }

    @ParameterizedTest
    @CsvSource({"en,Night", "de,Nacht", "fr,Nuit", "es,Noche", "nl,Nacht", "fi,Yö", "ko,야간"})
    void everyLanguageIsOffered(String language, String night) {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).click("summary").click("#kc-locale a[lang=" + language + "]");
            chromium.awaitPage("login").assertUsable();

            assertThat(chromium.driver().findElement(By.tagName("html")).getDomAttribute("lang"))
                    .isEqualTo(language);
            assertThat(chromium.text(".night")).isEqualTo(night);
        }
    }

    @ParameterizedTest
    @CsvSource({"prefers-color-scheme,dark", "prefers-contrast,more", "forced-colors,active", "prefers-reduced-motion,reduce"})
    void wishesOfTheReaderAreHonoured(String feature, String value) {
        try (Chromium chromium = Chromium.phone().media(feature, value)) {
            chromium.open(Pages.login(realm, "openid")).awaitPage("login").assertUsable();
        }
    }

    @Test
    void nightIsKeptOnTheNextPage() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).click(".night").assertUsable();
            chromium.open(Pages.login(realm, "openid"));

            assertThat(chromium.has("html.night")).isTrue();
            assertThat(chromium.script("return getComputedStyle(document.body).backgroundColor")).isEqualTo("rgb(0, 0, 0)");
        }
    }

    @Test
    void fitsASmallScreenAndLargeText() {
        try (Chromium chromium = Chromium.phone().size(320, 560)) {
            chromium.open(Pages.login(realm, "openid"));
            chromium.script("document.documentElement.style.fontSize = '200%'");
            chromium.assertUsable();
        }
    }

    /** None of the seven languages is written from the right; a child theme may add one. */
    @Test
    void readsFromTheRightWhereTheLanguageDoes() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).awaitPage("login");
            chromium.script("document.documentElement.dir = 'rtl'");
            chromium.assertUsable();

            assertThat(chromium.script("""
                    const logo = document.querySelector('.brand img').getBoundingClientRect();
                    return logo.left > innerWidth / 2""")).isEqualTo(true);
        }
    }

    @Test
    void markupInTheNamesOfOthersIsText() {
        try (Realm hostile = mcx.realmLike("markup", file -> {
            file.client("mcptt_client").put("name", "<img src=x onerror=alert(1)>Radio").put("consentRequired", true);
        }); Chromium chromium = Chromium.phone()) {
            TestUser user = hostile.users().pttUser("markup");
            chromium.open(Pages.login(hostile, "openid", Pages.PTT)).login(user.username(), user.password());
            chromium.awaitPage("login-oauth-grant").assertUsable();

            assertThat(chromium.text("h1")).contains("<img src=x onerror=alert(1)>Radio");
            assertThat(chromium.text("#kc-oauth")).contains("Take part in push-to-talk calls").doesNotContain("mcx.scope");
        }
    }

    @Test
    void consentNamesEveryScope() {
        try (Realm asking = mcx.realmLike("consent",
                file -> file.client("mcptt_client").put("consentRequired", true)); Chromium chromium = Chromium.phone()) {
            ClientRepresentation client = asking.admin().clients().findByClientId("mcptt_client").get(0);
            String[] scopes = Stream.concat(Stream.of("openid"),
                    client.getOptionalClientScopes().stream().filter(scope -> scope.startsWith("3gpp:"))).toArray(String[]::new);
            assertThat(scopes).hasSize(18);
            TestUser user = asking.users().fullUser("consent");

            chromium.open(Pages.login(asking, scopes)).login(user.username(), user.password());
            chromium.awaitPage("login-oauth-grant").assertUsable();

            assertThat(chromium.text("#kc-oauth")).doesNotContain("mcx.scope").contains("Share your location");
            chromium.click("#kc-login");
            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @ParameterizedTest
    @CsvSource({"CONFIGURE_TOTP,login-config-totp", "UPDATE_PASSWORD,login-update-password",
        "UPDATE_PROFILE,login-update-profile", "webauthn-register,webauthn-register",
        "webauthn-register-passwordless,webauthn-register",
        "CONFIGURE_RECOVERY_AUTHN_CODES,login-recovery-authn-code-config"})
    void requiredActionIsUsable(String action, String page) {
        TestUser user = realm.users().pttUser("action");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.action(realm, action)).login(user.username(), user.password());
            chromium.awaitPage(page).assertUsable();
        }
    }

    @Test
    void errorLogoutAndDeviceCodeAreUsable() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(realm.issuer() + "/protocol/openid-connect/auth?client_id=nobody").awaitPage("error").assertUsable();
            chromium.open(realm.issuer() + "/protocol/openid-connect/logout").awaitPage("logout-confirm").assertUsable();
            chromium.click("#kc-logout").awaitPage("info").assertUsable();
            chromium.open(realm.issuer() + "/device").awaitPage("login-oauth2-device-verify-user-code").assertUsable();
        }
    }
}
