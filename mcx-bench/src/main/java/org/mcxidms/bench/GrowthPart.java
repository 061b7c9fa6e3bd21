package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;

/** What comes with more users, more partners, and users whose time is over. */
final class GrowthPart {

    static final String USERS = " with %,d users";
    static final String SWEEP_SEARCH = "sweepSearchMillis";
    static final String SWEEP_SIGN_OUT = "sweepSignOutMillis";

    /** An interval of the sweep, and some. */
    private static final Duration SWEEP_PATIENCE = Duration.ofSeconds(150);
    private static final String SEARCHES =
            " from pg_stat_statements where query ilike '%user_attribute%exists%offline_user_session%'";

    /** For how many users the image and the deployment files are sized. */
    private static final int SHIPPED = 50_000;
    private static final int LARGE = 100_000;

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;
    private final boolean large;
    private final List<Integer> sizes;

    /** @param large whether caches and heap are sized for all users, and not as shipped */
    GrowthPart(Lab lab, Rounds rounds, int radios, boolean quick, boolean large) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
        this.large = large;
        this.sizes = quick ? List.of(200, 1_000) : large ? List.of(1_000, LARGE) : List.of(1_000, 10_000, SHIPPED, LARGE);
    }

    Result run() {
        Result result = Result.create();
        lab.emptyDatabases();
        Map<Candidate, Fleet> fleets = new HashMap<>();
        List<Candidate> sides = List.of(side(Candidate.BUNDLE, fleets), side(Candidate.STOCK, fleets));
        rounds.warmUp(sides, Operation.REFRESH, rounds.warmUp());
        for (int size : sizes) {
            fleets.forEach((side, fleet) -> grow(side, fleet, size));
            rounds.warmUp(sides, Operation.REFRESH, rounds.round());
            String suffix = String.format(java.util.Locale.ROOT, USERS, size);
            rounds.measure(result, sides, Operation.REFRESH, suffix);
            sides.forEach(side -> heap(result, side, suffix));
        }
        if (!large) {
            sweep(result, fleets.get(sides.get(0)));
            partners(result, sides.get(0).nodes());
        }
        return result;
    }

    /**
     * The heap in use, on which docs/deployment.md bases its memory limits. Measured after the rounds, since the
     * collection would slow them down.
     */
    private static void heap(Result result, Candidate side, String suffix) {
        double megabytes = Machine.heapMegabytes(side.nodes().get(0).process());
        result.add(StartPart.HEAP + suffix, side.name(), Map.of(Metric.MEGABYTES, megabytes));
        System.out.printf("%s%s, %s: %.1f MB%n", StartPart.HEAP, suffix, side.name(), megabytes);
    }

    private Candidate side(String side, Map<Candidate, Fleet> fleets) {
        Map<String, String> environment = CacheSizes.documented().environment(large ? LARGE : SHIPPED);
        Candidate candidate = Candidate.of(side, lab.start(side, Production.POSTGRES, 1, environment), Lab.REALM, radios);
        fleets.put(candidate, new Fleet(database(side), candidate.radios().get(0).aRefreshToken()));
        return candidate;
    }

    private DataSource database(String side) {
        return lab.postgres().database(Lab.database(side, 1));
    }

    private void grow(Candidate side, Fleet fleet, int size) {
        System.out.printf("%s grows to %d users%n", side.name(), size);
        fleet.growTo(size);
        side.adopt(fleet.tokens());
        if (large || size <= SHIPPED) {
            side.readSessions();
        }
    }

    /** From the first session that is gone to the last; before that the sweep has searched. */
    private void sweep(Result result, Fleet fleet) {
        DataSource database = database(Candidate.BUNDLE);
        Sql.run(database, "create extension if not exists pg_stat_statements", "select pg_stat_statements_reset()");
        fleet.expireThoseWithoutToken();
        long[] times = new long[2];
        Polling.await(SWEEP_PATIENCE, "sessions swept", () -> {
            int left = fleet.sessionsWithoutToken();
            times[0] = times[0] == 0 && left < Fleet.WITHOUT_TOKEN ? System.nanoTime() : times[0];
            times[1] = System.nanoTime();
            return left == 0 ? Optional.of(left) : Optional.empty();
        });
        result.note(SWEEP_SIGN_OUT, Long.toString((times[1] - times[0]) / 1_000_000))
                .note(SWEEP_SEARCH, Sql.column(database, "select round(sum(mean_exec_time)::numeric, 2)" + SEARCHES).get(0));
        System.out.printf("sweep: search %s ms, signing out %s ms%n", result.note(SWEEP_SEARCH), result.note(SWEEP_SIGN_OUT));
    }

    private void partners(Result result, List<ProductionServer> bundle) {
        List<Candidate> candidates = new ArrayList<>();
        for (int partners : List.of(1, 10, 100)) {
            String realm = "partners-" + partners;
            bundle.get(0).mcx().create(BenchRealm.withBundle(realm, partners));
            candidates.add(Candidate.of(Candidate.BUNDLE + ", " + partners + (partners == 1 ? " partner" : " partners"),
                    bundle, realm, radios));
        }
        rounds.warmUp(candidates, Operation.EXCHANGE, rounds.warmUp().dividedBy(6));
        rounds.measure(result, candidates, Operation.EXCHANGE);
    }
}
