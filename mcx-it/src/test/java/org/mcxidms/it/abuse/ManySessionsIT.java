package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** One user hoards sessions, {@code -Dmcx.abuse.sessions} of them, and is suspended while some of them refresh. */
@ExtendWith(McxExtension.class)
final class ManySessionsIT {

    private static final int SESSIONS = Integer.getInteger("mcx.abuse.sessions", 300);
    private static final int AT_ONCE = 4;

    private final Mcx mcx;

    ManySessionsIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void allOfThemEndWithTheSuspension() throws Exception {
        try (Realm realm = mcx.realmLike("hoard", ManySessionsIT::withCheapPasswords)) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("hoarder");
            List<Tokens> all = atOnce(Collections.nCopies(SESSIONS,
                    () -> new Tokens(client.passwordGrant(user, "openid", PTT).send())));
            assertThat(all.stream().map(Tokens::sessionId).distinct()).hasSize(SESSIONS);
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService radio = Executors.newSingleThreadExecutor();
            Future<List<Integer>> meanwhile = radio.submit(() -> refreshUntil(over, client, all));

            long began = System.nanoTime();
            user.suspend();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            over.set(true);

            System.out.printf("sessions: %d of one user ended in %d ms%n", SESSIONS, took);
            assertThat(meanwhile.get()).isSubsetOf(200, 400);
            radio.shutdown();
            assertThat(user.sessions()).isEmpty();
            List<Answer> answers = atOnce(all.stream().<Callable<Answer>>map(
                    tokens -> () -> client.refresh(tokens.refreshToken()).send()).toList());
            answers.forEach(answer -> assertRefused(answer, 400, "invalid_grant"));
            for (int i = 0; i < SESSIONS; i += Math.max(1, SESSIONS / 20)) {
                assertThat(realm.resourceServer("mcptt-server").seesActive(all.get(i).accessToken())).isFalse();
            }
            user.reinstate();
            assertRefused(client.refresh(all.get(SESSIONS - 1).refreshToken()).send(), 400, "invalid_grant");
        }
    }

    private static List<Integer> refreshUntil(AtomicBoolean over, McxClient client, List<Tokens> all) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < all.size() / 2 && !over.get(); i++) {
            statuses.add(client.refresh(all.get(i).refreshToken()).send().status());
        }
        return statuses;
    }

    private static <T> List<T> atOnce(List<? extends Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void withCheapPasswords(RealmFile file) {
        // Which lets one login of a user go on at a time.
        file.set("bruteForceProtected", false);
        file.set("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
        file.client("mcptt_client").put("directAccessGrantsEnabled", true);
    }
}
