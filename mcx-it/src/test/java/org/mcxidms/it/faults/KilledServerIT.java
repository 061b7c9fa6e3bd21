package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.FaultyServer;
import org.mcxidms.testkit.FaultyServerExtension;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** {@code kill -9} in a storm of refreshes with suspensions under way: what an answer has promised holds after the restart. */
@OwnServer
@ExtendWith(FaultyServerExtension.class)
final class KilledServerIT {

    private static final int ROUNDS = Integer.getInteger("mcx.faults.rounds", 2);
    private static final int RADIOS = 6;
    private static final int IDLE = 3;
    private static final int SUSPENDED = 4;
    private static final int REFRESHES_BEFORE = 10;
    private static final int REFRESHES_AFTER = 3;
    private static final int ENDED_BEFORE = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void whatWasRevokedStaysDeadAndNobodyElseIsLoggedOut(FaultyServer faulty) {
        List<Radios.Lost> lost = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            lost.addAll(new Round(faulty.server(), true).run("bundle " + round));
        }
        System.out.println("kill: bundle, lost radios: " + lost);
        assertThat(lost).allSatisfy(radio -> assertThat(radio.isExplainedByReuse()).as(radio.toString()).isTrue());
    }

    /** Stock Keycloak, with which docs/evidence/faults.md compares. */
    @Test
    void stockKeycloakInTheSameStorm(@TempDir Path directory) {
        Assumptions.assumeTrue(Boolean.getBoolean("mcx.faults.stock"), "skipped: -Dmcx.faults.stock=true runs it");
        try (FaultyServer faulty = FaultyServer.stock("killed-stock", directory)) {
            List<Radios.Lost> lost = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                lost.addAll(new Round(faulty.server(), false).run("stock " + round));
            }
            System.out.println("kill: stock, lost radios: " + lost);
        }
    }

    /** A storm, the kill, and what is left. */
    private static final class Round {

        private final ProductionServer server;
        private final boolean bundle;
        private final Realm realm;
        private final McxClient client;
        private final McxClient resourceServer;

        Round(ProductionServer server, boolean bundle) {
            this.server = server;
            this.bundle = bundle;
            realm = server.mcx().realm();
            client = realm.nativeClient();
            resourceServer = realm.resourceServer("mcptt-server");
        }

        List<Radios.Lost> run(String name) {
            Map<String, String> before = RealmState.of(realm);
            List<Tokens> idle = logins("idle", IDLE);
            Suspensions suspensions = new Suspensions(client, users("suspended", SUSPENDED), bundle);
            try (suspensions; Radios radios = new Radios(client, logins("radio", RADIOS))) {
                radios.awaitRefreshes(REFRESHES_BEFORE, PATIENCE);
                Polling.await(PATIENCE, "suspensions", () -> Optional.of(suspensions)
                        .filter(storm -> storm.suspended().size() >= ENDED_BEFORE && !storm.revoked().isEmpty()));
                Polling.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1000)));
                server.kill();
                suspensions.close();
                server.start();
                radios.awaitRefreshes(REFRESHES_AFTER, PATIENCE);

                int comeBack = assertEnded(suspensions);
                assertUnansweredAreEitherOr(suspensions.unanswered());
                assertThat(idle).allSatisfy(tokens -> new Tokens(client.refresh(tokens.refreshToken()).send()));
                assertThat(RealmState.of(realm)).isEqualTo(before);
                System.out.printf("kill: %s, refreshes %d, ended %d + %d, come back %d, unanswered %d, lost %d%n", name,
                        radios.refreshes(), suspensions.suspended().size(), suspensions.revoked().size(), comeBack,
                        suspensions.unanswered().size(), radios.lost().size());
                return radios.lost();
            }
        }

        /**
         * No token is presented before its user is valid again: a refresh of a suspended user would revoke what the kill has
         * left alive.
         *
         * @return how many tokens of suspended users work again
         */
        private int assertEnded(Suspensions suspensions) {
            List<Suspensions.Ended> dead = new ArrayList<>(suspensions.revoked());
            if (bundle) {
                // On stock Keycloak a session survives when its user is disabled and enabled again.
                dead.addAll(suspensions.suspended());
            }
            dead.forEach(ended -> assertThat(resourceServer.seesActive(ended.tokens().accessToken())).isFalse());
            suspensions.suspended().stream().map(Suspensions.Ended::user).distinct().forEach(TestUser::reinstate);
            dead.forEach(ended -> assertRefused(client.refresh(ended.tokens().refreshToken()).send(), 400, "invalid_grant"));
            return (int) suspensions.suspended().stream()
                    .filter(ended -> client.refresh(ended.tokens().refreshToken()).send().status() == 200).count();
        }

        /** The kill came before the answer: the account is suspended and the token dead, or neither. */
        private void assertUnansweredAreEitherOr(Map<TestUser, Tokens> unanswered) {
            if (!bundle) {
                return;
            }
            unanswered.forEach((user, tokens) -> {
                if (user.get("mc_account_status").contains("suspended")) {
                    assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
                    user.reinstate();
                    assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
                }
            });
        }

        private List<Tokens> logins(String purpose, int number) {
            return users(purpose, number).stream().map(user -> client.login(user, "openid", PTT)).toList();
        }

        private List<TestUser> users(String purpose, int number) {
            return Stream.generate(() -> realm.users().pttUser(purpose)).limit(number).toList();
        }
    }
}
