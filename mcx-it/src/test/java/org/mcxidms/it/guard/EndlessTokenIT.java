package org.mcxidms.it.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.it.interdomain.Primary;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Malformed never means endless: either no token is made, or the token ends in the future, at the account's end. In {@link
 * BareRealm}.
 */
@ExtendWith(McxExtension.class)
final class EndlessTokenIT {

    private static Realm realm;
    private static Primary primary;

    @BeforeAll
    static void bareRealm(Mcx mcx) {
        primary = new Primary(mcx.server().nameOfTestHost());
        realm = BareRealm.create(mcx, primary);
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
        primary.close();
    }

    /** To Keycloak an {@code exp} of 0 means that a token never ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {"1970-01-01", "1970-01-01T00:00:00Z", "1969-12-31", "-0001-01-01", "0000-01-01", "tomorrow", "2999-02-31",
                "2999-01-01T25:00Z"})
    void noTokenIsMade(String validUntil) {
        TestUser user = realm.users().pttUser("endless").set("mc_valid_until", validUntil);

        Answer answer = realm.nativeClient().passwordGrant(user, "openid", PTT).send();

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_grant");
        assertThat(user.sessions()).isEmpty();
    }

    /** Also of a client that lacks the scope with the mappers; and the refresh token of UMA. */
    @Test
    void everyTokenEndsWithTheAccount() {
        Instant end = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        TestUser user = realm.users().pttUser("ending").set("mc_valid_until", end.toString());
        Tokens byConsole = new Tokens(realm.clientLikeNative(BareRealm.CONSOLE_CLIENT).passwordGrant(user, PTT).send());
        Tokens own = realm.nativeClient().login(user, "openid", PTT);
        Answer uma = realm.nativeClient().grant("urn:ietf:params:oauth:grant-type:uma-ticket").bearer(own.accessToken())
                .with("audience", BareRealm.UMA_SERVER).with("permission", "radio").send();

        for (String token : new String[] {byConsole.accessToken(), byConsole.refreshToken(), own.accessToken(),
            own.refreshToken(),
            own.idToken(), uma.json().path("access_token").asText(), uma.json().path("refresh_token").asText()}) {
            assertThat(Json.claims(token).path("exp").asLong()).isEqualTo(end.getEpochSecond());
        }
        assertThat(byConsole.expiresIn()).isLessThanOrEqualTo(600);
        // The client that asked, not the resource server whose scopes these are.
        assertThat(Json.claims(uma.json().path("access_token").asText()).path("client_id").asText()).isEqualTo("mcptt_client");
    }

    /** RFC 6749 4.2.2.1: the client learns of the refusal, in the mode that it asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"fragment", "form_post"})
    void browserResponseIsRefusedByAnErrorRedirect(String mode) {
        TestUser user = realm.users().pttUser("redirected").suspend();
        McxClient client = realm.nativeClient();
        var request = client.authorization("openid", PTT).without("code_challenge").without("code_challenge_method")
                .with("response_type", "id_token token").with("nonce", "n").with("response_mode", mode);

        Landing landing = client.authorize(request, user);

        if (mode.equals("fragment")) {
            assertThat(landing.isAt("http://3gpp.mcptt/cb#")).as(landing.toString()).isTrue();
            assertThat(landing.error()).isEqualTo("access_denied");
            assertThat(landing.parameter("error_description")).endsWith("suspended");
            assertThat(landing.parameter("state")).isEqualTo(request.parameter("state"));
        } else {
            assertThat(hidden(landing, "error")).isEqualTo("access_denied");
            assertThat(hidden(landing, "state")).isEqualTo(request.parameter("state"));
        }
        assertThat(landing.url() + landing.body()).doesNotContain("access_token", "id_token=");
    }

    /** Keycloak runs a whole flow in the first request where the browser is signed in already. */
    @Test
    void singleSignOnIsRefusedByAnErrorRedirectAsWell() {
        TestUser user = realm.users().pttUser("sso");
        McxClient client = realm.nativeClient();
        var browser = client.newBrowser();
        client.login(browser, user, "openid", PTT);
        user.suspend();

        Landing landing = browser.open(client.authorization("openid", PTT).without("acr_values").without("code_challenge")
                .without("code_challenge_method").with("response_type", "token").url());

        assertThat(landing.error()).as(landing.toString()).isEqualTo("access_denied");
        assertThat(landing.parameter("access_token")).isNull();
    }

    /** Keycloak writes the inputs of a form post in capitals. */
    private static String hidden(Landing landing, String name) {
        Matcher input = Pattern.compile("NAME=\"" + name + "\" VALUE=\"([^\"]*)\"").matcher(landing.body());
        assertThat(input.find()).as(landing.body()).isTrue();
        return input.group(1);
    }
}
