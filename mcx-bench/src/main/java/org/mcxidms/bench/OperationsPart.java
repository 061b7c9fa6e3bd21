package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Production;

/** Each operation, bundle against stock. */
final class OperationsPart {

    /** The realm without the bundle on the bundle's server, which leaves out what two servers differ by. */
    private static final String BESIDE = "beside";
    /** What an administrator gets who chooses no theme. */
    static final String OWN_THEME = Candidate.STOCK + " with Keycloak's own login theme";
    private static final String THEMED = "themed";

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;

    OperationsPart(Lab lab, Rounds rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    Result run(String database, int nodes) {
        Candidate bundle = side(Candidate.BUNDLE, database, nodes);
        Candidate stock = side(Candidate.STOCK, database, nodes);
        List<Candidate> sides = new ArrayList<>(List.of(bundle, stock));
        List<Candidate> cold = new ArrayList<>(sides);
        // Logins lead to the first node's pages; they, and what both databases do alike, are measured on PostgreSQL alone.
        boolean every = nodes == 1 && database.equals(Production.POSTGRES);
        if (every) {
            bundle.nodes().get(0).mcx().create(BenchRealm.stock(BESIDE));
            sides.add(Candidate.of(RefreshPart.STOCK_REALM, bundle.nodes(), BESIDE, radios));
            // Stock twice: each server is warmed up as long.
            cold.addAll(List.of(sides.get(2), stock));
        }
        List<Operation> operations = every
                ? List.of(Operation.REFRESH, Operation.PAGE, Operation.LOGIN, Operation.INTROSPECTION, Operation.EXCHANGE)
                : List.of(Operation.REFRESH);
        Result result = Result.create();
        for (Operation operation : operations) {
            // The first warms what all of them use.
            Duration warmUp = operation == operations.get(0) ? rounds.warmUp() : rounds.warmUp().dividedBy(3);
            List<Candidate> warmed = new ArrayList<>(cold);
            List<Candidate> measured = new ArrayList<>(sides);
            if (operation == Operation.PAGE) {
                Candidate ownTheme = ownTheme(stock);
                warmed.add(ownTheme);
                measured.add(ownTheme);
            }
            renewAccessTokens(sides);
            rounds.warmUp(warmed, operation, warmUp);
            renewAccessTokens(sides);
            rounds.measure(result, measured, operation);
        }
        return result;
    }

    private Candidate ownTheme(Candidate stock) {
        ObjectNode realm = BenchRealm.stock(THEMED);
        realm.remove("loginTheme");
        stock.nodes().get(0).mcx().create(realm);
        return Candidate.of(OWN_THEME, stock.nodes(), THEMED, radios);
    }

    /** An access token lives five minutes, and some operations present one. */
    private static void renewAccessTokens(List<Candidate> sides) {
        sides.forEach(side -> Load.run(side, Operation.REFRESH, Duration.ofSeconds(1)));
    }

    private Candidate side(String side, String database, int nodes) {
        return Candidate.of(side, lab.start(side, database, nodes), Lab.REALM, radios);
    }
}
