package org.mcxidms.it.faults;

import static org.mcxidms.testkit.Scopes.PTT;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServerErrorException;

import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Users who log in and are suspended, reinstated, or revoke their token, over and over, until the server is gone. What was
 * answered is kept apart from what was asked when the answer stayed out.
 */
final class Suspensions implements AutoCloseable {

    private final McxClient client;
    private final boolean bundle;
    private final ConcurrentLinkedQueue<Ended> suspended = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Ended> revoked = new ConcurrentLinkedQueue<>();
    private final Map<TestUser, Tokens> unanswered = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopped;

    /** Tokens that an answer has said to be dead. */
    record Ended(TestUser user, Tokens tokens) {
    }

    /** @param bundle whether the server has the bundle; on stock Keycloak a user is disabled and enabled */
    Suspensions(McxClient client, List<TestUser> users, boolean bundle) {
        this.client = client;
        this.bundle = bundle;
        users.forEach(user -> threads.submit(() -> traffic(user)));
    }

    private void traffic(TestUser user) {
        try {
            for (int turn = 0; !stopped; turn++) {
                Tokens tokens = client.login(user, "openid", PTT);
                unanswered.put(user, tokens);
                if (turn % 3 == 2) {
                    if (client.revoke(tokens.refreshToken()).send().status() == 200) {
                        revoked.add(new Ended(user, tokens));
                    }
                } else {
                    if (bundle) {
                        user.suspend();
                    } else {
                        user.disable();
                    }
                    suspended.add(new Ended(user, tokens));
                }
                unanswered.remove(user);
                user.reinstate();
            }
        } catch (UncheckedIOException | ProcessingException | ServerErrorException | AssertionError e) {
            // The server is gone. A login cut in the middle is no pair of tokens, hence the error.
            stopped = true;
        }
    }

    /** Of suspensions that were answered; most of those users have been reinstated since. */
    List<Ended> suspended() {
        return List.copyOf(suspended);
    }

    /** Of revocations that were answered. */
    List<Ended> revoked() {
        return List.copyOf(revoked);
    }

    /** Of users whose suspension, or revocation, was asked for and not answered. */
    Map<TestUser, Tokens> unanswered() {
        return Map.copyOf(unanswered);
    }

    /** Returns when every user's traffic has ended. */
    @Override
    public void close() {
        stopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The traffic of suspensions does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
