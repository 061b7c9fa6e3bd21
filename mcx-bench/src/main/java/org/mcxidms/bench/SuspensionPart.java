package org.mcxidms.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.keycloak.admin.client.resource.ClientsResource;
import org.keycloak.representations.idm.ClientRepresentation;

import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;

/** A mass suspension: how long until the sessions have ended and MC servers know, and what the others feel of it meanwhile. */
final class SuspensionPart {

    static final String BEFORE = "before";
    static final String MEANWHILE = "meanwhile";
    static final String AFTER = "after";
    static final String USERS = "users";
    static final String SUSPENDED = "suspended";
    static final String FIRST_SESSION = "firstSessionSeconds";
    static final String LAST_SESSION = "lastSessionSeconds";
    static final String LAST_NOTICE = "lastNoticeSeconds";
    static final String NOTICES = "notices";

    private static final List<String> MC_SERVERS = List.of("mcptt-server", "mcvideo-server", "mcdata-server");
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    /** Each look counts sessions in the database that is measured. */
    private static final Duration LOOK = Duration.ofMillis(500);
    /**
     * A client that was changed makes the node look at every user with a session, from the next sweep on. The few there are before
     * the fleet comes are looked at by then.
     */
    private static final Duration UNTIL_LOOKED = Duration.ofSeconds(80);
    /** Of what the node can do at most: one of two nodes must be able to carry the load of both. */
    private static final double NORMAL_LOAD = 0.5;
    /** What is compared with minutes is longer than a round. */
    private static final int ROUNDS = 5;

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;
    private final int users;
    private final int suspended;
    private final Duration untilLooked;

    SuspensionPart(Lab lab, Rounds rounds, int radios, boolean quick) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
        this.users = quick ? 1_000 : 20_000;
        this.suspended = quick ? 300 : 10_000;
        this.untilLooked = quick ? Duration.ZERO : UNTIL_LOOKED;
    }

    Result run() {
        lab.emptyDatabases();
        ProductionServer server = lab.start(Candidate.BUNDLE, Production.POSTGRES, 1).get(0);
        List<LogoutReceiver> receivers = MC_SERVERS.stream().map(client -> new LogoutReceiver(server)).toList();
        try {
            for (int i = 0; i < MC_SERVERS.size(); i++) {
                setLogoutUrl(server, MC_SERVERS.get(i), receivers.get(i).url());
            }
            Candidate side = Candidate.of(Candidate.BUNDLE, List.of(server), Lab.REALM, radios);
            Fleet fleet = new Fleet(lab.postgres().database(Lab.database(Candidate.BUNDLE, 1)),
                    side.radios().get(0).aRefreshToken());
            Polling.pause(untilLooked);
            fleet.growTo(users);
            // Those to be suspended are never refreshed: nothing caches them, so that the sweep finds what the database holds.
            side.adopt(fleet.tokens(0, users - suspended));
            return measure(side, fleet, receivers);
        } finally {
            receivers.forEach(LogoutReceiver::close);
        }
    }

    private static void setLogoutUrl(ProductionServer server, String client, String url) {
        ClientsResource clients = server.mcx().realm(Lab.REALM).admin().clients();
        ClientRepresentation representation = clients.findByClientId(client).get(0);
        representation.getAttributes().put("backchannel.logout.url", url);
        clients.get(representation.getId()).update(representation);
    }

    private Result measure(Candidate side, Fleet fleet, List<LogoutReceiver> receivers) {
        Result result = Result.create();
        Duration normal = rounds.round().multipliedBy(ROUNDS);
        rounds.warmUp(List.of(side), Operation.REFRESH, rounds.warmUp());
        double normalLoad = NORMAL_LOAD * Load.run(side, Operation.REFRESH, normal).get(Operation.REFRESH.figure())
                .get(Metric.PER_SECOND);
        add(result, BEFORE, Load.run(side, Operation.REFRESH, normalLoad, Load.lasting(normal)));
        heap(result, side, BEFORE);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Map<String, Map<Metric, Double>>> others =
                CompletableFuture.supplyAsync(() -> Load.run(side, Operation.REFRESH, normalLoad, () -> !over.get()));
        try {
            suspend(result, fleet, receivers, others);
        } finally {
            over.set(true);
        }
        add(result, MEANWHILE, others.join());
        add(result, AFTER, Load.run(side, Operation.REFRESH, normalLoad, Load.lasting(normal)));
        heap(result, side, AFTER);
        return result.note("rounds", "1").note("seconds", Long.toString(normal.toSeconds()))
                .note(USERS, Integer.toString(users)).note(SUSPENDED, Integer.toString(suspended));
    }

    /** Returns when the last session has ended and the last receiver is told of the last user. */
    private void suspend(Result result, Fleet fleet, List<LogoutReceiver> receivers, CompletableFuture<?> others) {
        long start = System.nanoTime();
        fleet.expire(users - suspended, users);
        long[] ended = new long[2];
        Polling.await(PATIENCE, () -> fleet.sessions(users - suspended, users) + " sessions left, every receiver told of "
                + toldOf(receivers), () -> {
                    Polling.pause(LOOK);
                    if (others.isDone()) {
                        throw new IllegalStateException("no radio goes on");
                    }
                    if (ended[1] == 0) {
                        int left = fleet.sessions(users - suspended, users);
                        ended[0] = ended[0] == 0 && left < suspended ? System.nanoTime() : ended[0];
                        ended[1] = left == 0 ? System.nanoTime() : 0;
                    }
                    return ended[1] != 0 && toldOf(receivers) == suspended ? Optional.of(ended) : Optional.empty();
                });
        long told = System.nanoTime();
        result.note(FIRST_SESSION, seconds(ended[0] - start)).note(LAST_SESSION, seconds(ended[1] - start))
                .note(LAST_NOTICE, seconds(told - start))
                .note(NOTICES, Integer.toString(receivers.stream().mapToInt(one -> one.received().size()).sum()));
        System.out.printf("first session ended after %s s, the last after %s s; last notice after %s s, of %s%n",
                result.note(FIRST_SESSION), result.note(LAST_SESSION), result.note(LAST_NOTICE), result.note(NOTICES));
    }

    /** Of how many users the receiver knows that was told of the fewest. */
    private static int toldOf(List<LogoutReceiver> receivers) {
        return receivers.stream().mapToInt(one -> (int) one.received().stream().map(claims -> claims.path("sub").asText())
                .distinct().count()).min().orElse(0);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    private static void add(Result result, String when, Map<String, Map<Metric, Double>> figures) {
        figures.forEach((figure, metrics) -> {
            result.add(figure, when, metrics);
            System.out.printf("%s %s: %s%n", figure, when, metrics);
        });
    }

    private static void heap(Result result, Candidate side, String when) {
        double megabytes = Machine.heapMegabytes(side.nodes().get(0).process());
        result.add(StartPart.HEAP, when, Map.of(Metric.MEGABYTES, megabytes));
        System.out.printf("%s %s: %.1f MB%n", StartPart.HEAP, when, megabytes);
    }

    /** Refreshes per second meanwhile, to the mean of before and after. */
    static double ratio(Result result) {
        return perSecond(result, MEANWHILE) * 2 / (perSecond(result, BEFORE) + perSecond(result, AFTER));
    }

    private static double perSecond(Result result, String when) {
        return result.spread(Operation.REFRESH.figure(), when, Metric.PER_SECOND).median();
    }
}
