package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Production;

/**
 * The day everything comes back: after an outage every radio refreshes its session within minutes, and some must log in. What
 * the radios see, with one node and with two, and whether any of them is logged out.
 */
final class ReturnPart {

    static final String ONE_NODE = "one node";
    static final String SPREAD_MORE = "one node, spread five times as long";
    static final String TWO_NODES = "two nodes, spread five times as long";
    static final String WITHOUT_TOKENS = "without tokens, ";
    static final String LOGGED_OUT = "logged out, ";

    private static final int LONGER = 5;

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;
    private final boolean quick;
    private final int sessions;
    private final int logins;
    private final Duration spread;

    ReturnPart(Lab lab, Rounds rounds, int radios, boolean quick) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
        this.quick = quick;
        this.sessions = quick ? 500 : 50_000;
        this.logins = quick ? 50 : 5_000;
        this.spread = Duration.ofSeconds(quick ? 10 : 300);
    }

    Result run() {
        Result result = Result.create();
        int loggedOut = 0;
        lab.emptyDatabases();
        for (int nodes : List.of(1, 2)) {
            Candidate side = Candidate.of(Candidate.BUNDLE, lab.start(Candidate.BUNDLE, Production.POSTGRES, nodes),
                    Lab.REALM, radios);
            Fleet fleet = new Fleet(lab.postgres().database(Lab.database(Candidate.BUNDLE, nodes)),
                    side.radios().get(0).aRefreshToken());
            rounds.warmUp(List.of(side), Operation.REFRESH, rounds.warmUp());
            rounds.warmUp(List.of(side), Operation.LOGIN, rounds.warmUp().dividedBy(3));
            int used = 0;
            if (nodes == 1) {
                loggedOut += comeBack(result, ONE_NODE, side, fleet, used, sessions, logins);
                used = sessions + logins;
            }
            // Users whom nothing caches. A fifth of them at a fifth of the rate takes as long. A second node brings no processors here:
            // what counts is that radios which come to both in turn stay logged in.
            loggedOut += comeBack(result, nodes == 1 ? SPREAD_MORE : TWO_NODES, side, fleet, used, sessions / LONGER,
                    logins / LONGER);
            lab.stopServers();
        }
        if (loggedOut > 0) {
            throw new AssertionError(loggedOut + " radios were logged out");
        }
        return result.note("clients", "open loop, " + OpenLoad.THREADS + " threads for each kind").note("rounds", "1")
                .note("seconds", Long.toString(spread.toSeconds()));
    }

    /**
     * Users with numbers from {@code first} on.
     *
     * @return how many radios were logged out
     */
    private int comeBack(Result result, String label, Candidate side, Fleet fleet, int first, int refreshing, int loggingIn) {
        int end = first + refreshing;
        System.out.printf("%s: %d sessions, %d logins, %d s%n", label, refreshing, loggingIn, spread.toSeconds());
        fleet.growTo(end + loggingIn);
        fleet.mustLogIn(end, end + loggingIn);
        List<String> tokens = fleet.tokens(first, end);
        Set<String> ended = ConcurrentHashMap.newKeySet();
        List<OpenLoad.Kind> kinds = List.of(
                new OpenLoad.Kind(Operation.REFRESH.figure(), refreshing, i -> refresh(side.client(i), tokens.get(i), ended)),
                new OpenLoad.Kind(Operation.LOGIN.figure(), loggingIn, i -> login(side, i, Fleet.username(end + i))));
        List<OpenLoad.Outcome> outcomes = OpenLoad.run(spread, kinds);
        Map<String, Integer> failures = new TreeMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            String figure = kinds.get(i).figure();
            Map<Metric, Double> metrics = outcomes.get(i).metrics();
            result.add(figure, label, metrics);
            outcomes.get(i).failures().forEach((what, count) -> failures.put(figure + ": " + what, count));
            System.out.printf("%s, %s: %s%n", figure, label, metrics);
        }
        ended.addAll(fleet.goneSessions(first, end));
        result.note(WITHOUT_TOKENS + label, describe(failures)).note(LOGGED_OUT + label, Integer.toString(ended.size()));
        System.out.printf("%s: answers without tokens: %s; radios logged out: %d%n", label, describe(failures), ended.size());
        return ended.size();
    }

    private static String describe(Map<String, Integer> failures) {
        return failures.isEmpty() ? "none" : failures.entrySet().stream()
                .map(failure -> String.format(Locale.ROOT, "%s: %,d", failure.getKey(), failure.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static Optional<String> refresh(McxClient client, String token, Set<String> ended) {
        Answer answer = client.refresh(token).send();
        Optional<String> failure = failure("", answer);
        if (failure.isPresent() && answer.body().contains("invalid_grant")) {
            ended.add(Fleet.session(token));
        }
        return failure;
    }

    /** The whole login at one node. Its form leads to the server's public address, which is the first node's. */
    private static Optional<String> login(Candidate side, int number, String username) {
        McxClient client = side.client(number);
        Browser browser = client.newBrowser();
        AuthorizationRequest request = client.authorization(Radio.SCOPES);
        Landing page = browser.open(request.url());
        if (!page.isLoginForm()) {
            return Optional.of("page HTTP " + page.status());
        }
        String form = page.loginFormAction().replace(side.nodes().get(0).baseUrl(),
                side.nodes().get(number % side.nodes().size()).baseUrl());
        Landing landing = browser.submit(form, Map.of("username", username, "password", BenchRealm.PASSWORD));
        String code = landing.parameter("code");
        if (code == null) {
            return Optional.of("form HTTP " + landing.status() + (landing.error() == null ? "" : " " + landing.error()));
        }
        return failure("code exchange ", client.exchange(request, code).send());
    }

    private static Optional<String> failure(String step, Answer answer) {
        if (answer.status() == 200 && answer.body().contains("\"refresh_token\"")) {
            return Optional.empty();
        }
        // What answers for an overloaded server need not be JSON.
        String error = answer.body().startsWith("{") ? answer.error() : null;
        return Optional.of(step + "HTTP " + answer.status() + (error == null ? "" : " " + error));
    }
}
