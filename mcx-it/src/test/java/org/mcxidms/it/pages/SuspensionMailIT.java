package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.mail.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The mail to a user whose account was suspended while signed in. */
@ExtendWith(McxExtension.class)
final class SuspensionMailIT {

    /** In which a mail that is sent arrives. */
    private static final Duration UNTIL_SENT = Duration.ofSeconds(2);

    private final Mcx mcx;

    SuspensionMailIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @CsvSource({
        "en, Your access is suspended, dispatch centre", "de, Ihr Zugang ist ausgesetzt, Leitstelle",
        "fr, Votre accès est suspendu, centre opérationnel", "es, Su acceso está suspendido, centro de coordinación",
        "nl, Uw toegang is opgeschort, meldkamer", "fi, Pääsysi on keskeytetty, tilannekeskukseesi",
        "ko, 접근이 정지되었습니다, 상황실"})
    void tellsInTheUsersLanguage(String locale, String subject, String contact) throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(mails, true)) {
            TestUser user = signedIn(realm, locale);

            user.suspend();

            Message mail = mails.awaitFirst();
            assertThat(mail.getSubject()).isEqualTo(subject);
            assertThat(Mails.html(mail)).contains(contact).contains("color-scheme");
            assertThat(Mails.text(mail)).contains(contact).doesNotContain("<");
        }
    }

    /** The sweep has no request that would tell the server's address and language. */
    @Test
    void tellsOfTheEndOfTheValidityToo() throws Exception {
        try (Mails mails = new Mails(); Realm realm = realm(mails, true)) {
            TestUser user = signedIn(realm, "de");

            user.set("mc_valid_until", Instant.now().plusSeconds(3).toString());

            assertThat(mails.awaitFirst(Duration.ofSeconds(30)).getSubject()).isEqualTo("Ihr Zugang ist ausgesetzt");
        }
    }

    @Test
    void isNotSentWhereTheRealmDoesNotAskForIt() {
        try (Mails mails = new Mails(); Realm realm = realm(mails, false)) {
            TestUser user = signedIn(realm, "en");

            user.suspend();

            assertThat(user.sessions()).isEmpty();
            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).isZero();
        }
    }

    @Test
    void isNotSentAtAnOrdinaryLogout() {
        try (Mails mails = new Mails(); Realm realm = realm(mails, true)) {
            TestUser user = withAddress(realm, "en");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);

            realm.nativeClient().logout(tokens.refreshToken()).send();

            assertThat(user.sessions()).isEmpty();
            assertThat(realm.events().only(user, "LOGOUT").getError()).isNull();
            Polling.pause(UNTIL_SENT);
            assertThat(mails.count()).isZero();
        }
    }

    /** Keycloak waits 10 s for a mail server: neither the administrator nor the next account does. */
    @Test
    void mailServerThatHangsDelaysNobody() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0); Realm realm = mcx.realmLike("hanging-mail", file -> {
            file.json().putObject("smtpServer").put("host", mcx.server().nameOfTestHost())
                    .put("port", Integer.toString(hanging.getLocalPort())).put("from", "idms@example.org");
            file.json().withArray("eventsListeners").add("mcx-suspension-mail");
        })) {
            TestUser suspended = signedIn(realm, "en");
            List<TestUser> ending = Stream.generate(() -> signedIn(realm, "en")).limit(4).toList();
            Instant end = Instant.now().plusSeconds(5);
            ending.forEach(user -> user.set("mc_valid_until", end.toString()));

            long start = System.nanoTime();
            suspended.suspend();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));

            // The tests' server sweeps every 5 s.
            Polling.await(Duration.ofSeconds(15), "every session has ended",
                    () -> Optional.of(ending).filter(users -> users.stream().allMatch(user -> user.sessions().isEmpty())));
        }
    }

    private Realm realm(Mails mails, boolean tellsUsers) {
        return mcx.realmLike("mail", file -> {
            mails.receivedFrom(file, mcx);
            if (tellsUsers) {
                file.json().withArray("eventsListeners").add("mcx-suspension-mail");
            }
        });
    }

    private static TestUser signedIn(Realm realm, String locale) {
        TestUser user = withAddress(realm, locale);
        realm.nativeClient().login(user, "openid", PTT);
        return user;
    }

    private static TestUser withAddress(Realm realm, String locale) {
        TestUser user = realm.users().pttUser("mailed").set("locale", locale);
        UserRepresentation account = user.resource().toRepresentation();
        account.setEmail(user.username());
        user.resource().update(account);
        return user;
    }
}
