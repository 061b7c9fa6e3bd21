package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;

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

    @ParameterizedTest
    @CsvSource({"de, Passwort zurücksetzen", "fi, Salasanan nollaus"})
    void mailIsInTheLanguageOfThePage(String language, String subject) throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("mail", file -> mails.receivedFrom(file, mcx).set("resetPasswordAllowed", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("mail");
            chromium.open(Pages.login(realm, "openid") + "&ui_locales=" + language).click("a[href*=reset-credentials]");
            chromium.awaitPage("login-reset-password").type("#username", user.username()).click("[type=submit]");

            Message mail = mails.awaitFirst();
            assertThat(mail.getSubject()).isEqualTo(subject);
            assertThat(Mails.html(mail)).doesNotContain("${").doesNotContain("�");
        }
    }

    private static void enable(Realm realm, String action) {
        RequiredActionProviderRepresentation provider = realm.admin().flows().getRequiredAction(action);
        provider.setEnabled(true);
        realm.admin().flows().updateRequiredAction(action, provider);
    }
}
