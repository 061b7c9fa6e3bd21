package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** The mail ahead of the end of an account. The test servers look every five seconds. */
@ExtendWith(McxExtension.class)
final class ExpiryMailIT {

    private static final Duration TWO_LOOKS = Duration.ofSeconds(12);

    private final Mcx mcx;

    ExpiryMailIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @CsvSource({"en, Your access ends soon, dispatch centre", "de, Ihr Zugang endet bald, Leitstelle",
        "ko, 접근 권한이 곧 만료됩니다, 상황실"})
    void tellsInTheUsersLanguageOnce(String locale, String subject, String contact) throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(13)).truncatedTo(ChronoUnit.MINUTES);
        try (Mails mails = new Mails(); Realm realm = realm(mails, true)) {
            TestUser user = withAddress(realm, locale).set("mc_valid_until", end.toString());

            Message mail = mails.awaitFirst(Duration.ofSeconds(30));
            assertThat(mail.getSubject()).isEqualTo(subject);
            String year = end.toString().substring(0, 4);
            assertThat(Mails.html(mail)).contains(contact, year).doesNotContain("mcxAccess");
            assertThat(Mails.text(mail)).contains(contact, year).doesNotContain("<", "mcxAccess");

            Thread.sleep(TWO_LOOKS.toMillis());
            assertThat(mails.count()).as("told once").isOne();
            // Prolonged, and near its end again: another end.
            user.set("mc_valid_until", end.plusSeconds(3600).toString());
            mails.await(2);
        }
    }

    @Test
    void tellsNobodyElse() throws Exception {
        Instant now = Instant.now();
        try (Mails mails = new Mails(); Realm realm = realm(mails, true); Realm other = realm(mails, false)) {
            withAddress(realm, "en").set("mc_valid_until", now.plus(Duration.ofDays(15)).toString());
            withAddress(realm, "en").set("mc_valid_until", now.minusSeconds(60).toString());
            withAddress(realm, "en").set("mc_account_status", "suspended")
                    .set("mc_valid_until", now.plus(Duration.ofDays(1)).toString());
            withAddress(realm.users().pttUser("without-address"), "en", "").set("mc_valid_until",
                    now.plus(Duration.ofDays(1)).toString());
            withAddress(other, "en").set("mc_valid_until", now.plus(Duration.ofDays(1)).toString());
            // Whoever is told last shows that the others were looked at.
            TestUser told = withAddress(realm, "en").set("mc_valid_until", now.plus(Duration.ofDays(13)).toString());

            mails.awaitFirst(Duration.ofSeconds(30));
            Thread.sleep(TWO_LOOKS.toMillis());
            assertThat(mails.recipients()).containsExactly(told.username());
        }
    }

    private Realm realm(Mails mails, boolean tellsUsers) {
        return mcx.realmLike("ending", file -> {
            mails.receivedFrom(file, mcx);
            if (tellsUsers) {
                file.json().withArray("eventsListeners").add("mcx-expiry-mail");
            }
        });
    }

    private static TestUser withAddress(Realm realm, String locale) {
        TestUser user = realm.users().pttUser("ending");
        return withAddress(user, locale, user.username());
    }

    private static TestUser withAddress(TestUser user, String locale, String address) {
        user.set("locale", locale);
        UserRepresentation account = user.resource().toRepresentation();
        account.setEmail(address);
        user.resource().update(account);
        return user;
    }
}
