package org.mcxidms.it.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.OwnRealms;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RefusingPolicy;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Client policies that an operator adds are asked at every event, also at those that no executor of the bundle answers: the bundle
 * spares Keycloak its own policies only.
 */
@ExtendWith(McxExtension.class)
@OwnRealms
final class ForeignPolicyIT {

    private final Realm realm;
    private TestUser user;
    private Tokens tokens;

    ForeignPolicyIT(Mcx mcx) {
        realm = mcx.realmLike("foreign", file -> {
        });
    }

    @BeforeEach
    void policiesAsShippedRefuseNothing() {
        user = realm.users().pttUser("radio");
        tokens = realm.nativeClient().login(user, "openid", PTT);
        assertThat(requests().values()).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        tokens = realm.nativeClient().login(user, "openid", PTT);
    }

    @AfterEach
    void removeRealm() {
        realm.close();
    }

    @Test
    void refusesEveryRequestFromThenOnAndNoneAfterwards() {
        RefusingPolicy policy = RefusingPolicy.add(realm, "any-client", Json.object());

        requests().forEach((name, answer) -> assertThat(answer.status()).as(name + " " + answer).isBetween(400, 403));
        assertThat(user.sessions()).as("nobody was logged out").isNotEmpty();

        policy.enable(false);
        requests().forEach((name, answer) -> assertThat(answer.status()).as(name + " " + answer).isEqualTo(200));
    }

    @Test
    void refusesTheClientsThatItsConditionNames() {
        RefusingPolicy.add(realm, "client-roles", Json.parse("{\"roles\": [\"mcx-native-client\"]}"));

        assertThat(introspected().status()).as("the resource server's").isEqualTo(200);
        assertThat(realm.nativeClient().introspect(tokens.accessToken()).send().status()).as("the native client's")
                .isEqualTo(400);
        assertThat(realm.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(400);
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
    }

    /** FAPI's needs a client with a certificate, also for a revocation. */
    @Test
    void refusesWhatDoesNotKeepAGlobalProfile() {
        RefusingPolicy.withGlobalProfile(realm, "fapi-1-advanced");

        assertThat(realm.nativeClient().revoke(tokens.refreshToken()).send().status()).isEqualTo(400);
        assertThat(user.sessions()).as("nothing was revoked").isNotEmpty();
    }

    /** Those that no executor of the bundle answers, and one that is answered. Revocation comes last. */
    private Map<String, Answer> requests() {
        Map<String, Answer> answers = new LinkedHashMap<>();
        answers.put("introspection", introspected());
        Answer refreshed = realm.nativeClient().refresh(tokens.refreshToken()).send();
        answers.put("refresh", refreshed);
        String refreshToken = refreshed.status() == 200 ? new Tokens(refreshed).refreshToken() : tokens.refreshToken();
        answers.put("revocation", realm.nativeClient().revoke(refreshToken).send());
        return answers;
    }

    private Answer introspected() {
        return realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send();
    }
}
