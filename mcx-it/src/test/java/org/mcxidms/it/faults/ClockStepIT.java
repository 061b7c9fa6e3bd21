package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.harness.FaultyServer;
import org.mcxidms.it.harness.Landing;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.Polling;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/** The server's clock jumps an hour ahead and back, as a wrong time source makes it; Debian's faketime moves it. */
final class ClockStepIT {

    private static final List<Path> LIBRARIES = Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketimeMT.so.1")).toList();
    /** The library reads its file anew each second. */
    private static final Duration SEEN = Duration.ofSeconds(3);
    private static final Duration SWEEP = Duration.ofSeconds(40);
    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};

    @TempDir
    private Path directory;

    @Test
    void accountsFollowTheClockAndNothingDeadComesBack() throws IOException {
        Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
        Assumptions.assumeTrue(library.isPresent(), "skipped: no libfaketime; Debian has it in the package faketime");
        Path offset = Files.writeString(directory.resolve("offset"), "+0");
        try (FaultyServer faulty = FaultyServer.withBundle("clock", Map.of("LD_PRELOAD", library.get().toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(), "FAKETIME_CACHE_DURATION", "1",
                // Without the last, a wait of a Java thread ends at once, and all of them spin.
                "DONT_FAKE_MONOTONIC", "1", "NO_FAKE_STAT", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0"))) {
            Mcx mcx = faulty.server().mcx();
            try (Realm realm = mcx.realmLike("clock", file -> ((ObjectNode) file.client("mcptt_client").get("attributes"))
                    .put("access.token.lifespan", "1800"))) {
                stepThereAndBack(mcx, realm, offset);
            }
        }
    }

    private static void stepThereAndBack(Mcx mcx, Realm realm, Path offset) throws IOException {
        McxClient client = realm.nativeClient();
        McxClient resourceServer = realm.resourceServer("mcptt-server");
        Instant inHalfAnHour = Instant.now().plus(30, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
        TestUser ending = realm.users().pttUser("ending").set("mc_valid_until", inHalfAnHour.toString());
        TestUser beginning = realm.users().pttUser("beginning").set("mc_valid_from", inHalfAnHour.toString());
        Tokens ofEnding = client.login(ending, SCOPES);
        EndedSessions ended = new EndedSessions(realm, SCOPES);
        ended.suspendedUser().reinstate();
        Tokens valid = client.login(realm.users().pttUser("valid"), SCOPES);
        assertThat(isLoggedIn(client, beginning)).isFalse();
        assertThat(resourceServer.seesActive(ofEnding.accessToken())).isTrue();

        step(mcx, offset, "+1h");

        Polling.await(SWEEP, "the sweep", () -> Optional.of(ending).filter(user -> user.sessions().isEmpty()));
        assertThat(isLoggedIn(client, ending)).isFalse();
        assertThat(isLoggedIn(client, beginning)).isTrue();
        assertRefused(client.refresh(ofEnding.refreshToken()).send(), 400, "invalid_grant");
        assertThat(resourceServer.seesActive(valid.accessToken())).isFalse();
        assertThat(client.userInfo(valid.accessToken()).status()).isEqualTo(401);
        Tokens ahead = new Tokens(client.refresh(valid.refreshToken()).send());
        assertThat(resourceServer.seesActive(ahead.accessToken())).isTrue();
        ended.assertDead();

        step(mcx, offset, "+0");

        assertThat(isLoggedIn(client, beginning)).isFalse();
        assertRefused(client.refresh(ofEnding.refreshToken()).send(), 400, "invalid_grant");
        assertThat(resourceServer.seesActive(ofEnding.accessToken())).isFalse();
        ended.assertDead();
        assertThat(isLoggedIn(client, ending)).isTrue();
        int status = client.refresh(ahead.refreshToken()).send().status();
        System.out.println("clock: a token from an hour ahead, refreshed after the step back: HTTP " + status);
        assertThat(status).isLessThan(500);
    }

    private static void step(Mcx mcx, Path offset, String to) throws IOException {
        Files.writeString(offset, to);
        Polling.pause(SEEN);
        mcx.admin().tokenManager().grantToken();
    }

    private static boolean isLoggedIn(McxClient client, TestUser user) {
        Landing landing = client.authorize(client.authorization(SCOPES), user);
        assertThat(landing.status()).as(landing.toString()).isLessThan(500);
        return landing.parameter("code") != null;
    }
}
