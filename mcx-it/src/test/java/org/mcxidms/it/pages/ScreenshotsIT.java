package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.conformance.Checker;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Makes the pictures of the documentation: see docs/images/shoot. */
@ExtendWith(McxExtension.class)
@EnabledIfSystemProperty(named = "mcx.screenshots", matches = ".+")
final class ScreenshotsIT {

    private final Mcx mcx;
    private final Realm realm;
    private final Path folder = Path.of(System.getProperty("mcx.screenshots", "target"));

    ScreenshotsIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @Test
    void login() {
        for (String scheme : new String[] {"light", "dark"}) {
            try (Chromium phone = Chromium.phone().media("prefers-color-scheme", scheme);
                    Chromium desktop = Chromium.desktop().media("prefers-color-scheme", scheme)) {
                phone.open(Pages.login(realm, "openid")).screenshot(folder.resolve("login-phone-" + scheme + ".png"));
                desktop.open(Pages.login(realm, "openid")).screenshot(folder.resolve("login-desktop-" + scheme + ".png"));
            }
        }
    }

    @Test
    void night() {
        try (Chromium phone = Chromium.phone(); Chromium desktop = Chromium.desktop()) {
            phone.open(Pages.login(realm, "openid")).click(".night-switch").screenshot(folder.resolve("login-phone-night.png"));
            desktop.open(Pages.login(realm, "openid")).click(".night-switch")
                    .screenshot(folder.resolve("login-desktop-night.png"));
        }
    }

    @Test
    void refusal() {
        TestUser dave = realm.users().demo("dave@org.com");
        for (String scheme : new String[] {"light", "dark"}) {
            try (Chromium phone = Chromium.phone().media("prefers-color-scheme", scheme)) {
                phone.open(Pages.login(realm, "openid", PTT)).login(dave.username(), dave.password());
                phone.awaitPage("mcx-account-not-valid").screenshot(folder.resolve("refusal-phone-" + scheme + ".png"));
            }
        }
    }

    @Test
    void consent() {
        try (Realm asking = mcx.realmLike("consent",
                file -> file.client("mcptt_client").put("name", "Push-to-talk radio").put("consentRequired", true));
                Chromium phone = Chromium.phone()) {
            TestUser user = asking.users().fullUser("consent");
            phone.open(Pages.login(asking, "openid", PTT, "3gpp:mc:ptt_group_management_service",
                    "3gpp:mc:video_service", "3gpp:mc:location_management_service")).login(user.username(), user.password());
            phone.awaitPage("login-oauth-grant").screenshot(folder.resolve("consent-phone-light.png"));
        }
    }

    /** The beginning of the conformance report. */
    @Test
    void conformance(@TempDir Path directory) throws Exception {
        McxClient gms = realm.resourceServer("gms");
        Checker checker = new Checker(mcx, realm.nativeClient(), realm.users().demo("alice@org.com"))
                .with("--other-client-id", gms.clientId(), "--resource-server-id", "mcptt-server",
                        "--partner-issuer", mcx.partnerRealm().issuer());
        assertThat(checker.run(directory, gms.secret(), mcx.partnerRealm().nativeClient().secret()).status()).isZero();
        try (Chromium desktop = Chromium.desktop()) {
            desktop.open(directory.resolve("report.html").toUri().toString());
            desktop.script("document.querySelectorAll('section:nth-of-type(n+4)').forEach(section => section.remove())");
            desktop.screenshot(folder.resolve("conformance-report.png"));
        }
    }

    @Test
    void account() {
        TestUser user = realm.users().fullUser("account");
        try (Chromium desktop = Chromium.desktop().size(1280, 1240)) {
            desktop.open(realm.issuer() + "/account/").awaitPage("login").login(user.username(), user.password());
            desktop.await("[name*=mcptt_id]").screenshot(folder.resolve("account-desktop-light.png"));
        }
    }
}
