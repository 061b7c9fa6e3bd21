package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Rounds that alternate between candidates, each time in the other order; what came before the first is warm-up. */
final class Rounds {

    private final int rounds;
    private final Duration round;
    private final Duration warmUp;

    Rounds(int rounds, Duration round, Duration warmUp) {
        this.rounds = rounds;
        this.round = round;
        this.warmUp = warmUp;
    }

    Duration round() {
        return round;
    }

    Duration warmUp() {
        return warmUp;
    }

    /** For parts with many figures, which would take too long. */
    Rounds fewer() {
        return new Rounds(Math.min(rounds, 3), round, warmUp);
    }

    /**
     * Load that is not measured, in rounds that alternate too: a server that waited ten minutes while the others were warmed up
     * was half as fast in its first round.
     *
     * @param duration for each candidate
     */
    void warmUp(List<Candidate> candidates, Operation operation, Duration duration) {
        System.out.printf("warm-up %s, %d s each%n", operation.figure(), duration.toSeconds());
        int slices = (int) Math.max(1, duration.dividedBy(round));
        alternate(slices, candidates, candidate -> Load.run(candidate, operation, duration.dividedBy(slices)));
    }

    void measure(Result result, List<Candidate> candidates, Operation operation) {
        measure(result, candidates, operation, "");
    }

    /** @param suffix tells the figure from the same operation's under other conditions */
    void measure(Result result, List<Candidate> candidates, Operation operation, String suffix) {
        alternate(candidates, candidate -> Load.run(candidate, operation, round).forEach((figure, metrics) -> {
            result.add(figure + suffix, candidate.name(), metrics);
            System.out.printf("%s%s, %s: %s%n", figure, suffix, candidate.name(), metrics);
        }));
    }

    void alternate(List<Candidate> candidates, Consumer<Candidate> oneRound) {
        alternate(rounds, candidates, oneRound);
    }

    private static void alternate(int times, List<Candidate> candidates, Consumer<Candidate> oneRound) {
        List<Candidate> order = new ArrayList<>(candidates);
        for (int i = 0; i < times; i++) {
            order.forEach(oneRound);
            Collections.reverse(order);
        }
    }
}
