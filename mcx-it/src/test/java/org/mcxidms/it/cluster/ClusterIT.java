package org.mcxidms.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.mcxidms.it.harness.Answer;
import org.mcxidms.it.harness.Cluster;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.Polling;
import org.mcxidms.it.harness.ProductionServer;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/** Two nodes are one server: what one grants the other honours, what one ends stays ended at the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {

    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};
    private static final int PARALLEL = 8;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static Cluster cluster;
    private static Realm atA;
    private static Realm atB;

    @BeforeAll
    static void startNodes() {
        cluster = Cluster.start();
        atA = cluster.a().mcx().realm();
        atB = cluster.b().mcx().realm();
    }

    @AfterAll
    static void stopNodes() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
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
    void aTokenRevokedAtOneNodeIsDeadAtTheOther() {
        Tokens tokens = new Tokens(atB.nativeClient().refresh(login(atA.users().pttUser("revoked")).refreshToken()).send());

        assertThat(atA.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(200);

        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertDead(tokens);
    }

    @Test
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

    /** Last: the other tests need both nodes. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aNodeKilledInTrafficLogsNobodyOutAndBringsNoRevokedTokenBack() {
        Tokens suspended = suspended();
        Tokens revoked = revoked();
        try (Radios radios = radios()) {
            radios.awaitRefreshes();
            cluster.a().kill();
            radios.awaitRefreshes();
            assertRefused(atB.nativeClient().refresh(suspended.refreshToken()).send(), 400, "invalid_grant");
            assertRefused(atB.nativeClient().refresh(revoked.refreshToken()).send(), 400, "invalid_grant");
            cluster.a().start();
            radios.awaitRefreshes();
        }
        assertStillDead(suspended);
        assertStillDead(revoked);
    }

    @Test
    void aRollingRestartLogsNobodyOutAndBringsNoRevokedTokenBack() {
        Tokens suspended = suspended();
        Tokens revoked = revoked();
        try (Radios radios = radios()) {
            for (ProductionServer node : List.of(cluster.a(), cluster.b())) {
                radios.awaitRefreshes();
                node.stop();
                radios.awaitRefreshes();
                node.start();
            }
            radios.awaitRefreshes();
        }
        assertStillDead(suspended);
        assertStillDead(revoked);
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
        List<Tokens> logins = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            logins.add(login(atA.users().pttUser("radio")));
        }
        return new Radios(List.of(atA.nativeClient(), atB.nativeClient()), logins);
    }

    private static void assertStillDead(Tokens tokens) {
        assertRefused(atA.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(atB.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertDead(tokens);
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
