package org.mcxidms.it.faults;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Tokens;

/**
 * Radios that refresh without a pause. One that gets no answer, or a 5xx, sends the same token again; one that is refused is
 * lost and says how often it had sent that token.
 */
final class Radios implements AutoCloseable {

    private static final Duration RETRY = Duration.ofMillis(200);

    private final McxClient client;
    private final List<AtomicInteger> refreshes = new ArrayList<>();
    private final List<Boolean> gone = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Lost> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger serverErrors = new AtomicInteger();
    private final AtomicInteger mostSent = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopped;

    /** @param sent how often the server can have seen the refused token: tries that found nobody listening do not count */
    record Lost(int sent, Answer answer) {

        /** More often than the shipped realm allows a token to be used: a first use, and one retry. */
        boolean isExplainedByReuse() {
            return sent > 2;
        }
    }

    Radios(McxClient client, List<Tokens> logins) {
        this.client = client;
        for (int i = 0; i < logins.size(); i++) {
            refreshes.add(new AtomicInteger());
            gone.add(false);
            int radio = i;
            threads.submit(() -> traffic(radio, logins.get(radio).refreshToken()));
        }
    }

    private void traffic(int radio, String first) {
        String token = first;
        int sent = 0;
        while (!stopped) {
            try {
                Answer answer = client.refresh(token).send();
                sent++;
                if (answer.status() == 200) {
                    token = new Tokens(answer).refreshToken();
                    mostSent.accumulateAndGet(sent, Math::max);
                    sent = 0;
                    refreshes.get(radio).incrementAndGet();
                } else if (answer.status() < 500) {
                    lost.add(new Lost(sent, answer));
                    gone.set(radio, true);
                    return;
                } else {
                    serverErrors.incrementAndGet();
                    Polling.pause(RETRY);
                }
            } catch (UncheckedIOException e) {
                sent += e.getCause() instanceof ConnectException ? 0 : 1;
                Polling.pause(RETRY);
            }
        }
    }

    /** Waits until each radio that is not lost has refreshed so many times from now on. */
    void awaitRefreshes(int times, Duration patience) {
        List<Integer> goals = refreshes.stream().map(count -> count.get() + times).toList();
        Polling.await(patience, "refreshes of every radio", () -> Optional.of(goals).filter(
                all -> IntStream.range(0, all.size()).allMatch(i -> gone.get(i) || refreshes.get(i).get() >= all.get(i))));
    }

    List<Lost> lost() {
        return List.copyOf(lost);
    }

    int refreshes() {
        return refreshes.stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many answers were 5xx. */
    int serverErrors() {
        return serverErrors.get();
    }

    /** How often the token was sent that was sent most often before the server took it. */
    int mostSent() {
        return mostSent.get();
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
    }
}
