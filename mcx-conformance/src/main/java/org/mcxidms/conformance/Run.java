package org.mcxidms.conformance;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of all checks against one server. Checks are isolated: none can end the run.
 *
 * @param results in the order of the clauses; the checks themselves run in an order in which each finds what it builds on
 */
record Run(Target target, Instant started, List<Result> results) {

    static List<Check> checks() {
        return Stream.of(Discovery.checks(), Authorization.checks(), AccessTokenRequest.checks(), AccessTokenResponse.checks(),
                IdTokens.checks(), AccessTokens.checks(), Refresh.checks(), UseAndRevocation.checks(), Interdomain.checks(),
                AccountValidity.checks(), Transport.checks()).flatMap(List::stream).toList();
    }

    static Run of(Target target, Consumer<Result> progress) {
        Idms idms = new Idms(target);
        Map<String, Result> results = new LinkedHashMap<>();
        Instant started = Instant.now();
        for (Check check : checks()) {
            Result result = result(check, idms, results);
            if (results.put(check.id(), result) != null) {
                throw new IllegalStateException("Two checks " + check.id());
            }
            progress.accept(result);
        }
        return new Run(target, started,
                results.values().stream().sorted(Comparator.comparing(found -> found.check().clause())).toList());
    }

    /** The results of each clause that has checks, in order. */
    Map<Clause, List<Result>> sections() {
        return results.stream().collect(Collectors.groupingBy(result -> result.check().clause(),
                () -> new EnumMap<>(Clause.class), Collectors.toList()));
    }

    /** Whether nothing required failed, and something was seen at all. */
    boolean conforms() {
        return results.stream().noneMatch(result -> result.verdict() == Verdict.FAILED)
                && results.stream().anyMatch(result -> result.verdict() == Verdict.PASSED);
    }

    long count(Verdict verdict) {
        return count(results, verdict);
    }

    static long count(List<Result> results, Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    private static Result result(Check check, Idms idms, Map<String, Result> before) {
        long start = System.nanoTime();
        idms.prepare();
        Verdict verdict;
        String seen;
        try {
            for (String other : check.after()) {
                Verdict found = before.get(other).verdict();
                Finding.precondition(found == Verdict.PASSED || found == Verdict.NOT_APPLICABLE,
                        "this check builds on " + other + ", which is: " + found.label());
            }
            seen = check.procedure().run(idms);
            verdict = Verdict.PASSED;
        } catch (Finding finding) {
            seen = finding.getMessage();
            verdict = verdict(check, finding.kind(), idms.target().profile());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            // The message may quote what the server sent, tokens included: only the kind of exception is told.
            seen = "the check could not be carried out: " + e.getClass().getSimpleName();
            verdict = Verdict.NOT_TESTED;
        }
        return new Result(check, verdict, List.copyOf(idms.http().trace()), seen, (System.nanoTime() - start) / 1_000_000);
    }

    private static Verdict verdict(Check check, Finding.Kind kind, Profile profile) {
        return switch (kind) {
            case NOT_APPLICABLE -> Verdict.NOT_APPLICABLE;
            case NOT_TESTED -> Verdict.NOT_TESTED;
            case NOT_MET -> switch (check.level()) {
                case REQUIRED -> check.lenient() && profile == Profile.deployed ? Verdict.WARNING : Verdict.FAILED;
                case RECOMMENDED, REPORTED -> Verdict.WARNING;
            };
        };
    }
}
