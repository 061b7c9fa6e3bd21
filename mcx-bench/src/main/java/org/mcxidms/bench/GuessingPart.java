package org.mcxidms.bench;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;

/** Whether the time of a refusal tells who has an account, and whose is suspended. */
final class GuessingPart {

    static final String UNKNOWN = "unknown users";

    private static final String REALM = "guessing";
    private static final String SUSPENDED_REALM = "guessing-suspended";

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;

    GuessingPart(Lab lab, Rounds rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    Result run() {
        List<ProductionServer> bundle = lab.start(Candidate.BUNDLE, Production.EMBEDDED, 1);
        bundle.get(0).mcx().create(realm(REALM));
        ObjectNode suspended = realm(SUSPENDED_REALM);
        for (JsonNode user : suspended.path("users")) {
            ((ObjectNode) user).withObject("/attributes").putArray("mc_account_status").add("suspended");
        }
        bundle.get(0).mcx().create(suspended);
        List<Candidate> candidates = List.of(
                Candidate.guessing("users", bundle, REALM, radios, BenchRealm::username),
                Candidate.guessing("suspended users", bundle, SUSPENDED_REALM, radios, BenchRealm::username),
                Candidate.guessing(UNKNOWN, bundle, REALM, radios, user -> "nobody-" + user + "@org.com"));
        Result result = Result.create();
        rounds.warmUp(candidates, Operation.GUESS, rounds.warmUp().dividedBy(candidates.size()));
        rounds.measure(result, candidates, Operation.GUESS);
        return result;
    }

    /** Without the lock after ten failures: otherwise the benchmark would measure the lock. */
    private static ObjectNode realm(String name) {
        return BenchRealm.withBundle(name).put("bruteForceProtected", false);
    }
}
