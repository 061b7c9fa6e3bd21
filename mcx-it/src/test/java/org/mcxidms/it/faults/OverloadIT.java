package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.tools.Tools;
import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * A server that has more to do than it may queue turns requests away unread, with HTTP 503, as deploy/Dockerfile sets. A radio that is
 * turned away any number of times has used nothing, and a suspension goes through all the same.
 */
@OwnServer
final class OverloadIT {

    /** So few that the radios below are too many. */
    private static final Map<String, String> LITTLE = Map.of("KC_HTTP_POOL_MAX_THREADS", "4", "KC_HTTP_MAX_QUEUED_REQUESTS", "4");
    private static final int RADIOS = 20;
    /** A token may be used twice in the shipped realm. */
    private static final int MORE_THAN_USES = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static LauncherServer server;

    @BeforeAll
    static void server() {
        server = LauncherServer.another("overload", LITTLE);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void radiosThatAreTurnedAwayStayLoggedInAndTheSuspendedOneIsOut(@TempDir Path directory) throws Exception {
        Mcx mcx = server.mcx();
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        List<TestUser> users = IntStream.range(0, RADIOS).mapToObj(i -> realm.users().pttUser("overload")).toList();
        List<Tokens> tokens = users.stream().map(user -> client.login(user, "openid", PTT)).toList();
        TestUser suspended = realm.users().pttUser("overload-suspended");
        Tokens held = client.login(suspended, "openid", PTT);

        try (Radios radios = new Radios(client, tokens); Radios victim = new Radios(client, List.of(held))) {
            Polling.await(PATIENCE, () -> "a radio turned away " + radios.mostSent() + " times", () -> Optional.of(radios)
                    .filter(all -> all.mostSent() > MORE_THAN_USES));
            Tools.Run run = new Tools(mcx, directory).run(realm, "suspend", suspended.username());
            radios.awaitRefreshes(2, PATIENCE);

            assertThat(run.output()).contains("is suspended; it was active");
            assertThat(victim.lost()).hasSize(1).allSatisfy(end -> assertThat(end.answer().error()).isEqualTo("invalid_grant"));
            assertThat(radios.lost()).isEmpty();
        }
        Polling.pause(Duration.ofSeconds(2));
        assertThat(suspended.sessions()).isEmpty();
        assertThat(users).allSatisfy(user -> assertThat(user.sessions()).hasSize(1));
    }
}
