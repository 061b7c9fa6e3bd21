package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.mcxidms.testkit.Polling;

/** Requests at their times. */
final class OpenLoadTest {

    @Test
    void eachIsSentOnceAndNoneBeforeItsTime() {
        Set<Integer> sent = ConcurrentHashMap.newKeySet();
        OpenLoad.Outcome outcome = run(40, 400, number -> {
            assertThat(sent.add(number)).isTrue();
            return Optional.empty();
        });
        assertThat(sent).isEqualTo(IntStream.range(0, 40).boxed().collect(Collectors.toSet()));
        assertThat(outcome.failures()).isEmpty();
        assertThat(outcome.metrics().get(Metric.REQUESTS)).isEqualTo(40);
        // The last one's time is 390 ms after the start.
        assertThat(outcome.metrics().get(Metric.SECONDS)).isGreaterThanOrEqualTo(0.39);
    }

    @Test
    void latencyCountsFromTheTimeOfTheRequestAndNotOfTheThread() {
        int twoForEachThread = 2 * OpenLoad.THREADS;
        OpenLoad.Outcome outcome = run(twoForEachThread, 1, number -> {
            Polling.pause(Duration.ofMillis(200));
            return Optional.empty();
        });
        assertThat(outcome.metrics().get(Metric.MAX)).isGreaterThanOrEqualTo(390);
    }

    @Test
    void whatIsNoTokensIsCountedByWhatItIs() {
        OpenLoad.Outcome outcome = run(9, 1, number -> switch (number % 3) {
            case 0 -> Optional.of("HTTP 503");
            case 1 -> throw new UncheckedIOException(new IOException("cut"));
            default -> Optional.empty();
        });
        assertThat(outcome.failures()).isEqualTo(Map.of("HTTP 503", 3, "no answer, IOException", 3));
    }

    private static OpenLoad.Outcome run(int count, int millis, IntFunction<Optional<String>> once) {
        return OpenLoad.run(Duration.ofMillis(millis), List.of(new OpenLoad.Kind("refresh", count, once))).get(0);
    }
}
