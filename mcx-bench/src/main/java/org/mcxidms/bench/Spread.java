package org.mcxidms.bench;

import java.util.List;
import java.util.stream.IntStream;

/** What several rounds gave: the median, and how far they lie apart. */
record Spread(double median, double min, double max) {

    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The ratios of rounds that followed each other, so that what drifts in both is not in it. */
    static Spread ofRatios(List<Double> values, List<Double> bases) {
        if (values.size() != bases.size()) {
            throw new IllegalArgumentException(values.size() + " values, " + bases.size() + " bases");
        }
        return of(IntStream.range(0, values.size()).mapToObj(i -> values.get(i) / bases.get(i)).toList());
    }
}
