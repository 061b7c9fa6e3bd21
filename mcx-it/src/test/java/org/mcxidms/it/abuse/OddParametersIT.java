package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Parameters that are too long, too many, twice there, or in the wrong place. */
@ExtendWith(McxExtension.class)
final class OddParametersIT {

    private static final String HUGE = "x".repeat(100_000);
    private static final int MANY = 900;
    /** More than the 1,000 that Quarkus reads: it gives up with an error of the server, before Keycloak sees the request. */
    private static final int TOO_MANY = 2_000;

    private final McxClient client;
    private final TestUser user;

    OddParametersIT(Mcx mcx) {
        client = mcx.realm().nativeClient();
        user = mcx.realm().users().pttUser("odd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "client_id", "refresh_token", "scope", "no_such_parameter"})
    void hugeValueAtTheTokenEndpoint(String name) {
        Tokens tokens = login();

        Answer answer = client.refresh(tokens.refreshToken()).with(name, HUGE).send();

        if (name.equals("scope") || name.equals("no_such_parameter")) {
            // Keycloak treats a value that is too long as one that was not sent.
            assertThat(new Tokens(answer).scopes()).isEqualTo(tokens.scopes());
        } else {
            assertNothingIssued(answer);
            assertAlive(tokens);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "redirect_uri", "code_verifier"})
    void hugeValueOfTheCodesExchange(String name) {
        assertNothingIssued(exchange().with(name, HUGE).send());
    }

    @Test
    void thousandsOfParameters() {
        Tokens tokens = login();
        FormRequest request = client.refresh(tokens.refreshToken());
        for (int i = 0; i < TOO_MANY; i++) {
            request.adding("p" + i, "v");
        }
        Answer answer = request.send();
        assertThat(answer.status()).isBetween(400, 500);
        assertThat(answer.body()).doesNotContain("access_token\":", "Exception");

        FormRequest scopes = client.refresh(tokens.refreshToken());
        for (int i = 0; i < MANY; i++) {
            scopes.adding("scope", "openid");
        }
        assertNothingIssued(scopes.send());
        assertAlive(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "client_id", "refresh_token", "scope"})
    void twiceAtTheTokenEndpoint(String name) {
        Tokens tokens = login();

        assertNothingIssued(client.refresh(tokens.refreshToken()).with("scope", "openid").adding(name, "other").send());
        assertNothingIssued(client.refresh(tokens.refreshToken()).with("scope", "openid").adding(name, "").send());

        assertAlive(tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "redirect_uri", "code_verifier"})
    void twiceInTheCodesExchange(String name) {
        assertNothingIssued(exchange().adding(name, "other").send());
    }

    /** What the body does not have is not looked for in the address, where logs and histories would keep it. */
    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "refresh_token"})
    void inTheAddressOfTheTokenEndpoint(String name) {
        Tokens tokens = login();
        String value = name.equals("grant_type") ? "refresh_token" : tokens.refreshToken();

        assertNothingIssued(client.refresh(tokens.refreshToken()).without(name).inQuery(name, value).send());

        assertAlive(tokens);
    }

    /** The one in the body counts. */
    @Test
    void inTheAddressAndInTheBody() {
        Tokens tokens = login();

        Answer answer = client.refresh(tokens.refreshToken()).with("scope", "openid").inQuery("client_id", "kms")
                .inQuery("scope", "openid 3gpp:mc:ptt_service").inQuery("grant_type", "password").send();

        if (answer.status() == 200) {
            assertThat(new Tokens(answer).scopes()).containsExactly("openid");
            assertThat(new Tokens(answer).access().path("client_id").asText()).isEqualTo("mcptt_client");
        } else {
            assertNothingIssued(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
        "code_challenge_method", "acr_values"})
    void twiceAtTheAuthorizationEndpoint(String name) {
        for (String other : new String[] {"other", "http://127.0.0.1/cb"}) {
            AuthorizationRequest request = client.authorization("openid").adding(name, other);
            Landing landing = client.newBrowser().open(request.url());
            assertThat(landing.status()).as(landing.toString()).isLessThan(500);
            assertThat(landing.isLoginForm()).as(landing.toString()).isFalse();
            assertThat(landing.parameter("code")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"response_type", "client_id", "redirect_uri", "scope", "acr_values", "code_challenge",
        "login_hint", "ui_locales", "prompt"})
    void longValueAtTheAuthorizationEndpoint(String name) {
        for (int length : new int[] {5_000, 100_000}) {
            Landing landing = client.newBrowser().open(
                    client.authorization("openid").with(name, "x".repeat(length)).url());
            assertThat(landing.status()).as(landing.toString()).isLessThan(500);
            assertThat(landing.parameter("code")).isNull();
        }
    }

    private FormRequest exchange() {
        AuthorizationRequest request = client.authorization("openid");
        return client.exchange(request, client.authorize(request, user).code());
    }

    private Tokens login() {
        return client.login(user, "openid", PTT);
    }

    private void assertAlive(Tokens tokens) {
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    private static void assertNothingIssued(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("access_token\":", "refresh_token\":", "id_token\":");
    }
}
