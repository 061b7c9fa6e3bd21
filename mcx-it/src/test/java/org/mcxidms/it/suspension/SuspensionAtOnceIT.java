package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertEnded;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Sessions end when the account stops being valid: nobody waits for a refresh, and no refresh brings them back. */
@ExtendWith(McxExtension.class)
final class SuspensionAtOnceIT {

    /** The tests' server sweeps every 5 s. */
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private static final int TOGETHER = 10;

    private final Mcx mcx;

    SuspensionAtOnceIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** The change is made by an administrator; {@code no_service_id} concerns one service and waits for its refresh. */
    @ParameterizedTest
    @EnumSource(names = {"DISABLED", "SUSPENDED", "REVOKED", "EXPIRED", "NOT_YET_VALID", "NO_SUCH_DATE"})
    void everySessionIsGoneWhenTheAdministratorHasSaved(AccountState state) {
        // The shipped realm lets no administrator save a date that does not exist.
        try (Realm realm = mcx.realmLike("at-once", RealmFile::acceptAnyMcAttributeValue)) {
            TestUser user = realm.users().pttUser("at-once").grantRole("offline_access");
            McxClient client = realm.nativeClient();
            McxClient resourceServer = realm.resourceServer("mcptt-server");
            Tokens online = client.login(user, "openid", PTT);
            Tokens offline = client.login(user, "openid", PTT, "offline_access");
            TestUser colleague = realm.users().pttUser("at-once-colleague");
            Tokens colleagues = client.login(colleague, "openid", PTT);
            assertThat(resourceServer.seesActive(online.accessToken())).isTrue();
            assertThat(resourceServer.seesActive(offline.accessToken())).isTrue();

            state.applyTo(user);

            assertThat(user.sessions()).isEmpty();
            assertThat(user.offlineSessions("mcptt_client")).isEmpty();
            assertEnded(realm, user, state, online.sessionId(), offline.sessionId());
            state.undo(user);
            assertThat(resourceServer.seesActive(online.accessToken())).isFalse();
            assertThat(resourceServer.seesActive(offline.accessToken())).isFalse();
            assertRefused(client.refresh(online.refreshToken()).send(), 400, "invalid_grant");
            assertRefused(client.refresh(offline.refreshToken()).send(), 400, "invalid_grant");
            assertThat(client.refresh(colleagues.refreshToken()).send().status()).isEqualTo(200);
            awaitNextSecond();
            assertThat(resourceServer.seesActive(client.login(user, "openid", PTT).accessToken())).isTrue();
        }
    }

    /** Two administrators save at the same time, as one and the sweep may. */
    @Test
    void sessionThatTwoFindTogetherEndsOnce() {
        try (Realm realm = mcx.realmLike("together", file -> {})) {
            for (int i = 0; i < TOGETHER; i++) {
                TestUser user = realm.users().pttUser("together");
                Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
                UserRepresentation disabled = user.resource().toRepresentation();
                disabled.setEnabled(false);
                // Keycloak may refuse one of the two, which would have saved the same.
                Runnable save = () -> user.resource().update(disabled);
                Stream.of(save, save).map(one -> CompletableFuture.runAsync(one).exceptionally(refused -> null)).toList()
                        .forEach(CompletableFuture::join);

                assertThat(user.sessions()).isEmpty();
                assertEnded(realm, user, AccountState.DISABLED, tokens.sessionId());
            }
        }
    }

    /** Keycloak compares the second of a token without a session with the second of the suspension. */
    @Test
    void tokenWithoutASessionOfTheSameSecondDiesForGood() {
        try (Realm realm =
                mcx.realmLike("same-second", file -> file.client("mcptt_client").put("serviceAccountsEnabled", true))) {
            TestUser account = realm.users().pttServiceAccount("mcptt_client");
            FormRequest request = realm.nativeClient().clientCredentials().with("scope", "openid " + PTT);
            McxClient resourceServer = realm.resourceServer("mcptt-server");
            String token = new Tokens(request.send()).accessToken();
            assertThat(resourceServer.seesActive(token)).isTrue();
            awaitNextSecond();
            token = new Tokens(request.send()).accessToken();

            account.suspend();
            account.reinstate();

            assertThat(resourceServer.seesActive(token)).isFalse();
            awaitNextSecond();
            assertThat(resourceServer.seesActive(new Tokens(request.send()).accessToken())).isTrue();
        }
    }

    private static void awaitNextSecond() {
        Polling.pause(Duration.ofMillis(1010 - System.currentTimeMillis() % 1000));
    }

    @Test
    void clientsAreTold() {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server());
                Realm realm = mcx.realmLike("told", file -> tell(file, receiver))) {
            TestUser user = realm.users().pttUser("told");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);

            user.suspend();

            JsonNode logout = Polling.await(NoticeReceiver.AT_ONCE, "told", () -> receiver.received().stream().findFirst());
            assertThat(logout.path("sid").asText()).isEqualTo(tokens.sessionId());
            assertThat(logout.path("sub").asText()).isEqualTo(user.id());
            assertThat(logout.path("events").has("http://schemas.openid.net/event/backchannel-logout")).isTrue();
            assertThat(logout.has("mcptt_id")).isFalse();
            Polling.pause(NoticeReceiver.AT_ONCE);
            assertThat(receiver.received()).hasSize(1);
        }
    }

    /** Keycloak calls the clients of a session one after the other, and an administrator would wait for each. */
    @Test
    void clientThatHangsDelaysNobodyAndIsToldLater() {
        try (NoticeReceiver hanging = new NoticeReceiver(mcx.server(), NoticeReceiver.HANGING);
                LogoutReceiver good = new LogoutReceiver(mcx.server());
                Realm realm = mcx.realmLike("hanging-client", file -> {
                    file.addClientLikeNative("hanging").withObject("/attributes").put("backchannel.logout.url", hanging.url())
                            .put("backchannel.logout.session.required", "true")
                            .put("backchannel.logout.revoke.offline.tokens", "true");
                    tell(file, good);
                })) {
            TestUser user = realm.users().pttUser("hanging");
            Tokens tokens = realm.clientLikeNative("hanging").login(user, "openid", PTT);
            realm.clientLikeNative("hanging").login(user, "openid", PTT);
            realm.nativeClient().login(user, "openid", PTT);
            assertThat(user.sessions()).hasSize(3);

            long start = System.nanoTime();
            user.suspend();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(NoticeReceiver.AT_ONCE);
            assertThat(user.sessions()).isEmpty();
            Polling.await(NoticeReceiver.AT_ONCE, "told", () -> good.received().stream().findFirst());
            hanging.behave(NoticeReceiver.GOOD);
            Polling.await(SWEEP, "told later", () -> Optional.of(hanging.tokens())
                    .filter(all -> all.stream().map(token -> Json.claims(token).path("sid").asText()).distinct().count() == 2));
            assertThat(hanging.tokens()).extracting(token -> Json.claims(token).path("sid").asText())
                    .contains(tokens.sessionId());
            assertThat(Json.claims(hanging.tokens().get(0)).path("events")
                    .has("revoke_offline_access")).isTrue();
        }
    }

    @Test
    void otherChangesLeaveAValidAccountAlone() {
        Realm realm = mcx.realm();
        TestUser user = realm.users().pttUser("renamed");
        Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
        UserRepresentation account = user.resource().toRepresentation();
        account.setFirstName("Renamed");

        user.resource().update(account);
        user.set("mc_valid_until", "2999-01-01");

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
        assertThat(realm.nativeClient().refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
        assertThat(realm.events().of(user, "LOGOUT")).isEmpty();
    }

    /** Keycloak's stock behaviour, and the proof that the tests above can fail. */
    @Test
    void realmWithoutTheListenerWaitsForTheRefresh() throws InterruptedException {
        try (Realm realm = mcx.realmLike("no-listener", RealmFile::noticeAtGrantsOnly)) {
            TestUser user = realm.users().pttUser("waiting");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);

            user.suspend();
            Thread.sleep(Duration.ofSeconds(7).toMillis());

            assertThat(user.sessions()).containsExactly(tokens.sessionId());
            assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    @Test
    void lockOutForGoodEndsSessions() {
        try (Realm realm = mcx.realmLike("lock-out", file -> file.set("bruteForceProtected", true)
                .set("permanentLockout", true).set("failureFactor", 2).set("quickLoginCheckMilliSeconds", 0))) {
            TestUser user = realm.users().pttUser("locked");
            McxClient client = realm.nativeClient();
            client.login(user, "openid", PTT);
            TestUser guesser = realm.users().external(user.username(), "not the password");

            for (int i = 0; i < 3; i++) {
                client.authorize(client.authorization("openid", PTT), guesser);
            }

            Polling.await(SWEEP, "lock-out", () -> Optional.of(user.sessions()).filter(List::isEmpty));
            assertRefusal(realm, user, "LOGOUT", AccountState.DISABLED, "all");
        }
    }

    /** The end of the validity, in every form that sorts differently from the instant it means. */
    @ParameterizedTest
    @ValueSource(strings = {"Z", "+14:00", "-12:00"})
    void sessionsEndWithTheValidity(String offset) {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server());
                Realm realm = mcx.realmLike("dated", file -> tell(file, receiver))) {
            TestUser user = realm.users().pttUser("ending").grantRole("offline_access");
            TestUser colleague = realm.users().pttUser("staying");
            McxClient client = realm.nativeClient();
            colleague.set("mc_valid_until", at(Instant.now().plus(1, ChronoUnit.HOURS), offset));
            Tokens colleagues = client.login(colleague, "openid", PTT);
            Tokens online = client.login(user, "openid", PTT);
            Tokens offline = client.login(user, "openid", PTT, "offline_access");
            user.set("mc_valid_until", at(Instant.now().plusSeconds(4), offset));
            assertThat(user.sessions()).hasSize(1);

            Polling.await(SWEEP, "sweep", () -> Optional.of(user.sessions()).filter(List::isEmpty));

            assertThat(user.offlineSessions("mcptt_client")).isEmpty();
            assertEnded(realm, user, AccountState.EXPIRED, online.sessionId(), offline.sessionId());
            Polling.await(NoticeReceiver.AT_ONCE, "told", () -> receiver.received().stream().findFirst());
            user.reinstate();
            assertRefused(client.refresh(offline.refreshToken()).send(), 400, "invalid_grant");
            assertThat(client.refresh(colleagues.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    private static String at(Instant instant, String offset) {
        return OffsetDateTime.ofInstant(instant.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.of(offset)).toString();
    }

    private static void tell(RealmFile file, LogoutReceiver receiver) {
        ((ObjectNode) file.client("mcptt_client").get("attributes"))
                .put("backchannel.logout.url", receiver.url()).put("backchannel.logout.session.required", "true");
    }
}
