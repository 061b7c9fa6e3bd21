package org.mcxidms.bench;

import java.util.LinkedHashMap;
import java.util.Map;

import org.HdrHistogram.Histogram;

/** How long things took, of one radio or of all. A thing that fails is no figure and counts as an error. */
final class Timings {

    private static final int DIGITS = 3;

    private final Map<String, Histogram> histograms = new LinkedHashMap<>();
    private int errors;
    private String firstError;

    void time(String figure, Runnable thing) {
        long start = System.nanoTime();
        thing.run();
        took(figure, System.nanoTime() - start);
    }

    /** Adds something that was timed elsewhere. */
    void took(String figure, long nanos) {
        // In microseconds: a refresh takes a few milliseconds, and the ratios asked for are within 5 %.
        histograms.computeIfAbsent(figure, key -> new Histogram(DIGITS)).recordValue(nanos / 1000);
    }

    void failed(Throwable error) {
        errors++;
        firstError = firstError == null ? error.toString() : firstError;
    }

    void add(Timings others) {
        others.histograms
                .forEach((figure, histogram) -> histograms.computeIfAbsent(figure, key -> new Histogram(DIGITS)).add(histogram));
        errors += others.errors;
        firstError = firstError == null ? others.firstError : firstError;
    }

    Map<String, Histogram> histograms() {
        return histograms;
    }

    int errors() {
        return errors;
    }

    String firstError() {
        return firstError;
    }
}
