package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** TS 22.280 R-6.11-001: a user who signs in is told of being signed in elsewhere too, by mail and, where switched on, by a page. */
@ExtendWith(McxExtension.class)
final class OtherDevicesIT {

    /** In which a mail that is sent arrives. */
    private static final Duration UNTIL_SENT = Duration.ofSeconds(2);
    private static final String RADIO = "radio";
    private static final String CONSOLE = "console";

    private final Mcx mcx;

    OtherDevicesIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @CsvSource({
        "en, You are signed in elsewhere too, dispatch centre", "de, Sie sind auch anderswo angemeldet, Leitstelle",
        "fr, Vous êtes aussi connecté ailleurs, centre opérationnel",
        "es, También tiene la sesión iniciada en otro lugar, centro de coordinación",
        "nl, U bent ook elders aangemeld, meldkamer", "fi, Olet kirjautuneena myös muualla, tilannekeskukseesi",
        "ko, 다른 곳에도 로그인되어 있습니다, 상황실"})
    void mailTellsWhereInTheUsersLanguage(String locale, String subject, String contact) throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(file -> mails.receivedFrom(file, mcx))) {
            TestUser user = withAddress(realm, locale);
            radio(realm).login(user, "openid", PTT);
            console(realm).login(user, "openid", PTT);

            Message mail = mails.awaitFirst();
            assertThat(mail.getSubject()).isEqualTo(subject);
            String year = Year.now(ZoneOffset.UTC).toString();
            assertThat(Mails.html(mail)).contains("Console of Post 7", "Radio &amp; car", ": 1<", year, contact)
                    .doesNotContain("mcxOther", "{0}");
            assertThat(Mails.text(mail)).contains("Console of Post 7", "- Radio & car, ", ": 1", year, contact)
                    .doesNotContain("<", "mcxOther", "{0}");
        }
    }

    @Test
    void firstLoginIsNotTold() {
        try (Mails mails = new Mails(); Realm realm = realm(file -> mails.receivedFrom(file, mcx))) {
            radio(realm).login(withAddress(realm, "en"), "openid", PTT);
            console(realm).login(withAddress(realm, "en"), "openid", PTT);

            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).as("each of two users signed in once").isZero();
        }
    }

    @Test
    void nobodyElsesSessionsAreNamed() throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(file -> mails.receivedFrom(file, mcx))) {
            TestUser told = withAddress(realm, "en");
            TestUser other = withAddress(realm, "en");
            console(realm).login(other, "openid", PTT);
            radio(realm).login(told, "openid", PTT);
            radio(realm).login(told, "openid", PTT);

            Message mail = mails.awaitFirst();
            Polling.pause(UNTIL_SENT);
            assertThat(mails.recipients()).containsExactly(told.username());
            assertThat(Mails.text(mail)).contains(": 1").doesNotContain("Console", other.username());
        }
    }

    /** A second app, or the password again, in the browser that is signed in is the same device. */
    @Test
    void singleSignOnIsNoOtherDevice() throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(file -> mails.receivedFrom(file, mcx))) {
            TestUser user = withAddress(realm, "en");
            Browser browser = radio(realm).newBrowser();
            radio(realm).login(browser, user, "openid", PTT);
            console(realm).login(browser, user, "openid", PTT);
            Landing again = browser.open(radio(realm).authorization("openid").with("prompt", "login").url());
            browser.submit(again.formAction("password"), Map.of("password", user.password()));
            assertThat(user.sessions()).hasSize(1);
            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).as("on one device").isZero();

            Browser second = radio(realm).newBrowser();
            radio(realm).login(second, user, "openid", PTT);
            assertThat(Mails.text(mails.awaitFirst())).contains("- Console of Post 7, Radio & car, ", ": 1");
            console(realm).login(second, user, "openid", PTT);
            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).as("told once for the second device").isOne();
        }
    }

    @Test
    void offlineSessionCountsOnceAndAnEndedOneNot() throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(file -> mails.receivedFrom(file, mcx))) {
            TestUser user = withAddress(realm, "en").grantRole("offline_access");
            Tokens ended = radio(realm).login(user, "openid", PTT);
            radio(realm).logout(ended.refreshToken()).send();
            radio(realm).login(user, "openid", PTT, "offline_access");
            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).as("the session has ended").isZero();

            console(realm).login(user, "openid", PTT);
            assertThat(Mails.text(mails.awaitFirst())).as("the offline session, once").contains(": 1");
            user.sessions().forEach(session -> realm.admin().deleteSession(session, false));
            console(realm).login(user, "openid", PTT);
            assertThat(Mails.text(mails.await(2))).as("the offline session, and no ended one").contains(": 1", "Radio & car");
        }
    }

    @Test
    void noMailWithoutListenerOrAddress() {
        try (Mails mails = new Mails();
                Realm realm = realm(file -> mails.receivedFrom(file, mcx));
                Realm silent = realm(file -> mails.receivedFrom(file, mcx).noticeAtGrantsOnly())) {
            TestUser user = withAddress(silent, "en");
            radio(silent).login(user, "openid", PTT);
            radio(silent).login(user, "openid", PTT);
            TestUser without = withAddress(realm, "en", "");
            radio(realm).login(without, "openid", PTT);
            radio(realm).login(without, "openid", PTT);

            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).isZero();
        }
    }

    /** Devices name themselves when they register. */
    @Test
    void nameOfAnAppWritesNoMailOfItsOwn() throws Exception {
        String name = "Radio\r\n\r\nYour account is closed: <a href=\"https://evil.example\">here</a> " + "x".repeat(100);
        try (Mails mails = new Mails(); Realm realm = realm(file -> {
            mails.receivedFrom(file, mcx);
            file.addClientLikeNative("liar").put("name", name);
        })) {
            TestUser user = withAddress(realm, "en");
            realm.clientLikeNative("liar").login(user, "openid", PTT);
            radio(realm).login(user, "openid", PTT);

            Message mail = mails.awaitFirst();
            assertThat(Mails.html(mail)).doesNotContain("<a href=\"https://evil", "xxxx");
            assertThat(Mails.text(mail)).contains("- Radio Your account is closed").doesNotContain("xxxx");
        }
    }

    /** Keycloak waits 10 s for a mail server, on more threads than the queue has. */
    @Test
    void mailServerThatHangsDelaysNoLogin() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0);
                Realm realm = realm(file -> file.json().putObject("smtpServer")
                        .put("host", mcx.server().nameOfTestHost()).put("port", Integer.toString(hanging.getLocalPort()))
                        .put("from", "idms@example.org"))) {
            TestUser user = withAddress(realm, "en");
            for (int i = 0; i < 8; i++) {
                long start = System.nanoTime();
                radio(realm).login(user, "openid", PTT);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as("login %d", i).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    /** Off in the shipped realm: what fills in the form by itself gets its code. */
    @Test
    void pageIsShownWhereSwitchedOn() {
        try (Realm realm = realm(file -> {})) {
            TestUser user = withAddress(realm, "en");
            TestUser other = withAddress(realm, "en");
            console(realm).login(other, "openid", PTT);
            radio(realm).login(user, "openid", PTT);
            console(realm).login(user, "openid", PTT);

            switchOn(realm, "mcx-other-devices");
            McxClient radio = radio(realm);
            AuthorizationRequest request = radio.authorization("openid", PTT);
            Browser browser = radio.newBrowser();
            Landing page = radio.authorize(browser, request, user);

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.parameter("code")).isNull();
            assertThat(page.text())
                    .contains("You are signed in elsewhere too", "Number of other sign-ins: 2", "Radio & car, since",
                            "Console of Post 7, since", "Call your dispatch centre")
                    .doesNotContain("mcxOther");
            Landing landing = browser.submit(page.formAction("continue"), Map.of("continue", "on"));
            Tokens tokens = new Tokens(radio.exchange(request, landing.code()).send());
            assertThat(radio.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
            // Single sign-on into the session, without a page and with prompt=none.
            assertThat(browser.open(console(realm).authorization("openid", PTT).url()).code()).isNotNull();
            assertThat(browser.open(radio.authorization("openid", PTT).with("prompt", "none").url()).code()).isNotNull();
            // A first login.
            TestUser first = withAddress(realm, "en");
            assertThat(radio.authorize(radio.authorization("openid", PTT), first).code()).isNotNull();
        }
    }

    @Test
    void pageIsUsable() {
        try (Realm realm = realm(file -> file.addClientLikeNative("liar").put("name", "<b>bold</b> & Co."));
                Chromium chromium = Chromium.phone()) {
            TestUser user = withAddress(realm, "de");
            realm.clientLikeNative("liar").login(user, "openid", PTT);
            switchOn(realm, "mcx-other-devices");

            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("mcx-other-devices-page").assertUsable();
            assertThat(chromium.text("h1")).isEqualTo("Sie sind auch anderswo angemeldet");
            assertThat(chromium.text("#mcx-other-devices li")).startsWith("<b>bold</b> & Co., seit ");
            chromium.click("#mcx-continue");
            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    private Realm realm(Consumer<RealmFile> change) {
        return mcx.realmLike("devices", file -> {
            file.addClientLikeNative(RADIO).put("name", "Radio & car");
            file.addClientLikeNative(CONSOLE).put("name", "Console of Post 7");
            change.accept(file);
        });
    }

    /** As an administrator does in the console. */
    private static void switchOn(Realm realm, String step) {
        var flows = realm.admin().flows();
        flows.getExecutions("mcx browser").stream().filter(each -> step.equals(each.getProviderId())).forEach(each -> {
            assertThat(each.getRequirement()).as("as shipped").isEqualTo("DISABLED");
            each.setRequirement("REQUIRED");
            flows.updateExecutions("mcx browser", each);
        });
    }

    private static McxClient radio(Realm realm) {
        return realm.clientLikeNative(RADIO);
    }

    private static McxClient console(Realm realm) {
        return realm.clientLikeNative(CONSOLE);
    }

    private static TestUser withAddress(Realm realm, String locale) {
        TestUser user = realm.users().pttUser("told");
        return withAddress(user, locale, user.username());
    }

    private static TestUser withAddress(Realm realm, String locale, String address) {
        return withAddress(realm.users().pttUser("told"), locale, address);
    }

    private static TestUser withAddress(TestUser user, String locale, String address) {
        user.set("locale", locale);
        UserRepresentation account = user.resource().toRepresentation();
        account.setEmail(address);
        user.resource().update(account);
        return user;
    }
}
