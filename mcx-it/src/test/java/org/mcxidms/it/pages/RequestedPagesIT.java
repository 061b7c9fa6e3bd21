package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Pages that a user or a mail asks for: another address, and mails in the user's language. */
@ExtendWith(McxExtension.class)
final class RequestedPagesIT {

    private final Mcx mcx;

    RequestedPagesIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void emailIsChangedByTheLinkThatTheNewAddressGets() throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("email", file -> mails.receivedFrom(file, mcx).set("verifyEmail", true));
                Chromium chromium = Chromium.phone()) {
            enable(realm, "UPDATE_EMAIL");
            TestUser user = realm.users().pttUser("email");
            String before = user.resource().toRepresentation().getEmail();

            chromium.open(Pages.action(realm, "UPDATE_EMAIL")).login(user.username(), user.password());
            chromium.awaitPage("update-email").assertUsable();
            chromium.replace("#email", "no address").click("[type=submit]").await(".field-error").assertUsable();
            chromium.replace("#email", "other@org.com").click("[type=submit]").awaitPage("info").assertUsable();
            assertThat(user.resource().toRepresentation().getEmail()).isEqualTo(before);
            Message mail = mails.awaitFirst();
            assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("other@org.com");
            chromium.open(Mails.link(mail)).awaitPage("info").assertUsable();

            assertThat(user.resource().toRepresentation().getEmail()).isEqualTo("other@org.com");
        }
    }

    @Test
    void mailIsInTheLanguageOfThePage() throws Exception {
        Map<String, String> subjects = Map.of("en", "Reset password", "de", "Passwort zurücksetzen",
                "fr", "Réinitialiser le mot de passe", "es", "Reiniciar contraseña", "nl", "Wachtwoord opnieuw instellen",
                "fi", "Salasanan nollaus", "ko", "비밀번호 재설정");
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("mail", file -> mails.receivedFrom(file, mcx).set("resetPasswordAllowed", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("mail");
            int sent = 0;
            for (Map.Entry<String, String> subject : subjects.entrySet()) {
                chromium.cdp("Network.clearBrowserCookies", Map.of());
                chromium.open(Pages.login(realm, "openid") + "&ui_locales=" + subject.getKey())
                        .click("a[href*=reset-credentials]");
                chromium.awaitPage("login-reset-password").type("#username", user.username()).click("[type=submit]");

                Message mail = mails.await(++sent);
                assertThat(mail.getSubject()).isEqualTo(subject.getValue());
                assertThat(Mails.html(mail)).doesNotContain("${").doesNotContain("\uFFFD");
                assertThat(Mails.text(mail)).doesNotContain("${").doesNotContain("\uFFFD").contains(realm.issuer());
            }
        }
    }

    private static void enable(Realm realm, String action) {
        RequiredActionProviderRepresentation provider = realm.admin().flows().getRequiredAction(action);
        provider.setEnabled(true);
        realm.admin().flows().updateRequiredAction(action, provider);
    }
}
