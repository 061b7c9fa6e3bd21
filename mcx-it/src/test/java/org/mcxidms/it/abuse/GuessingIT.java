package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Whoever does not know the password learns neither who has an account nor the account's state. */
@ExtendWith(McxExtension.class)
final class GuessingIT {

    private static final String WRONG = "wrong-password";
    private static final int FAILURES = 3;

    private final Mcx mcx;

    GuessingIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void wrongPasswordTellsNothingAboutTheAccount() {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        Set<String> pages = new HashSet<>();
        for (String name : new String[] {
            realm.users().pttUser("known").username(),
            realm.users().pttUser("disabled").disable().username(),
            realm.users().pttUser("suspended").suspend().username(),
            realm.users().pttUser("expired").set("mc_valid_until", "2020-01-01").username(),
            realm.users().user("roleless").username(),
            "nobody@org.com"}) {
            pages.add(withoutNonces(attempt(client, name, WRONG), name));
        }
        assertThat(pages).hasSize(1);
    }

    @Test
    void sameAtTheTokenEndpoint() {
        try (Realm realm = mcx.realmLike("guess", file -> file.client("mcptt_client").put("directAccessGrantsEnabled", true))) {
            McxClient client = realm.nativeClient();
            Set<String> answers = new HashSet<>();
            for (String name : new String[] {
                realm.users().pttUser("known").username(),
                realm.users().pttUser("disabled").disable().username(),
                realm.users().pttUser("suspended").suspend().username(),
                "nobody@org.com"}) {
                Answer answer = client.grant("password").with("client_id", "mcptt_client").with("scope", "openid")
                        .with("username", name).with("password", WRONG).send();
                answers.add(answer.toString() + answer.headers().map().keySet());
            }
            assertThat(answers).hasSize(1).allMatch(answer -> answer.startsWith("HTTP 400 {\"error\":\"invalid_grant\""));
        }
    }

    /** The lock holds against the right password, looks like a wrong one, and ends when the administrator says so. */
    @Test
    void guessingLocksTheAccountAndDoesNotSay() {
        try (Realm realm = mcx.realmLike("lock", file -> file.set("failureFactor", FAILURES))) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("guessed");
            String stranger = "nobody@org.com";
            for (int i = 0; i < FAILURES; i++) {
                attempt(client, user.username(), WRONG);
                attempt(client, stranger, WRONG);
            }

            Landing locked = attempt(client, user.username(), user.password());

            assertThat(locked.parameter("code")).isNull();
            assertThat(withoutNonces(locked, user.username()))
                    .isEqualTo(withoutNonces(attempt(client, stranger, WRONG), stranger));
            realm.admin().attackDetection().clearBruteForceForUser(user.id());
            assertThat(attempt(client, user.username(), user.password()).code()).isNotNull();
        }
    }

    private static Landing attempt(McxClient client, String username, String password) {
        Browser browser = client.newBrowser();
        return browser.login(browser.open(client.authorization("openid").url()), username, password);
    }

    private static String withoutNonces(Landing page, String username) {
        return page.status() + page.body().replace(username, "NAME").replace(username.replace("@", "%40"), "NAME")
                .replaceAll("(session_code|execution|tab_id|client_data|state|nonce|code_challenge)=[^&\"]*", "$1=")
                .replaceAll("\"[A-Za-z0-9_+/=-]{40,}\"", "NONCE").replaceAll("[?&]ts=\\d+", "");
    }
}
