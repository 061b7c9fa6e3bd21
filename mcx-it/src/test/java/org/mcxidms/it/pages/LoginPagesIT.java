package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** The pages of a login, in a browser: they work, and axe, the ruler and the small screen find nothing. */
@ExtendWith(McxExtension.class)
final class LoginPagesIT {

    private static final int TABS = 9;
    private static final String LOGO = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

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
            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login").assertUsable();
            chromium.login(alice.username(), alice.password());

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void aliceSignsInWithScriptsOff() {
        TestUser alice = realm.users().demo("alice@org.com");
        try (Chromium chromium = Chromium.phoneWithoutScripts()) {
            chromium.open(Pages.login(realm, "openid", PTT));
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
            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
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
            assertThat(chromium.text(".night-switch")).isEqualTo(night);
        }
    }

    @ParameterizedTest
    @CsvSource({"prefers-color-scheme,dark", "prefers-contrast,more", "forced-colors,active", "prefers-reduced-motion,reduce"})
    void wishesOfTheReaderAreHonoured(String feature, String value) {
        String look = """
                return JSON.stringify([...document.querySelectorAll('body, main, .input, .btn')].map(element => {
                  const style = getComputedStyle(element);
                  return [style.backgroundColor, style.backgroundImage, style.color, style.borderColor]; }))""";
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).awaitPage("login");
            Object ordinary = chromium.script(look);
            chromium.media(feature, value).assertUsable();

            if (feature.equals("prefers-reduced-motion")) {
                assertThat(chromium.script("return document.getAnimations().length")).isEqualTo(0L);
                assertThat(chromium.script("""
                        return [...document.querySelectorAll('*')].map(element => getComputedStyle(element))
                          .filter(style => style.transitionDuration !== '0s' || style.animationName !== 'none').length"""))
                        .isEqualTo(0L);
            } else {
                assertThat(chromium.script(look)).isNotEqualTo(ordinary);
            }
        }
    }

    /** What has the focus shows it, and everything that can be pressed can get it. */
    @Test
    void keyboardIsEnough() {
        TestUser alice = realm.users().demo("alice@org.com");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login").await("#username:focus");
            Set<String> reached = new LinkedHashSet<>();
            for (int pressed = 0; pressed < TABS; pressed++) {
                reached.add((String) chromium.press(Keys.TAB)
                        .script("""
                                const element = document.activeElement;
                                const style = getComputedStyle(element);
                                return (element.id || element.className || element.localName)
                                  + (element === document.body || style.outlineStyle === 'solid' && style.outlineWidth === '3px' ? '' : ' unseen')"""));
            }
            assertThat(reached).contains("username", "password", "reveal", "kc-login", "summary", "mcx-night")
                    .noneMatch(name -> name.endsWith("unseen"));

            chromium.script("document.getElementById('username').focus()");
            chromium.press(alice.username(), Keys.TAB, alice.password(), Keys.ENTER);

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void brandIsTheRealms() {
        try (Realm brand = mcx.realmLike("brand",
                file -> file.set("displayNameHtml", "Fire <b>brigade</b><script>document.title = 'run'</script>")
                        .json().withObject("/attributes").put("mcxLogo", LOGO));
                Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(brand, "openid")).awaitPage("login").assertUsable();

            assertThat(chromium.text("#kc-header-wrapper")).isEqualTo("Fire brigade");
            assertThat(chromium.has("#kc-header-wrapper script")).isFalse();
            assertThat(chromium.driver().findElement(By.cssSelector(".brand img")).getDomAttribute("src")).isEqualTo(LOGO);
        }
    }

    /**
     * The strictest that a page with a style sheet and a script can have: nothing inline, nothing from elsewhere. The page after a
     * POST has an inline script of Keycloak's own, which takes the POST out of the browser's history.
     */
    @Test
    void strictContentSecurityPolicyForbidsNothingOfOurs() {
        try (Realm strict = mcx.realmLike("strict", file -> file.json().withObject("/browserSecurityHeaders").put(
                "contentSecurityPolicy",
                "default-src 'none'; script-src 'self' 'report-sample'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
                        + "frame-ancestors 'none'"));
                Chromium chromium = Chromium.phone()) {
            TestUser user = strict.users().pttUser("strict").suspend();
            chromium.cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source",
                    "addEventListener('securitypolicyviolation', event => (window.forbidden ??= []).push(event.violatedDirective + ': ' + event.sample))"));
            chromium.open(Pages.login(strict, "openid", PTT)).click(".night-switch").assertUsable();
            assertThat(chromium.has("html.night")).isTrue();
            assertThat(chromium.script("return window.forbidden || []")).isEqualTo(List.of());

            chromium.login(user.username(), user.password()).awaitPage("mcx-account-not-valid").assertUsable();
            assertThat(chromium.script("return (window.forbidden || []).filter(one => !one.includes('history.replaceState'))"))
                    .isEqualTo(List.of());
        }
    }

    @Test
    void nightIsKeptOnTheNextPage() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).click(".night-switch").assertUsable();
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
            chromium.open(Pages.login(hostile, "openid", PTT)).login(user.username(), user.password());
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
