package org.mcxidms.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;

/**
 * Refresh alone, over several starts of both servers. What a JVM compiles first is not the same each time, so that two
 * starts of one server differ by more than the bundle costs. The cost of the bundle shows on one server, beside a realm that
 * uses nothing of the bundle.
 */
final class RefreshPart {

    /** A realm as on the stock server, on the server that has the bundle. */
    static final String STOCK_REALM = Candidate.STOCK + "'s realm on the bundle's server";

    private static final String TUNED = ", mcx-tuned.json";
    private static final String STOCK_WITH_POLICY = Candidate.STOCK + ", a client policy of Keycloak's own";
    private static final String POLICY_REALM = "policy";
    private static final String TUNED_REALM = "tuned";
    private static final String REALM_WITHOUT_BUNDLE = "without";
    private static final List<String> EXECUTORS =
            List.of("pkce-enforcer", "reject-implicit-grant", "reject-ropc-grant", "full-scope-disabled");

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;

    RefreshPart(Lab lab, Rounds rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    /** Each value is the median of one start's rounds. */
    Result run(int starts) {
        Result result = Result.create();
        String figure = Operation.REFRESH.figure();
        for (int start = 0; start < starts; start++) {
            List<Candidate> candidates = start(start == 0);
            if (start % 2 == 1) {
                Collections.reverse(candidates);
            }
            rounds.warmUp(candidates, Operation.REFRESH, rounds.warmUp().dividedBy(candidates.size() / 2));
            Result measured = Result.create();
            rounds.measure(measured, candidates, Operation.REFRESH);
            for (Candidate candidate : candidates) {
                Map<Metric, Double> medians = new EnumMap<>(Metric.class);
                for (Metric metric : Metric.values()) {
                    if (measured.has(figure, candidate.name(), metric)) {
                        medians.put(metric, measured.spread(figure, candidate.name(), metric).median());
                    }
                }
                result.add(figure, candidate.name(), medians);
                System.out.printf("start %d: %s: %s%n", start + 1, candidate.name(), medians);
            }
            lab.stopServers();
        }
        return result;
    }

    private List<Candidate> start(boolean first) {
        List<ProductionServer> stock = lab.start(Candidate.STOCK, Production.POSTGRES, 1);
        List<ProductionServer> bundle = lab.start(Candidate.BUNDLE, Production.POSTGRES, 1);
        if (first) {
            stock.get(0).mcx().create(withPolicy(BenchRealm.stock(POLICY_REALM)));
            stock.get(0).mcx().create(TunedPart.asShipped(BenchRealm.stock(TUNED_REALM)));
            bundle.get(0).mcx().create(BenchRealm.stock(REALM_WITHOUT_BUNDLE));
            bundle.get(0).mcx().create(TunedPart.asShipped(BenchRealm.withBundle(TUNED_REALM)));
        }
        // As many realms on each server, so that both are warmed up alike.
        return new ArrayList<>(List.of(
                Candidate.of(Candidate.STOCK, stock, Lab.REALM, radios),
                Candidate.of(STOCK_WITH_POLICY, stock, POLICY_REALM, radios),
                Candidate.of(Candidate.STOCK + TUNED, stock, TUNED_REALM, radios),
                Candidate.of(STOCK_REALM, bundle, REALM_WITHOUT_BUNDLE, radios),
                Candidate.of(Candidate.BUNDLE, bundle, Lab.REALM, radios),
                Candidate.of(Candidate.BUNDLE + TUNED, bundle, TUNED_REALM, radios)));
    }

    /** With the client policy of an operator who wants the same of every client. None of its executors acts at a refresh. */
    private static ObjectNode withPolicy(ObjectNode realm) {
        ObjectNode profile = realm.putObject("clientProfiles").putArray("profiles").addObject().put("name", POLICY_REALM);
        ArrayNode executors = profile.putArray("executors");
        EXECUTORS.forEach(executor -> executors.addObject().put("executor", executor).putObject("configuration"));
        ObjectNode policy = realm.putObject("clientPolicies").putArray("policies").addObject()
                .put("name", POLICY_REALM).put("enabled", true);
        policy.putArray("conditions").addObject().put("condition", "any-client").putObject("configuration");
        policy.putArray("profiles").add(POLICY_REALM);
        return realm;
    }
}
