package org.mcxidms.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what another process will do, with a deadline. */
public final class Polling {

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private Polling() {
    }

    /** The first value that {@code attempt} gives. */
    public static <T> T await(Duration deadline, String what, Supplier<Optional<T>> attempt) {
        return await(deadline, () -> what, attempt);
    }

    /** @param what evaluated when the time is over */
    public static <T> T await(Duration deadline, Supplier<String> what, Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<T> result = attempt.get();
            if (result.isPresent()) {
                return result.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + deadline.toSeconds() + " s: " + what.get());
            }
            pause(INTERVAL);
        }
    }

    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
