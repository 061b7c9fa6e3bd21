package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** The account console shows what the IdMS knows about the MC account, and lets nobody change it there. */
@ExtendWith(McxExtension.class)
final class AccountConsoleIT {

    private final Realm realm;

    AccountConsoleIT(Mcx mcx) {
        this.realm = mcx.realm();
    }

    @Test
    void showsServiceIdsAndValidityReadOnly() {
        TestUser user =
                realm.users().fullUser("account").set("mc_valid_from", "2020-01-01").set("mc_valid_until", "2999-12-31T08:00Z");
        try (Chromium chromium = Chromium.desktop()) {
            chromium.open(realm.issuer() + "/account/").awaitPage("login").login(user.username(), user.password());
            chromium.await("[name*=mcptt_id]");

            assertThat(shownReadOnly(chromium, "mcptt_id")).isEqualTo("sip:ptt." + user.username());
            assertThat(shownReadOnly(chromium, "mcvideo_id")).isEqualTo("sip:video." + user.username());
            assertThat(shownReadOnly(chromium, "mcdata_id")).isEqualTo("sip:data." + user.username());
            assertThat(shownReadOnly(chromium, "mc_valid_from")).isEqualTo("2020-01-01");
            assertThat(shownReadOnly(chromium, "mc_valid_until")).isEqualTo("2999-12-31T08:00Z");
            assertThat(chromium.text("main")).contains("MCPTT ID (push-to-talk)").doesNotContain("mcx.profile");
            assertThat(chromium.violations()).isEmpty();
            ProfileTexts.assertHelpIsShown(chromium);
        }
    }

    private static String shownReadOnly(Chromium chromium, String attribute) {
        WebElement input = chromium.driver().findElement(By.cssSelector("[name*=" + attribute + "]"));
        assertThat(input.isEnabled() && input.getDomAttribute("readonly") == null).as(attribute + " can be edited").isFalse();
        return input.getDomProperty("value");
    }
}
