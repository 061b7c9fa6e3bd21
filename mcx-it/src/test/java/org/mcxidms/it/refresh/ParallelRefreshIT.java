package org.mcxidms.it.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The account check must not undo Keycloak's serialisation of refreshes: a token is used as often as the realm allows. */
@ExtendWith(McxExtension.class)
final class ParallelRefreshIT {

    private static final int PARALLEL = 8;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void oneTokenIsUsedNoMoreOftenThanTheRealmAllows(int reuse, Mcx mcx) throws Exception {
        try (Realm realm = mcx.realmLike("race", file -> file.set("refreshTokenMaxReuse", reuse))) {
            assertUsesWithinReuse(realm, reuse);
        }
    }

    /** Then the account check has to ask the session for the user. */
    @Test
    void sameWithoutSubjectInTheToken(Mcx mcx) throws Exception {
        try (Realm realm = mcx.realmLike("race-sub", ParallelRefreshIT::withoutSubject)) {
            assertUsesWithinReuse(realm, 0);
        }
    }

    @Test
    void noneOfThemSucceedsForASuspendedUser(Mcx mcx) throws Exception {
        try (Realm realm = mcx.realmLike("race-suspended", RealmFile::noticeAtGrantsOnly)) {
            TestUser user = realm.users().pttUser("race-suspended");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
            user.suspend();

            assertThat(refreshInParallel(realm.nativeClient(), tokens.refreshToken())).extracting(Answer::status)
                    .containsOnly(400);
            assertThat(user.sessions()).isEmpty();
        }
    }

    private static void assertUsesWithinReuse(Realm realm, int reuse) throws Exception {
        assertThat(realm.admin().toRepresentation().getRefreshTokenMaxReuse()).isEqualTo(reuse);
        McxClient client = realm.nativeClient();
        TestUser user = realm.users().pttUser("race");
        for (int round = 0; round < 3; round++) {
            Tokens tokens = client.login(user, "openid", PTT);
            List<Answer> answers = refreshInParallel(client, tokens.refreshToken());
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSizeBetween(1, reuse + 1);
            assertThat(answers).filteredOn(answer -> answer.status() != 200)
                    .allSatisfy(answer -> assertThat(answer.error()).isEqualTo("invalid_grant"));
        }
    }

    private static List<Answer> refreshInParallel(McxClient client, String refreshToken) throws Exception {
        CyclicBarrier start = new CyclicBarrier(PARALLEL);
        Callable<Answer> use = () -> {
            start.await();
            return client.refresh(refreshToken).send();
        };
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Future<Answer>> uses = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                uses.add(threads.submit(use));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> each : uses) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void withoutSubject(RealmFile file) {
        file.set("refreshTokenMaxReuse", 0);
        ObjectNode client = file.client("mcptt_client");
        client.putArray("defaultClientScopes").add("acr").add("mcx");
    }
}
