package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.mcxidms.it.harness.AnotherServer;
import org.mcxidms.it.harness.Answer;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.Polling;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/**
 * The server with the embedded database, as {@code ./mcx run} starts it, can write no file any more: nobody gets in who may
 * not, and all goes on without a restart once it can.
 */
final class DiskFullIT {

    private static final Duration FULL = Duration.ofSeconds(8);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /** H2 writes what was committed within a second; before that it is in no file. */
    private static final Duration WRITTEN = Duration.ofSeconds(3);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(200);
    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};

    @Test
    void failsClosedAndRecovers() {
        Assumptions.assumeTrue(Boolean.getBoolean("mcx.faults.disk"), "skipped: -Dmcx.faults.disk=true runs it");
        try (AnotherServer server = AnotherServer.start("disk-full")) {
            Realm realm = server.mcx().realm();
            McxClient client = realm.nativeClient();
            McxClient resourceServer = realm.resourceServer("mcptt-server");
            EndedSessions ended = new EndedSessions(realm, SCOPES);
            Tokens idle = client.login(realm.users().pttUser("idle"), SCOPES);
            Tokens valid = client.login(realm.users().pttUser("valid"), SCOPES);
            Polling.pause(WRITTEN);

            Map<String, Integer> seen = new TreeMap<>();
            server.fillDisk();
            for (long end = System.nanoTime() + FULL.toNanos(); System.nanoTime() < end; Polling.pause(PROBE_INTERVAL)) {
                ended.probes().forEach((kind, probe) -> {
                    Answer answer = probe.get();
                    seen.merge(kind + " " + answer.status(), 1, Integer::sum);
                    assertThat(Access.isGivenBy(answer)).as(kind + ": " + answer).isFalse();
                });
                assertThat(isLoggedIn(client, ended.suspendedUser())).isFalse();
                seen.merge("refresh, valid " + client.refresh(valid.refreshToken()).send().status(), 1, Integer::sum);
            }
            server.clearDisk();

            long back = System.nanoTime();
            Polling.await(RECOVERY, "a login", () -> Access.ofNewUser(realm, SCOPES));
            System.out.printf("disk full: %s, recovered after %d ms%n", seen,
                    Duration.ofNanos(System.nanoTime() - back).toMillis());
            settled("the idle session", () -> Optional.of(resourceServer.introspect(idle.accessToken()).send())
                    .filter(answer -> answer.body().contains("\"active\":true")));
            settled("the reinstatement", () -> Optional.of(ended.suspendedUser().reinstate()));
            for (Tokens dead : ended.all()) {
                assertRefused(settled("a refresh", () -> Optional.of(client.refresh(dead.refreshToken()).send())
                        .filter(answer -> answer.status() < 500)), 400, "invalid_grant");
                Answer introspected = settled("an introspection", () ->
                        Optional.of(resourceServer.introspect(dead.accessToken()).send()).filter(answer -> answer.status() < 500));
                assertThat(Access.isGivenBy(introspected)).as(introspected.toString()).isFalse();
            }
        }
    }

    /** Each connection of the server's pool that broke shows itself once more, with one 5xx, when it is used again. */
    private static <T> T settled(String what, Supplier<Optional<T>> attempt) {
        return Polling.await(RECOVERY, what, () -> {
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        });
    }

    /** A page that cannot be made lets nobody in. */
    private static boolean isLoggedIn(McxClient client, TestUser user) {
        try {
            return client.authorize(client.authorization(SCOPES), user).parameter("code") != null;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }
}
