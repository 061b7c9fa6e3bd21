package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.HdrHistogram.Histogram;

/**
 * A round of load in closed loop: each radio sends its next request when the last one is answered. Gatling, which follows
 * rotation too, tells whole milliseconds, too coarse for the ratio of two refreshes.
 */
final class Load {

    private Load() {
    }

    /** The figures of one round; the round fails where any request did not get the answer it wanted. */
    static Map<String, Map<Metric, Double>> run(Candidate candidate, Operation operation, Duration duration) {
        BooleanSupplier goesOn = lasting(duration);
        return run(candidate, operation, () -> goesOn);
    }

    /**
     * Radios that together send so many requests in a second, which wait for nothing but their own answers.
     *
     * @param goesOn asked by every radio before each request
     */
    static Map<String, Map<Metric, Double>> run(Candidate candidate, Operation operation, double perSecond,
            BooleanSupplier goesOn) {
        long interval = (long) (1e9 * candidate.radios().size() / perSecond);
        return run(candidate, operation, () -> new Pace(interval, goesOn));
    }

    /** Load that goes on for so long from now. */
    static BooleanSupplier lasting(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() < end;
    }

    /** @param goesOn makes for each radio what that asks before each request */
    private static Map<String, Map<Metric, Double>> run(Candidate candidate, Operation operation,
            Supplier<BooleanSupplier> goesOn) {
        List<Callable<Timings>> radios = new ArrayList<>();
        candidate.radios().forEach(radio -> radios.add(() -> loop(radio, operation, goesOn.get())));
        Timings timings = new Timings();
        long start = System.nanoTime();
        double cpu = candidate.cpuMillis();
        Together.run(radios).forEach(timings::add);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (timings.errors() > 0) {
            throw new IllegalStateException(timings.errors() + " errors in " + operation.figure() + " of " + candidate.name()
                    + ", the first: " + timings.firstError());
        }
        return figures(timings, operation, seconds, candidate.cpuMillis() - cpu);
    }

    private static Timings loop(Radio radio, Operation operation, BooleanSupplier goesOn) {
        Timings timings = new Timings();
        while (goesOn.getAsBoolean() && timings.errors() == 0) {
            try {
                operation.once(radio, timings);
            } catch (RuntimeException | AssertionError e) {
                timings.failed(e);
            }
        }
        return timings;
    }

    private static Map<String, Map<Metric, Double>> figures(Timings timings, Operation operation, double seconds, double cpu) {
        Map<String, Map<Metric, Double>> figures = new LinkedHashMap<>();
        timings.histograms().forEach((figure, histogram) -> {
            Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
            metrics.putAll(percentiles(histogram));
            if (figure.equals(operation.figure())) {
                metrics.put(Metric.PER_SECOND, histogram.getTotalCount() / seconds);
                metrics.put(Metric.CPU, cpu / histogram.getTotalCount());
            }
            figures.put(figure, metrics);
        });
        return figures;
    }

    /** The latencies of a histogram in microseconds. */
    static Map<Metric, Double> percentiles(Histogram histogram) {
        return Map.of(Metric.P50, millis(histogram, 50), Metric.P95, millis(histogram, 95), Metric.P99, millis(histogram, 99));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    /** Waits for the time of the next request; one that is late does not make the next ones later. */
    private static final class Pace implements BooleanSupplier {

        private final long interval;
        private final BooleanSupplier goesOn;
        private long next;

        Pace(long interval, BooleanSupplier goesOn) {
            this.interval = interval;
            this.goesOn = goesOn;
            // Not all radios at the same instant.
            this.next = System.nanoTime() + ThreadLocalRandom.current().nextLong(interval);
        }

        @Override
        public boolean getAsBoolean() {
            try {
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            next += interval;
            return goesOn.getAsBoolean();
        }
    }
}
