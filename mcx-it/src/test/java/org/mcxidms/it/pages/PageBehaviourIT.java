package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** How the pages behave under people's hands: slow links, second thoughts, other windows, other languages. */
@ExtendWith(McxExtension.class)
final class PageBehaviourIT {

    private static final String AGENCY = "http://127.0.0.1/agency";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Mcx mcx;
    private final Realm realm;

    PageBehaviourIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @Test
    void secondPressSendsNothingAndAfterStopTheButtonWorksAgain() {
        TestUser alice = realm.users().demo("alice@org.com");
        try (Chromium chromium = Chromium.impatientPhone()) {
            chromium.open(Pages.login(realm, "openid")).awaitPage("login").await("#username:focus");
            chromium.type("#username", alice.username()).type("#password", alice.password()).slow();

            assertThat(pressTwiceThenStop(chromium, "kc-login", "submit"))
                    .isEqualTo(List.of("sent", "held back", "busy", "free"));
            pressAgain(chromium, "kc-login");
        }
    }

    @Test
    void buttonWorksAfterTheAnswerWasSentToAnotherWindow() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).awaitPage("login").await("#username:focus");
            chromium.type("#username", "nobody@org.com").type("#password", "wrong");
            new Actions(chromium.driver()).keyDown(Keys.SHIFT).sendKeys(Keys.ENTER).keyUp(Keys.SHIFT).perform();
            new WebDriverWait(chromium.driver(), PATIENCE).until(d -> d.getWindowHandles().size() == 2);

            assertThat(chromium.has("html.busy")).isFalse();
            chromium.script("document.body.id = 'before'");
            chromium.click("#kc-login");
            new WebDriverWait(chromium.driver(), PATIENCE).until(d -> !chromium.has("#before"));
        }
    }

    @Test
    void linkToAnIdentityProviderWorksAgainAfterStop() {
        try (Realm linked = mcx.realmLike("once", file -> {}); Chromium chromium = Chromium.impatientPhone()) {
            IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
            provider.setAlias("agency");
            provider.setProviderId("oidc");
            provider.setEnabled(true);
            provider.setConfig(Map.of("clientId", "broker", "clientSecret", "secret-of-the-broker", "authorizationUrl", AGENCY,
                    "tokenUrl", AGENCY + "/token"));
            linked.admin().identityProviders().create(provider).close();

            chromium.open(Pages.login(linked, "openid")).awaitPage("login").await("#username:focus").slow();
            assertThat(pressTwiceThenStop(chromium, "social-agency", "click"))
                    .isEqualTo(List.of("sent", "held back", "busy", "free"));

            pressAgain(chromium, "social-agency");
        }
    }

    /** In the page, since the driver waits for a page that is under way. */
    private static Object pressTwiceThenStop(Chromium chromium, String id, String event) {
        chromium.script("""
                window.seen = [];
                const button = document.getElementById('%s');
                const busy = () => document.documentElement.classList.contains('busy') ? 'busy' : 'free';
                addEventListener('%s', event => seen.push(event.defaultPrevented ? 'held back' : 'sent'));
                setTimeout(() => button.click(), 200);
                setTimeout(() => { button.click(); seen.push(busy()); }, 700);
                setTimeout(() => window.stop(), 1500);
                setTimeout(() => { seen.push(busy()); window.done = true; }, 2000);""".formatted(id, event));
        new WebDriverWait(chromium.driver(), PATIENCE)
                .until(d -> Boolean.TRUE.equals(chromium.script("return window.done === true")));
        return chromium.script("return window.seen");
    }

    /** Another page comes; which one is Keycloak's to say, whom the first request may have reached. */
    private static void pressAgain(Chromium chromium, String id) {
        chromium.script("document.body.id = 'before'; setTimeout(() => document.getElementById('" + id + "').click())");
        new WebDriverWait(chromium.driver(), PATIENCE).until(d -> !chromium.has("#before"));
    }

    @Test
    void afterAWrongPasswordThePasswordIsTypedNext() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).await("#username:focus").login("nobody@org.com", "wrong");
            chromium.await("#input-error").await("#password:focus");

            assertThat(chromium.driver().findElement(By.id("username")).getDomProperty("value")).isEqualTo("nobody@org.com");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"en|Expired on January 1, 2020 (UTC)", "de|Abgelaufen am 1. Januar 2020 (UTC)",
        "fr|Expiré le 1 janvier 2020 (UTC)", "es|Caducó el 1 de enero de 2020 (UTC)", "nl|Verlopen op 1 januari 2020 (UTC)",
        "fi|Päättyi 1. tammikuuta 2020 (UTC)", "ko|만료: 2020년 1월 1일 (UTC)"})
    void dateIsInTheReadersLanguage(String language, String expired) {
        TestUser dave = realm.users().demo("dave@org.com");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", PTT) + "&ui_locales=" + language).login(dave.username(), dave.password());
            chromium.awaitPage("mcx-account-not-valid");

            assertThat(chromium.text("#mcx-date time")).isEqualTo(expired);
            assertThat(chromium.text("#mcx-date-rule")).containsPattern("00[:.]00").contains("UTC");
        }
    }

    @Test
    void timeOfDayIsTold() {
        TestUser user = realm.users().pttUser("hour").set("mc_valid_until", "2020-05-01T10:30:00+02:00");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("mcx-account-not-valid");

            assertThat(chromium.text("#mcx-date time").replace('\u202f', ' ')).isEqualTo("Expired on May 1, 2020, 8:30 AM (UTC)");
        }
    }

    @Test
    void refusedPageHasOneWayToStartAgain() {
        TestUser dave = realm.users().demo("dave@org.com");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", PTT)).login(dave.username(), dave.password());
            chromium.awaitPage("mcx-account-not-valid");

            assertThat(chromium.driver().findElements(By.cssSelector("a[href*='/login-actions/restart']"))).singleElement()
                    .satisfies(link -> assertThat(link.getDomAttribute("id")).isEqualTo("mcx-try-again"));
            assertThat(chromium.text("#kc-attempted-username")).isEqualTo(dave.username());
            chromium.click("#mcx-try-again").awaitPage("login");
        }
    }

    @Test
    void telephoneNumbersOfTheContactCanBePressed() {
        String contact =
                "Duty officer +49 30 123 456 or (030) 123-4567, night +49 (0)30/99 88 77; channel 16, since 2026-01-31, host 10.20.30.40";
        try (Realm calling =
                mcx.realmLike("calling", file -> file.authenticatorConfig("mcx account validity").put("mc.contact", contact));
                Chromium chromium = Chromium.phone()) {
            TestUser user = calling.users().pttUser("calling").suspend();
            chromium.open(Pages.login(calling, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("mcx-account-not-valid").assertUsable();

            assertThat(chromium.text("#mcx-contact")).isEqualTo(contact);
            assertThat(chromium.driver().findElements(By.cssSelector("#mcx-contact a")))
                    .extracting(link -> link.getDomAttribute("href"))
                    .containsExactly("tel:+4930123456", "tel:0301234567", "tel:+4930998877");
        }
    }

    @Test
    void consentAsksForWhatTheUserCanGetServicesFirst() {
        try (Realm asking = mcx.realmLike("asking", file -> file.client("mcptt_client").put("consentRequired", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = asking.users().pttUser("asking");
            chromium.open(Pages.login(asking, "openid", "3gpp:mc:ptt_key_management_service", "3gpp:mc:video_service", PTT,
                    "3gpp:mcptt:ptt_server")).login(user.username(), user.password());
            chromium.awaitPage("login-oauth-grant").assertUsable();

            assertThat(chromium.driver().findElements(By.cssSelector("#kc-oauth li"))).extracting(each -> each.getText())
                    .containsExactly("Take part in push-to-talk calls", "Fetch the keys for push-to-talk");
            chromium.click("#kc-login").awaitUrl(Pages.REDIRECT_URI);
        }
    }

    /** A realm may have languages that the product has no texts for: Keycloak's own serve, from the right where they are read so. */
    @Test
    void otherLanguagesKeepTheirNamesAndDirection() {
        try (Realm arabic = mcx.realmLike("arabic", file -> file.json().withArray("supportedLocales").add("ar").add("sv"));
                Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(arabic, "openid") + "&ui_locales=ar").awaitPage("login").assertUsable();

            assertThat(chromium.driver().findElement(By.tagName("html")).getDomAttribute("dir")).isEqualTo("rtl");
            chromium.click("summary");
            assertThat(chromium.text("#kc-locale ul")).contains("العربية").containsIgnoringCase("svenska");
            chromium.click("#kc-locale a[lang=sv]").awaitPage("login");
            assertThat(chromium.driver().findElement(By.tagName("html")).getDomAttribute("dir")).isEqualTo("ltr");
        }
    }
}
