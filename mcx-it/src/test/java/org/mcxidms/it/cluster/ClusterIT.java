package org.mcxidms.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Cluster;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Two nodes are one server: what one grants the other honours, what one ends stays ended at the other. From the first death of
 * a node on, each test goes on where the one before it ended.
 */
@OwnServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {

    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};
    private static final int PARALLEL = 8;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    /** A node that is left answers late until it has taken the other for dead. */
    private static final Duration NODE_DIED = Duration.ofSeconds(20);
    /** From the nodes' restart on; until then nothing but the listener ends a session. */
    private static final Duration SWEEP = Duration.ofSeconds(2);
    private static final int SWEEPS = 4;

    private static final List<Tokens> ENDED = new ArrayList<>();
    private static Cluster cluster;
    private static Realm atA;
    private static Realm atB;
    private static Radios radios;
    private static List<Tokens> resting;

    @BeforeAll
    static void startNodes() {
        cluster = Cluster.start();
        atA = cluster.a().mcx().realm();
        atB = cluster.b().mcx().realm();
    }

    @AfterAll
    static void stopNodes() {
        try {
            if (radios != null) {
                radios.close();
            }
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    /** A test that failed may have left a node down. */
    @BeforeEach
    void bothNodesRun() {
        cluster.nodes().stream().filter(node -> !node.isRunning()).forEach(ProductionServer::start);
    }

    @Test
    @Order(1)
    void aSuspensionAtOneNodeEndsTheSessionAtTheOther() {
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

    @Test
    @Order(2)
    void aTokenRevokedAtOneNodeIsDeadAtTheOther() {
        Tokens tokens = new Tokens(atB.nativeClient().refresh(login(atA.users().pttUser("revoked")).refreshToken()).send());

        assertThat(atA.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(200);

        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertDead(tokens);
    }

    @Test
    @Order(3)
    void aTokenIsUsedNoMoreOftenThanTheRealmAllowsAtBothNodesTogether() throws Exception {
        int uses = atA.admin().toRepresentation().getRefreshTokenMaxReuse() + 1;
        TestUser user = atA.users().pttUser("race");
        for (int round = 0; round < 3; round++) {
            List<Answer> answers = refreshInParallel(login(user).refreshToken());

            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(1, uses);
            assertThat(answers).filteredOn(answer -> answer.status() != 200)
                    .allSatisfy(answer -> assertThat(answer.error()).isEqualTo("invalid_grant"));
        }
    }

    /** An administrator's answer holds although the node that gave it, or the other one, dies in that moment. */
    @Test
    @Order(4)
    void aNodeKilledInTrafficLogsNobodyOutAndBringsNoEndedTokenBack() throws Exception {
        ENDED.add(suspended());
        ENDED.add(revoked());
        resting = logins(3);
        radios = radios();
        radios.awaitRefreshes();
        TestUser suspendedAtA = atA.users().pttUser("dying");
        List<TestUser> suspendedAtB = Stream.generate(() -> throughB(atA.users().pttUser("living"))).limit(6).toList();
        List<Tokens> ending = Stream.concat(Stream.of(suspendedAtA), suspendedAtB.stream()).map(ClusterIT::usedAtB).toList();

        CompletableFuture<Void> administratorAtB = CompletableFuture.runAsync(() -> suspendedAtB.forEach(TestUser::suspend));
        suspendedAtA.suspend();
        cluster.a().kill();
        administratorAtB.get(1, TimeUnit.MINUTES);

        Polling.await(NODE_DIED, "the end of the sessions at B", () -> Optional.of(ending).filter(tokens ->
                tokens.stream().noneMatch(old -> atB.resourceServer("mcptt-server").seesActive(old.accessToken()))));
        throughB(suspendedAtA).reinstate();
        suspendedAtB.forEach(TestUser::reinstate);
        ENDED.addAll(ending);
        assertTheOtherServes(atB);
        cluster.a().sweepingEvery(SWEEP).start();
        assertStillDead();
    }

    @Test
    @Order(5)
    void aNodeRestartedInTrafficLogsNobodyOutAndBringsNoEndedTokenBack() {
        cluster.b().stop();
        assertTheOtherServes(atA);
        cluster.b().sweepingEvery(SWEEP).start();
        assertStillDead();
    }

    @Test
    @Order(6)
    void oneOfTheNodesSweepsInEachInterval() {
        List<TestUser> users = Stream.generate(() -> atA.users().pttUser("ending")).limit(3).toList();
        users.forEach(ClusterIT::login);
        users.forEach(user -> user.set("mc_valid_until", Instant.now().plus(SWEEP).toString()));
        double before = sweeps();

        Polling.pause(SWEEP.multipliedBy(SWEEPS));

        assertThat(sweeps() - before).isBetween(SWEEPS - 1.0, SWEEPS + 1.0);
        for (TestUser user : users) {
            assertThat(user.sessions()).isEmpty();
            assertThat(Events.detail(atA.events().only(user, "LOGOUT"), "mc_reason")).isEqualTo("expired");
        }
    }

    /** Also those whose refresh was under way when a node ended, and whose token Keycloak had locked. */
    @Test
    @Order(7)
    void everyRadioHasComeThrough() {
        radios.awaitRefreshes();
        radios.close();

        cluster.a().stop();

        assertTheOtherServes(atB);
    }

    private static Tokens login(TestUser user) {
        return atA.nativeClient().login(user, SCOPES);
    }

    /** Of a user who was suspended, tried to refresh, and is valid again. */
    private static Tokens suspended() {
        TestUser user = atA.users().pttUser("returning");
        Tokens tokens = login(user);
        user.suspend();
        assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        user.reinstate();
        return tokens;
    }

    private static Tokens revoked() {
        Tokens tokens = login(atA.users().pttUser("revoking"));
        assertThat(atA.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(200);
        return tokens;
    }

    private static Radios radios() {
        return new Radios(List.of(atA.nativeClient(), atB.nativeClient()), logins(4));
    }

    private static List<Tokens> logins(int count) {
        return Stream.generate(() -> login(atA.users().pttUser("radio"))).limit(count).toList();
    }

    /** Of a login at A whose session B knows as well. */
    private static Tokens usedAtB(TestUser user) {
        return new Tokens(atB.nativeClient().refresh(login(user).refreshToken()).send());
    }

    /** The same user, to be changed at B. */
    private static TestUser throughB(TestUser user) {
        return atB.users().external(user.username(), user.password());
    }

    private static double sweeps() {
        String series = "mcx_sweeps_total ";
        return cluster.nodes().stream().flatMap(node -> node.metrics().orElseThrow().lines())
                .filter(line -> line.startsWith(series)).mapToDouble(line -> Double.parseDouble(line.substring(series.length()))).sum();
    }

    /** The one node that is up, at once, for everybody whose refresh was not under way. */
    private static void assertTheOtherServes(Realm up) {
        resting = resting.stream().map(tokens -> new Tokens(up.nativeClient().refresh(tokens.refreshToken()).send())).toList();
        ENDED.forEach(tokens ->
                assertRefused(up.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant"));
        radios.assertLoggedIn();
    }

    private static void assertStillDead() {
        for (Tokens tokens : ENDED) {
            assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertDead(tokens);
        }
    }

    private static void assertDead(Tokens tokens) {
        for (Realm node : List.of(atA, atB)) {
            assertThat(node.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        }
    }

    private static List<Answer> refreshInParallel(String refreshToken) throws Exception {
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
}
