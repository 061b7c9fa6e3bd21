package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** A forgotten password, through a mail server, to the login with the new one. */
@ExtendWith(McxExtension.class)
final class PasswordResetIT {

    private final Mcx mcx;

    PasswordResetIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void linkFromTheMailSetsANewPassword() throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("reset", file -> mails.receivedFrom(file, mcx).set("resetPasswordAllowed", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("reset");
            UserRepresentation account = user.resource().toRepresentation();
            account.setEmail(user.username());
            account.setEmailVerified(true);
            user.resource().update(account);

            chromium.open(Pages.login(realm, "openid", PTT)).click("a[href*=reset-credentials]");
            chromium.awaitPage("login-reset-password").assertUsable();
            chromium.type("#username", user.username()).click("[type=submit]").awaitPage("login").assertUsable();

            Message mail = mails.awaitFirst();
            assertThat(Mails.html(mail)).contains("color-scheme").contains("#0b4a8f");
            chromium.open(Mails.link(mail)).awaitPage("login-update-password").assertUsable();
            chromium.type("#password-new", "Another+Password1").type("#password-confirm", "Another+Password1")
                    .click("[name=login]");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    /**
     * Only after the mail has proved who the user is, the page says why the account is refused. A stranger learns
     * nothing of the account.
     */
    @Test
    void suspendedUserGetsNoNewPassword() throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("reset-suspended",
                        file -> mails.receivedFrom(file, mcx).set("resetPasswordAllowed", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("reset-suspended").suspend();

            chromium.open(Pages.login(realm, "openid", PTT)).click("a[href*=reset-credentials]");
            chromium.awaitPage("login-reset-password");
            chromium.type("#username", user.username()).click("[type=submit]").awaitPage("login");
            chromium.open(Mails.link(mails.awaitFirst())).awaitPage("mcx-account-not-valid");

            assertThat(realm.admin().getEvents(null, null, user.id(), null, null, null, 0, 100))
                    .filteredOn(event -> "suspended".equals(Events.detail(event, "mc_reason"))).hasSize(1);
            assertThat(user.sessions()).isEmpty();
        }
    }
}
