package org.mcxidms.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Cluster;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RefusingPolicy;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Two nodes are one server: what one grants the other honours, what one ends stays ended at the other. */
@OwnServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {

    private static final int PARALLEL = 8;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** After one node has died, the other answers late until it has noticed. */
    private static final Duration NODE_DIED = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofSeconds(2);
    private static final int SWEEPS = 4;
    /** Any order will do. This one starts the fewest nodes anew: the storm leaves them sweeping. */
    private static final int LATE = 1;
    private static final int LAST = 2;

    private Cluster cluster;
    private Realm atA;
    private Realm atB;

    @BeforeAll
    void startNodes() {
        cluster = Cluster.start();
        atA = cluster.a().mcx().realm();
        atB = cluster.b().mcx().realm();
    }

    @AfterAll
    void stopNodes() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(0)
    void aSuspensionAtOneNodeEndsTheSessionAtTheOther() {
        // Nothing but the listener ends a session.
        cluster.sweepEvery(Duration.ZERO);
        TestUser user = atA.users().pttUser("suspended");
        Tokens tokens = new Tokens(atB.nativeClient().refresh(login(user).refreshToken()).send());
        assertThat(atB.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();

        user.suspend();

        Polling.await(AT_ONCE, "the end of the session at B",
                () -> Optional.of(tokens).filter(old -> !atB.resourceServer("mcptt-server").seesActive(old.accessToken())));
        assertDead(tokens);
        assertThat(user.sessions()).isEmpty();
        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        user.reinstate();
        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    /** Either node sends what the other has stored; the address is that of the shipped realm for this test only. */
    @Test
    @Order(0)
    void anMcServerIsToldOnce() {
        cluster.sweepEvery(Duration.ZERO);
        try (LogoutReceiver receiver = new LogoutReceiver(cluster.a())) {
            ClientResource server = client(atA, "mcptt-server");
            setLogoutUrl(server, receiver.url());
            List<TestUser> users = Stream.generate(() -> atA.users().pttUser("told")).limit(10).toList();

            users.stream().limit(5).forEach(TestUser::suspend);
            users.stream().skip(5).forEach(user -> throughB(user).suspend());

            Polling.await(AT_ONCE, "all are told", () -> Optional.of(receiver.received()).filter(all -> all.size() >= 10));
            Polling.pause(AT_ONCE);
            assertThat(receiver.received().stream().map(token -> token.path("sub").asText()))
                    .containsExactlyInAnyOrderElementsOf(users.stream().map(TestUser::id).toList());
            setLogoutUrl(server, "");
        }
    }

    private static ClientResource client(Realm realm, String clientId) {
        return realm.admin().clients().get(realm.admin().clients().findByClientId(clientId).get(0).getId());
    }

    private static void setLogoutUrl(ClientResource client, String url) {
        ClientRepresentation changed = client.toRepresentation();
        changed.getAttributes().put("backchannel.logout.url", url);
        client.update(changed);
    }

    @Test
    @Order(0)
    void aTokenRevokedAtOneNodeIsDeadAtTheOther() {
        cluster.sweepEvery(Duration.ZERO);
        Tokens tokens = new Tokens(atB.nativeClient().refresh(login(atA.users().pttUser("revoked")).refreshToken()).send());

        assertThat(atA.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(200);

        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertDead(tokens);
    }

    /** No executor of the bundle answers an introspection: what a node remembers of that ends with the change at the other. */
    @Test
    @Order(0)
    void aPolicyAddedAtOneNodeRefusesAtTheOther() {
        cluster.sweepEvery(Duration.ZERO);
        Tokens tokens = login(atA.users().pttUser("policy"));
        assertThat(atB.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();

        RefusingPolicy policy = RefusingPolicy.add(atA, "any-client", Json.object());
        try {
            Polling.await(AT_ONCE, "a refusal at B", () -> Optional.of(introspectedAtB(tokens)).filter(answer -> answer == 400));
        } finally {
            policy.remove();
        }

        Polling.await(AT_ONCE, "none at B", () -> Optional.of(introspectedAtB(tokens)).filter(answer -> answer == 200));
        assertThat(atB.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
    }

    private int introspectedAtB(Tokens tokens) {
        return atB.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().status();
    }

    @Test
    @Order(0)
    void aTokenIsUsedNoMoreOftenThanTheRealmAllowsAtBothNodesTogether() throws Exception {
        cluster.sweepEvery(Duration.ZERO);
        int uses = atA.admin().toRepresentation().getRefreshTokenMaxReuse() + 1;
        TestUser user = atA.users().pttUser("race");
        for (int round = 0; round < 3; round++) {
            List<Answer> answers = refreshInParallel(login(user).refreshToken());

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(1, uses);
            assertThat(answers).filteredOn(answer -> answer.status() != 200)
                    .allSatisfy(answer -> assertThat(answer.error()).isEqualTo("invalid_grant"));
        }
    }

    @Test
    @Order(LATE)
    void nodesThatDieAndRestartInTrafficLogNobodyOutAndBringNoEndedTokenBack() throws Exception {
        cluster.sweepEvery(Duration.ZERO);
        try (Storm storm = new Storm()) {
            storm.aNodeIsKilled();
            storm.aNodeIsRestarted();
            storm.everyRadioComesThrough();
        }
    }

    @Test
    @Order(LAST)
    void oneOfTheNodesSweepsInEachInterval() {
        cluster.sweepEvery(SWEEP);
        List<TestUser> users = Stream.generate(() -> atA.users().pttUser("ending")).limit(3).toList();
        users.forEach(this::login);
        users.forEach(user -> user.set("mc_valid_until", Instant.now().plus(SWEEP).toString()));
        double before = sweeps();

        Polling.pause(SWEEP.multipliedBy(SWEEPS));

        assertThat(sweeps() - before).isBetween(SWEEPS - 1.0, SWEEPS + 1.0);
        for (TestUser user : users) {
            assertThat(user.sessions()).isEmpty();
            assertThat(Events.detail(atA.events().only(user, "LOGOUT"), "mc_reason")).isEqualTo("expired");
        }
    }

    private Tokens login(TestUser user) {
        return atA.nativeClient().login(user, "openid", PTT);
    }

    /** Tokens of a user who was suspended, tried to refresh, and is valid again. */
    private Tokens suspended() {
        TestUser user = atA.users().pttUser("returning");
        Tokens tokens = login(user);
        user.suspend();
        assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        user.reinstate();
        return tokens;
    }

    private Tokens revoked() {
        Tokens tokens = login(atA.users().pttUser("revoking"));
        assertThat(atA.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(200);
        return tokens;
    }

    private List<Tokens> logins(int count) {
        return Stream.generate(() -> login(atA.users().pttUser("radio"))).limit(count).toList();
    }

    /** Tokens of a login at A whose session B knows as well. */
    private Tokens usedAtB(TestUser user) {
        return new Tokens(atB.nativeClient().refresh(login(user).refreshToken()).send());
    }

    /** The same user, to be changed at B. */
    private TestUser throughB(TestUser user) {
        return atB.users().external(user.username(), user.password());
    }

    private double sweeps() {
        String series = "mcx_sweeps_total ";
        return cluster.nodes().stream().flatMap(node -> node.metrics().orElseThrow().lines())
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length()))).sum();
    }

    private void assertDead(Tokens tokens) {
        for (Realm node : List.of(atA, atB)) {
            assertThat(node.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        }
    }

    private List<Answer> refreshInParallel(String refreshToken) throws Exception {
        CyclicBarrier start = new CyclicBarrier(PARALLEL);
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<Answer>> uses = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                McxClient client = (i % 2 == 0 ? atA : atB).nativeClient();
                Callable<Answer> use = () -> {
                    start.await();
                    return client.refresh(refreshToken).send();
                };
                uses.add(threads.submit(use));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> use : uses) {
                answers.add(use.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Radios that refresh at both nodes, and what nodes that come and go must not bring back or lose. */
    private final class Storm implements AutoCloseable {

        private final List<Tokens> ended = new ArrayList<>(List.of(suspended(), revoked()));
        private List<Tokens> resting = logins(3);
        private final Radios radios = new Radios(List.of(atA.nativeClient(), atB.nativeClient()), logins(4));

        /** An administrator's answer holds although the node that gave it, or the other one, dies in that moment. */
        void aNodeIsKilled() throws Exception {
            radios.awaitRefreshes();
            TestUser suspendedAtA = atA.users().pttUser("dying");
            List<TestUser> suspendedAtB = Stream.generate(() -> throughB(atA.users().pttUser("living"))).limit(6).toList();
            List<Tokens> ending = Stream.concat(Stream.of(suspendedAtA), suspendedAtB.stream())
                    .map(ClusterIT.this::usedAtB).toList();

            CompletableFuture<Void> administratorAtB = CompletableFuture.runAsync(() -> suspendedAtB.forEach(TestUser::suspend));
            suspendedAtA.suspend();
            cluster.a().kill();
            administratorAtB.get(1, TimeUnit.MINUTES);

            Polling.await(NODE_DIED, "the end of the sessions at B", () -> Optional.of(ending).filter(tokens -> tokens.stream()
                    .noneMatch(old -> atB.resourceServer("mcptt-server").seesActive(old.accessToken()))));
            throughB(suspendedAtA).reinstate();
            suspendedAtB.forEach(TestUser::reinstate);
            ended.addAll(ending);
            assertTheOtherServes(atB);
            cluster.a().sweepingEvery(SWEEP).start();
            assertStillDead();
        }

        void aNodeIsRestarted() {
            cluster.b().stop();
            assertTheOtherServes(atA);
            cluster.b().sweepingEvery(SWEEP).start();
            assertStillDead();
        }

        /** Also those whose refresh was under way when a node ended, and whose token Keycloak had locked. */
        void everyRadioComesThrough() {
            radios.awaitRefreshes();
            radios.close();

            cluster.a().stop();

            assertTheOtherServes(atB);
        }

        /** The one node that is up, at once, for everybody whose refresh was not under way. */
        private void assertTheOtherServes(Realm up) {
            resting = resting.stream()
                    .map(tokens -> new Tokens(up.nativeClient().refresh(tokens.refreshToken()).send())).toList();
            ended.forEach(tokens -> assertRefused(up.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant"));
            radios.assertLoggedIn();
        }

        private void assertStillDead() {
            for (Tokens tokens : ended) {
                assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
                assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
                assertDead(tokens);
            }
        }

        @Override
        public void close() {
            radios.close();
        }
    }
}
