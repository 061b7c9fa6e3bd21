package org.mcxidms.bench;

import java.util.List;

import org.mcxidms.testkit.Production;

/** Each operation, bundle against stock. */
final class OperationsPart {

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;

    OperationsPart(Lab lab, Rounds rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    Result run(String database, int nodes) {
        List<Candidate> sides = List.of(side(Candidate.BUNDLE, database, nodes), side(Candidate.STOCK, database, nodes));
        // Logins lead to the first node's pages; they, and what both databases do alike, are measured on PostgreSQL alone.
        List<Operation> operations = nodes == 1 && database.equals(Production.POSTGRES)
                ? List.of(Operation.REFRESH, Operation.LOGIN, Operation.INTROSPECTION, Operation.EXCHANGE)
                : List.of(Operation.REFRESH);
        Result result = Result.create();
        for (Operation operation : operations) {
            // The first warms what all of them use.
            rounds.warmUp(sides, operation, operation == operations.get(0) ? rounds.warmUp() : rounds.warmUp().dividedBy(3));
            rounds.measure(result, sides, operation);
        }
        return result;
    }

    private Candidate side(String side, String database, int nodes) {
        return Candidate.of(side, lab.start(side, database, nodes), Lab.REALM, radios);
    }
}
