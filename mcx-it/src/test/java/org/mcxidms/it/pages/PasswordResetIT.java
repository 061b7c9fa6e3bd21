package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;

/** A forgotten password, through a mail server, to the login with the new one. */
@ExtendWith(McxExtension.class)
final class PasswordResetIT {

    private static final Pattern LINK = Pattern.compile("http\\S+action-token\\S+");

    private final Mcx mcx;

    PasswordResetIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void linkFromTheMailSetsANewPassword() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "0.0.0.0", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try (Realm realm = mcx.realmLike("reset", file -> file.set("resetPasswordAllowed", true).json().putObject("smtpServer")
                .put("host", mcx.server().nameOfTestHost()).put("port", Integer.toString(mail.getSmtp().getPort()))
                .put("from", "idms@example.org")); Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("reset");
            UserRepresentation account = user.resource().toRepresentation();
            account.setEmail(user.username());
            account.setEmailVerified(true);
            user.resource().update(account);

            chromium.open(Pages.login(realm, "openid", Pages.PTT)).click("a[href*=reset-credentials]");
            chromium.awaitPage("login-reset-password").assertUsable();
            chromium.type("#username", user.username()).click("[type=submit]").awaitPage("login").assertUsable();

            assertThat(mail.waitForIncomingEmail(1)).isTrue();
            MimeMultipart message = (MimeMultipart) mail.getReceivedMessages()[0].getContent();
            assertThat(part(message, "text/html")).contains("color-scheme").contains("#0b4a8f");
            chromium.open(link(part(message, "text/plain"))).awaitPage("login-update-password").assertUsable();
            chromium.type("#password-new", "Another+Password1").type("#password-confirm", "Another+Password1").click("[name=login]");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        } finally {
            mail.stop();
        }
    }

    private static String link(String text) {
        Matcher matcher = LINK.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    private static String part(MimeMultipart message, String type) throws Exception {
        for (int i = 0; i < message.getCount(); i++) {
            BodyPart part = message.getBodyPart(i);
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no part of type " + type);
    }
}
