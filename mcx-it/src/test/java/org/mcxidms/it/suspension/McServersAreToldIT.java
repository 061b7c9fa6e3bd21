package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.suspension.NoticeReceiver.AT_ONCE;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.sun.net.httpserver.HttpHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** MC servers have no session; they hear of an account that ended all the same, once, and only those that it concerns. */
@ExtendWith(McxExtension.class)
final class McServersAreToldIT {

    private static final Duration SWEEP = Duration.ofSeconds(30);
    /** As long as a second notice would have taken. */
    private static final Duration NOTHING_MORE = Duration.ofSeconds(3);

    private final Mcx mcx;

    McServersAreToldIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void serversOfTheUsersServicesAreToldOnce() {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                NoticeReceiver keys = new NoticeReceiver(mcx.server());
                NoticeReceiver video = new NoticeReceiver(mcx.server());
                NoticeReceiver disabled = new NoticeReceiver(mcx.server());
                NoticeReceiver noAudience = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("told", file -> {
                    tell(file, "mcptt-server", ptt.url());
                    tell(file, "kms", keys.url());
                    tell(file, "mcvideo-server", video.url());
                    tell(file, "gms", disabled.url()).put("enabled", false);
                    tell(file, "mcptt_client", noAudience.url());
                })) {
            TestUser user = realm.users().pttUser("told");
            realm.users().pttUser("colleague");
            long before = Instant.now().getEpochSecond();

            user.suspend();

            LogoutTokenClaimsSet token = ptt.awaitTold(AT_ONCE, realm, "mcptt-server", user.id());
            assertThat(token.getSessionID()).isNull();
            assertThat(token.getIssueTime()).isBetween(Date.from(Instant.ofEpochSecond(before)), new Date());
            assertThat(token.getClaim("mcptt_id")).isEqualTo(user.get("mcptt_id").get(0));
            assertThat(token.getClaim("mcvideo_id")).isNull();
            keys.awaitTold(AT_ONCE, realm, "kms", user.id());
            user.set("mc_account_status", "revoked");
            UserRepresentation renamed = user.resource().toRepresentation();
            renamed.setFirstName("Renamed");
            user.resource().update(renamed);
            Polling.pause(NOTHING_MORE);
            assertThat(ptt.tokens()).hasSize(1);
            assertThat(keys.tokens()).hasSize(1);
            assertThat(video.tokens()).isEmpty();
            assertThat(disabled.tokens()).isEmpty();
            assertThat(noAudience.tokens()).isEmpty();

            user.reinstate();
            user.suspend();

            Polling.await(AT_ONCE, "the second suspension", () -> Optional.of(ptt.tokens()).filter(all -> all.size() == 2));
        }
    }

    /** Whoever has a session as well: Keycloak tells the clients of the session, and MC servers are told once. */
    @Test
    void sessionsMakeNoSecondNotice() {
        withPttServer("session", (realm, ptt) -> {
            TestUser user = realm.users().pttUser("session");
            McxClient client = realm.nativeClient();
            client.login(user, "openid", PTT);
            client.login(user, "openid", PTT);

            user.suspend();

            ptt.awaitTold(AT_ONCE, realm, "mcptt-server", user.id());
            // The tests' server sweeps every 5 s.
            Polling.pause(Duration.ofSeconds(7));
            assertThat(ptt.tokens()).hasSize(1);
        });
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                ending("disabled", TestUser::disable),
                ending("revoked", TestUser::revoke),
                ending("expired", user -> user.set("mc_valid_until", "2020-01-01")),
                ending("not yet valid", user -> user.set("mc_valid_from", "2999-01-01")),
                ending("deleted", TestUser::delete));
    }

    private static Arguments ending(String what, Consumer<TestUser> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void everyEndOfAnAccountIsTold(String what, Consumer<TestUser> change) {
        withPttServer("ending", (realm, ptt) -> {
            TestUser user = realm.users().pttUser("ending");
            String id = user.get("mcptt_id").get(0);

            change.accept(user);

            assertThat(ptt.awaitTold(AT_ONCE, realm, "mcptt-server", user.id()).getClaim("mcptt_id")).isEqualTo(id);
        });
    }

    @Test
    void theDateIsToldByTheSweep() {
        withPttServer("dated", (realm, ptt) -> {
            TestUser user = realm.users().pttUser("dated");
            realm.nativeClient().login(user, "openid", PTT);
            user.set("mc_valid_until", Instant.now().plusSeconds(4).toString());
            Polling.pause(AT_ONCE);
            assertThat(ptt.tokens()).isEmpty();

            ptt.awaitTold(SWEEP, realm, "mcptt-server", user.id());

            Polling.pause(Duration.ofSeconds(7));
            assertThat(ptt.tokens()).hasSize(1);
        });
    }

    @Test
    void lockOutForGoodIsTold() {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("lock-out-told", file -> {
                    file.set("bruteForceProtected", true).set("permanentLockout", true).set("failureFactor", 2)
                            .set("quickLoginCheckMilliSeconds", 0);
                    tell(file, "mcptt-server", ptt.url());
                })) {
            TestUser user = realm.users().pttUser("locked");
            McxClient client = realm.nativeClient();
            TestUser guesser = realm.users().external(user.username(), "not the password");

            for (int i = 0; i < 3; i++) {
                client.authorize(client.authorization("openid", PTT), guesser);
            }

            ptt.awaitTold(SWEEP, realm, "mcptt-server", user.id());
        }
    }

    @Test
    void withdrawnRoleIsToldToThatServicesServers() {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                NoticeReceiver video = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("withdrawn", file -> {
                    tell(file, "mcptt-server", ptt.url());
                    tell(file, "mcvideo-server", video.url());
                })) {
            TestUser user = realm.users().fullUser("withdrawn").grantRole("offline_access");

            user.withdrawRole("mcvideo-user");

            video.awaitTold(AT_ONCE, realm, "mcvideo-server", user.id());
            user.withdrawRole("offline_access");
            Polling.pause(NOTHING_MORE);
            assertThat(video.tokens()).hasSize(1);
            assertThat(ptt.tokens()).isEmpty();
        }
    }

    /** MC servers key their sessions by the MC service ID: they must hear which one is no longer this user's. */
    @Test
    void changedServiceIdIsToldWithTheOldOne() {
        withPttServer("changed-id", (realm, ptt) -> {
            TestUser user = realm.users().pttUser("changed-id");
            String old = user.get("mcptt_id").get(0);

            user.set("mcptt_id", "sip:new." + user.username());

            assertThat(ptt.awaitTold(AT_ONCE, realm, "mcptt-server", user.id()).getClaim("mcptt_id")).isEqualTo(old);
            user.set("mc_valid_until", "2999-01-01");
            Polling.pause(NOTHING_MORE);
            assertThat(ptt.tokens()).hasSize(1);
        });
    }

    /** A server with a pairwise mapper of its own knows the user by another {@code sub}. */
    @Test
    void pairwiseSubjectIsTheServersOwn() {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("pairwise", file -> {
                    ObjectNode client = tell(file, "mcptt-server", ptt.url());
                    // Keycloak takes the sector from it, and a client with such a mapper needs one.
                    client.putArray("redirectUris").add("https://mcptt.example/cb");
                    ObjectNode mapper = client.putArray("protocolMappers").addObject();
                    mapper.put("name", "pairwise").put("protocol", "openid-connect")
                            .put("protocolMapper", "oidc-sha256-pairwise-sub-mapper")
                            .putObject("config").put("pairwiseSubAlgorithmSalt", "salt");
                })) {
            TestUser user = realm.users().pttUser("pairwise");

            user.suspend();

            String token = Polling.await(AT_ONCE, "told", () -> ptt.tokens().stream().findFirst());
            assertThat(NoticeReceiver.verified(realm, "mcptt-server", token).getSubject().getValue())
                    .isNotEqualTo(user.id()).isNotBlank();
        }
    }

    static Stream<Arguments> bad() {
        return Stream.of(Arguments.of("hanging", NoticeReceiver.HANGING), Arguments.of("503", NoticeReceiver.UNAVAILABLE));
    }

    /** Neither the administrator nor another server waits; the same token comes again until it is taken. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void badServerDelaysNobodyAndIsToldLater(String what, HttpHandler behaviour) {
        try (NoticeReceiver bad = new NoticeReceiver(mcx.server(), behaviour);
                NoticeReceiver good = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("bad-server", file -> {
                    tell(file, "kms", bad.url());
                    tell(file, "mcptt-server", good.url());
                })) {
            TestUser user = realm.users().pttUser("bad-server");

            long start = System.nanoTime();
            user.suspend();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            good.awaitTold(AT_ONCE, realm, "mcptt-server", user.id());
            String first = Polling.await(AT_ONCE, "first try", () -> bad.tokens().stream().findFirst());
            bad.behave(NoticeReceiver.GOOD);
            String second = Polling.await(Duration.ofSeconds(20), "another try",
                    () -> Optional.of(bad.tokens()).filter(all -> all.size() > 1).map(all -> all.get(all.size() - 1)));
            assertThat(Json.claims(second).get("jti")).isEqualTo(Json.claims(first).get("jti"));
            assertThat(Json.claims(second).get("iat")).isEqualTo(Json.claims(first).get("iat"));
            NoticeReceiver.verified(realm, "kms", second);
            int tries = bad.tokens().size();
            Polling.pause(NOTHING_MORE);
            assertThat(bad.tokens()).hasSize(tries);
            assertThat(good.tokens()).hasSize(1);
        }
    }

    /**
     * The answer's status decides: a server that sends its body byte by byte counts as told, and nobody waits for the
     * body.
     */
    @Test
    void drippingAnswerHoldsNothingUp() {
        try (NoticeReceiver dripping = new NoticeReceiver(mcx.server(), NoticeReceiver.DRIPPING);
                Realm realm = mcx.realmLike("dripping", file -> tell(file, "mcptt-server", dripping.url()))) {
            List<TestUser> users = Stream.generate(() -> realm.users().pttUser("dripping")).limit(5).toList();

            users.forEach(TestUser::suspend);

            users.forEach(user -> dripping.awaitTold(Duration.ofSeconds(5), realm, "mcptt-server", user.id()));
            Polling.pause(Duration.ofSeconds(7));
            assertThat(dripping.tokens()).hasSize(5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowed(int status) {
        try (NoticeReceiver target = new NoticeReceiver(mcx.server());
                NoticeReceiver redirecting =
                        new NoticeReceiver(mcx.server(), NoticeReceiver.redirecting(status, target.url()));
                Realm realm = mcx.realmLike("redirecting", file -> tell(file, "mcptt-server", redirecting.url()))) {
            TestUser user = realm.users().pttUser("redirecting");

            user.suspend();

            Polling.await(Duration.ofSeconds(5), "two tries",
                    () -> Optional.of(redirecting.tokens()).filter(all -> all.size() > 1));
            assertThat(target.tokens()).isEmpty();
            assertThat(target.elsewhere()).isEmpty();
        }
    }

    private interface Scene {
        void play(Realm realm, NoticeReceiver ptt);
    }

    private void withPttServer(String purpose, Scene scene) {
        try (NoticeReceiver ptt = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike(purpose, file -> tell(file, "mcptt-server", ptt.url()))) {
            scene.play(realm, ptt);
        }
    }

    static ObjectNode tell(RealmFile file, String clientId, String url) {
        ObjectNode client = file.client(clientId);
        client.withObject("/attributes").put("backchannel.logout.url", url);
        return client;
    }
}
