package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.FaultyServer;
import org.mcxidms.testkit.FaultyServerExtension;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Line;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The database is away for ten seconds: nobody gets in who may not, and all goes on without a restart once it is back. */
@OwnServer
@ExtendWith(FaultyServerExtension.class)
final class DatabaseCutIT {

    private static final Duration CUT = Duration.ofSeconds(10);
    /** How long an answer may take: the cut, and the time to see that it is over. */
    private static final Duration LONGEST_ANSWER = CUT.plusSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(300);
    private static final int RADIOS = 4;

    private final FaultyServer faulty;
    private final Mcx mcx;

    DatabaseCutIT(FaultyServer faulty) {
        this.faulty = faulty;
        mcx = faulty.server().mcx();
    }

    /** How the line is cut. */
    enum Cut {
        REFUSED {
            @Override
            void at(Line line) {
                line.refuse();
            }
        },
        SILENT {
            @Override
            void at(Line line) {
                line.silence();
            }
        };

        abstract void at(Line line);
    }

    private record Probe(String kind, Answer answer, Duration took) {
    }

    @ParameterizedTest
    @EnumSource
    void failsClosedAndRecovers(Cut cut) throws InterruptedException {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        EndedSessions ended = new EndedSessions(realm, "openid", PTT);
        Tokens idle = client.login(realm.users().pttUser("idle"), "openid", PTT);
        Tokens presentedOnce = client.login(realm.users().pttUser("once"), "openid", PTT);
        List<Tokens> logins = Stream.generate(() -> client.login(realm.users().pttUser("radio"), "openid", PTT))
                .limit(RADIOS).toList();

        // Its sessions outlive the suspension: the account check at the refresh stands alone.
        try (Realm grantsOnly = mcx.realmLike("grants", RealmFile::noticeAtGrantsOnly);
                Radios radios = new Radios(client, logins)) {
            TestUser unnoticed = grantsOnly.users().pttUser("unnoticed");
            Tokens ofUnnoticed = grantsOnly.nativeClient().login(unnoticed, "openid", PTT);
            unnoticed.suspend();
            radios.awaitRefreshes(3, RECOVERY);

            Map<String, Supplier<Answer>> requests = new HashMap<>(ended.probes());
            requests.put("refresh, suspended, session alive",
                    () -> grantsOnly.nativeClient().refresh(ofUnnoticed.refreshToken()).send());
            List<Probe> probes = probeWhile(cut, requests, () -> {
                client.refresh(presentedOnce.refreshToken()).send();
                assertNoLogin(client, ended.suspendedUser());
            });

            assertThat(probes).noneMatch(probe -> Access.isGivenBy(probe.answer()));
            assertThat(probes).allSatisfy(probe -> assertThat(probe.took()).as(probe.kind()).isLessThan(LONGEST_ANSWER));
            assertThat(probes).extracting(Probe::kind).contains("refresh, suspended", "introspection, revoked");
            print(cut, probes, radios);

            long back = System.nanoTime();
            radios.awaitRefreshes(3, RECOVERY);
            Polling.await(RECOVERY, "a login", () -> Access.ofNewUser(realm, "openid", PTT));
            System.out.printf("database: %s, recovered after %d ms, radios lost: %s%n", cut,
                    Duration.ofNanos(System.nanoTime() - back).toMillis(), radios.lost());
            assertThat(radios.lost()).allMatch(Radios.Lost::isExplainedByReuse);
            new Tokens(client.refresh(idle.refreshToken()).send());
            if (cut == Cut.REFUSED) {
                new Tokens(client.refresh(presentedOnce.refreshToken()).send());
            }
            assertRefused(grantsOnly.nativeClient().refresh(ofUnnoticed.refreshToken()).send(), 400, "invalid_grant");
            unnoticed.reinstate();
            assertRefused(grantsOnly.nativeClient().refresh(ofUnnoticed.refreshToken()).send(), 400, "invalid_grant");
            ended.suspendedUser().reinstate();
            ended.assertDead();
        }
    }

    /** Stock Keycloak, with which docs/evidence/faults.md compares. */
    @ParameterizedTest
    @EnumSource
    void stockKeycloakInTheSameCut(Cut cut, @TempDir Path directory) throws InterruptedException {
        Assumptions.assumeTrue(Boolean.getBoolean("mcx.faults.stock"), "skipped: -Dmcx.faults.stock=true runs it");
        try (FaultyServer stock = FaultyServer.stock("database-cut-stock", directory)) {
            Realm realm = stock.server().mcx().realm();
            McxClient client = realm.nativeClient();
            List<Tokens> logins = Stream.generate(() -> client.login(realm.users().pttUser("radio"), "openid", PTT))
                    .limit(RADIOS).toList();
            try (Radios radios = new Radios(client, logins)) {
                radios.awaitRefreshes(3, RECOVERY);
                cut.at(stock.database());
                Polling.pause(CUT);
                stock.database().restore();
                radios.awaitRefreshes(3, RECOVERY);
                System.out.printf("database: stock %s, radios' 5xx %d, lost: %s%n", cut, radios.serverErrors(), radios.lost());
            }
        }
    }

    /** Each probe is repeated in a thread of its own, so that one that hangs does not hold up the others. */
    private List<Probe> probeWhile(Cut cut, Map<String, Supplier<Answer>> probes, Runnable login)
            throws InterruptedException {
        ConcurrentLinkedQueue<Probe> seen = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        long end = System.nanoTime() + CUT.toNanos();
        cut.at(faulty.database());
        probes.forEach((kind, probe) -> threads.submit(() -> {
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                try {
                    Answer answer = probe.get();
                    seen.add(new Probe(kind, answer, Duration.ofNanos(System.nanoTime() - start)));
                } catch (UncheckedIOException e) {
                    failures.add(e);
                }
                Polling.pause(PROBE_INTERVAL);
            }
        }));
        threads.submit(() -> {
            try {
                login.run();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        });
        Polling.pause(CUT);
        faulty.database().restore();
        threads.shutdown();
        assertThat(threads.awaitTermination(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS)).as("every probe answered").isTrue();
        assertThat(failures).isEmpty();
        return List.copyOf(seen);
    }

    private static void assertNoLogin(McxClient client, TestUser user) {
        Landing landing = client.authorize(client.authorization("openid", PTT), user);
        assertThat(landing.parameter("code")).as(landing.toString()).isNull();
    }

    private static void print(Cut cut, List<Probe> probes, Radios radios) {
        Map<String, Integer> counts = new TreeMap<>();
        probes.forEach(probe -> counts.merge(probe.kind() + " " + probe.answer().status(), 1, Integer::sum));
        long longest = probes.stream().mapToLong(probe -> probe.took().toMillis()).max().orElse(0);
        System.out.printf("database: %s, %s, longest answer %d ms, radios' 5xx %d%n", cut, counts, longest,
                radios.serverErrors());
    }
}
