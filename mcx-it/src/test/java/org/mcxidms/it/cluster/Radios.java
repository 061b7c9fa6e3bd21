package org.mcxidms.it.cluster;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Tokens;

/**
 * Radios that refresh without a pause, at one node and the other in turn. One that gets no answer, or a 5xx, asks the other
 * node with the same token; a refusal is the end of it, and fails {@link #assertLoggedIn()}, {@link #awaitRefreshes()} and
 * {@link #close()}.
 */
final class Radios implements AutoCloseable {

    /** A node that is killed in a refresh leaves Keycloak's lock on that token, for a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    /** Several, so that a node's death falls between a refresh's use and its answer in some run. */
    private static final int REFRESHES = 10;

    private final List<McxClient> nodes;
    private final List<AtomicInteger> refreshes = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopped;

    Radios(List<McxClient> nodes, List<Tokens> logins) {
        this.nodes = nodes;
        for (Tokens login : logins) {
            AtomicInteger count = new AtomicInteger();
            refreshes.add(count);
            running.add(threads.submit(() -> traffic(login.refreshToken(), count)));
        }
    }

    private void traffic(String first, AtomicInteger count) {
        String token = first;
        for (int turn = 0; !stopped; turn++) {
            Optional<Answer> answer = ask(nodes.get(turn % nodes.size()), token);
            if (answer.isPresent()) {
                token = new Tokens(answer.get()).refreshToken();
                count.incrementAndGet();
            }
        }
    }

    private static Optional<Answer> ask(McxClient node, String token) {
        try {
            return Optional.of(node.refresh(token).send()).filter(answer -> answer.status() < 500);
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Fails the test if a radio has been logged out. */
    void assertLoggedIn() {
        running.stream().filter(Future::isDone).forEach(Radios::rethrow);
    }

    /** Waits until each radio has refreshed several times from now on. */
    void awaitRefreshes() {
        List<Integer> goals = refreshes.stream().map(count -> count.get() + REFRESHES).toList();
        Polling.await(PATIENCE, "refreshes of every radio", () -> {
            assertLoggedIn();
            for (int i = 0; i < goals.size(); i++) {
                if (refreshes.get(i).get() < goals.get(i)) {
                    return Optional.empty();
                }
            }
            return Optional.of(goals);
        });
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        running.forEach(Radios::rethrow);
    }

    private static void rethrow(Future<?> radio) {
        try {
            radio.get();
        } catch (ExecutionException e) {
            throw new AssertionError("A radio was logged out", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
