package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

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

import org.mcxidms.testkit.Cluster;
import org.mcxidms.testkit.FaultyServer;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The server's clock jumps an hour ahead and back, as a wrong time source makes it; Debian's faketime moves it. */
@OwnServer
final class ClockStepIT {

    private static final List<Path> LIBRARIES = Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketimeMT.so.1")).toList();
    /** The library reads its file anew each second. */
    private static final Duration SEEN = Duration.ofSeconds(3);
    private static final Duration SWEEP = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    @Test
    void accountsFollowTheClockAndNothingDeadComesBack() throws IOException {
        Path offset = Files.writeString(directory.resolve("offset"), "+0");
        try (FaultyServer faulty = FaultyServer.withBundle("clock", movedBy(offset))) {
            Mcx mcx = faulty.server().mcx();
            try (Realm realm = mcx.realmLike("clock", ClockStepIT::withTokensOfHalfAnHour)) {
                stepThereAndBack(mcx, realm, offset);
            }
        }
    }

    /** One node of two, and not the database: its users get less time, and those of the other node what they have. */
    @Test
    void aNodeThatIsAheadGivesNobodyMore() throws IOException {
        Assumptions.assumeTrue(Boolean.getBoolean("mcx.faults.clock"), "skipped: -Dmcx.faults.clock=true runs it");
        Path offset = Files.writeString(directory.resolve("offset"), "+0");
        try (Cluster cluster = Cluster.start(movedBy(offset));
                Realm atA = cluster.a().mcx().realmLike("clock", ClockStepIT::withTokensOfHalfAnHour)) {
            bIsAhead(atA, cluster.b().mcx().realm(atA.name()), cluster.b().mcx(), offset);
        }
    }

    private static Map<String, String> movedBy(Path offset) {
        Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
        Assumptions.assumeTrue(library.isPresent(), "skipped: no libfaketime; Debian has it in the package faketime");
        return Map.of("LD_PRELOAD", library.get().toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(), "FAKETIME_CACHE_DURATION", "1",
                // Without the last, a wait of a Java thread ends at once, and all of them spin.
                "DONT_FAKE_MONOTONIC", "1", "NO_FAKE_STAT", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private static void withTokensOfHalfAnHour(RealmFile file) {
        ((ObjectNode) file.client("mcptt_client").get("attributes")).put("access.token.lifespan", "1800");
    }

    private static void bIsAhead(Realm atA, Realm atB, Mcx b, Path offset) throws IOException {
        McxClient a = atA.nativeClient();
        TestUser ending = atA.users().pttUser("ending")
                .set("mc_valid_until", Instant.now().plus(30, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS).toString());
        Tokens ofEnding = a.login(ending, "openid", PTT);
        EndedSessions ended = new EndedSessions(atA, "openid", PTT);
        ended.suspendedUser().reinstate();
        Tokens valid = a.login(atA.users().pttUser("valid"), "openid", PTT);

        step(b, offset, "+1h");

        ofEnding = new Tokens(a.refresh(ofEnding.refreshToken()).send());
        assertThat(atB.resourceServer("mcptt-server").seesActive(valid.accessToken())).isFalse();
        assertThat(atA.resourceServer("mcptt-server").seesActive(valid.accessToken())).isTrue();
        for (int turn = 0; turn < 3; turn++) {
            valid = new Tokens(atB.nativeClient().refresh(valid.refreshToken()).send());
            assertThat(atA.resourceServer("mcptt-server").seesActive(valid.accessToken())).isTrue();
            valid = new Tokens(a.refresh(valid.refreshToken()).send());
        }
        assertThat(assertRefused(atB.nativeClient().refresh(ofEnding.refreshToken()).send(), 400, "invalid_grant"))
                .endsWith("expired");
        assertRefused(a.refresh(ofEnding.refreshToken()).send(), 400, "invalid_grant");
        assertThat(atA.resourceServer("mcptt-server").seesActive(ofEnding.accessToken())).isFalse();
        ended.assertDead();
        ended.assertDeadAt(atB);

        step(b, offset, "+0");

        assertThat(isLoggedIn(a, ending)).isTrue();
        valid = new Tokens(atB.nativeClient().refresh(valid.refreshToken()).send());
        assertThat(atB.resourceServer("mcptt-server").seesActive(valid.accessToken())).isTrue();
        ended.assertDead();
    }

    private static void stepThereAndBack(Mcx mcx, Realm realm, Path offset) throws IOException {
        McxClient client = realm.nativeClient();
        McxClient resourceServer = realm.resourceServer("mcptt-server");
        Instant inHalfAnHour = Instant.now().plus(30, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
        TestUser ending = realm.users().pttUser("ending").set("mc_valid_until", inHalfAnHour.toString());
        TestUser beginning = realm.users().pttUser("beginning").set("mc_valid_from", inHalfAnHour.toString());
        Tokens ofEnding = client.login(ending, "openid", PTT);
        EndedSessions ended = new EndedSessions(realm, "openid", PTT);
        ended.suspendedUser().reinstate();
        Tokens valid = client.login(realm.users().pttUser("valid"), "openid", PTT);
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
        Landing landing = client.authorize(client.authorization("openid", PTT), user);
        assertThat(landing.status()).as(landing.toString()).isLessThan(500);
        return landing.parameter("code") != null;
    }
}
