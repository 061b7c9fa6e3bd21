package org.mcxidms.bench;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import org.HdrHistogram.Histogram;

/**
 * Requests in open loop, as radios send them that do not wait for each other. Each has its time, and its latency counts from
 * there, so that a request for which no client thread was free has waited all the same.
 */
final class OpenLoad {

    /** So many for each kind, more than the server has: one kind that is slow must not hold back the clients of another. */
    static final int THREADS = 256;

    private OpenLoad() {
    }

    /**
     * Requests of one kind.
     *
     * @param once sends the request of this number; gives what came in place of tokens, empty for tokens
     */
    record Kind(String figure, int count, IntFunction<Optional<String>> once) {
    }

    /**
     * What became of one kind.
     *
     * @param metrics  of the requests that were answered with tokens, and of the number of all
     * @param failures how many others there were, by what was answered
     */
    record Outcome(Map<Metric, Double> metrics, Map<String, Integer> failures) {
    }

    /** Sends all, each kind spread evenly over the same time; the outcomes in the order of the kinds. */
    static List<Outcome> run(Duration spread, List<Kind> kinds) {
        long start = System.nanoTime();
        List<Callable<Worker>> tasks = new ArrayList<>();
        for (Kind kind : kinds) {
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < THREADS; i++) {
                tasks.add(() -> new Worker().work(kind, next, start, spread.toNanos()));
            }
        }
        List<Worker> workers = Together.run(tasks);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            outcomes.add(outcome(kinds.get(i), workers.subList(i * THREADS, (i + 1) * THREADS), start));
        }
        return outcomes;
    }

    private static Outcome outcome(Kind kind, List<Worker> workers, long start) {
        Timings timings = new Timings();
        Map<String, Integer> failures = new TreeMap<>();
        long last = start;
        for (Worker worker : workers) {
            timings.add(worker.timings);
            worker.failures.forEach((what, count) -> failures.merge(what, count, Integer::sum));
            last = Math.max(last, worker.last == 0 ? start : worker.last);
        }
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.REQUESTS, (double) kind.count());
        metrics.put(Metric.SECONDS, (last - start) / 1e9);
        Histogram histogram = timings.histograms().get(kind.figure());
        if (histogram != null) {
            metrics.putAll(Load.percentiles(histogram));
            metrics.put(Metric.MAX, histogram.getMaxValue() / 1000.0);
        }
        return new Outcome(metrics, failures);
    }

    /** One client thread. */
    private static final class Worker {

        private final Timings timings = new Timings();
        private final Map<String, Integer> failures = new TreeMap<>();
        /** When its last request was answered; zero if it had none. */
        private long last;

        Worker work(Kind kind, AtomicInteger next, long start, long spread) throws InterruptedException {
            for (int i = next.getAndIncrement(); i < kind.count(); i = next.getAndIncrement()) {
                long planned = start + spread * i / kind.count();
                TimeUnit.NANOSECONDS.sleep(planned - System.nanoTime());
                Optional<String> failure = send(kind, i);
                last = System.nanoTime();
                if (failure.isEmpty()) {
                    timings.took(kind.figure(), last - planned);
                } else {
                    failures.merge(failure.get(), 1, Integer::sum);
                }
            }
            return this;
        }

        private static Optional<String> send(Kind kind, int number) {
            try {
                return kind.once().apply(number);
            } catch (UncheckedIOException e) {
                return Optional.of("no answer, " + e.getCause().getClass().getSimpleName());
            } catch (RuntimeException | AssertionError e) {
                return Optional.of(e.getClass().getSimpleName());
            }
        }
    }
}
