package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * The server with the embedded database, as {@code ./mcx run} starts it, can write no file any more: nobody gets in who may
 * not, and all goes on without a restart once it can.
 */
@OwnServer
final class DiskFullIT {

    private static final Duration FULL = Duration.ofSeconds(8);
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /** H2 writes what was committed within a second; before that it is in no file. */
    private static final Duration WRITTEN = Duration.ofSeconds(3);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(200);

    @Test
    void failsClosedAndRecovers() {
        String disk = System.getProperty("mcx.faults.disk", "");
        Assumptions.assumeFalse(disk.isEmpty(), "skipped: -Dmcx.faults.disk=true runs it, or =DIRECTORY on a small file system");
        boolean limited = disk.equals("true");
        try (LauncherServer server = LauncherServer.another("disk-full", limited ? Map.of() : Map.of("KC_DB_URL_PATH", disk))) {
            Disk small = limited ? Disk.limitOf(server) : Disk.at(Path.of(disk));
            Realm realm = server.mcx().realm();
            McxClient client = realm.nativeClient();
            EndedSessions ended = new EndedSessions(realm, "openid", PTT);
            Tokens idle = client.login(realm.users().pttUser("idle"), "openid", PTT);
            Tokens valid = client.login(realm.users().pttUser("valid"), "openid", PTT);
            Polling.pause(WRITTEN);

            Map<String, Integer> seen = new TreeMap<>();
            for (long end = System.nanoTime() + FULL.toNanos(); System.nanoTime() < end; Polling.pause(PROBE_INTERVAL)) {
                small.fill();
                ended.probes().forEach((kind, probe) -> {
                    Optional<Answer> answer = answer(probe);
                    seen.merge(kind + " " + status(answer), 1, Integer::sum);
                    assertThat(answer.filter(Access::isGivenBy)).as(kind).isEmpty();
                });
                assertThat(isLoggedIn(client, ended.suspendedUser())).isFalse();
                seen.merge("refresh, valid " + status(answer(() -> client.refresh(valid.refreshToken()).send())), 1,
                        Integer::sum);
            }
            small.clear();
            System.out.println("disk full: " + seen);
            if (limited) {
                assertRecovered(realm, idle, ended);
            } else {
                assertRecoveredAfterARestartAtTheLatest(server, realm, idle, ended);
            }
        }
    }

    /** H2 may keep its file locked against itself once a write failed for want of room (seen with 2.4.240). */
    private static void assertRecoveredAfterARestartAtTheLatest(
            LauncherServer server, Realm realm, Tokens idle, EndedSessions ended) {
        try {
            assertRecovered(realm, idle, ended);
        } catch (AssertionError e) {
            System.out.println("disk full: restarted, for " + e.getMessage());
            server.stop();
            server.start();
            assertRecovered(realm, idle, ended);
        }
    }

    private static void assertRecovered(Realm realm, Tokens idle, EndedSessions ended) {
        McxClient client = realm.nativeClient();
        McxClient resourceServer = realm.resourceServer("mcptt-server");
        long back = System.nanoTime();
        Polling.await(RECOVERY, "a login", () -> Access.ofNewUser(realm, "openid", PTT));
        System.out.printf("disk full: recovered after %d ms%n", Duration.ofNanos(System.nanoTime() - back).toMillis());
        settled("the idle session", () -> Optional.of(resourceServer.introspect(idle.accessToken()).send())
                .filter(answer -> answer.body().contains("\"active\":true")));
        settled("the reinstatement", () -> Optional.of(ended.suspendedUser().reinstate()));
        for (Tokens dead : ended.all()) {
            assertRefused(settled("a refresh", () -> Optional.of(client.refresh(dead.refreshToken()).send())
                    .filter(answer -> answer.status() < 500)), 400, "invalid_grant");
            Answer introspected = settled("an introspection", () -> Optional
                    .of(resourceServer.introspect(dead.accessToken()).send()).filter(answer -> answer.status() < 500));
            assertThat(Access.isGivenBy(introspected)).as(introspected.toString()).isFalse();
        }
    }

    /** Empty where none came in time: H2 may wait for ever for a writer that died. */
    private static Optional<Answer> answer(Supplier<Answer> request) {
        try {
            return Optional.of(request.get());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String status(Optional<Answer> answer) {
        return answer.map(given -> Integer.toString(given.status())).orElse("none");
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
            return client.authorize(client.authorization("openid", PTT), user).parameter("code") != null;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }
}
