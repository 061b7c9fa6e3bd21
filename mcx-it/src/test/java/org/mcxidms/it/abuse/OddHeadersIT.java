package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.RawHttp;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** Headers that are broken, contradict the body, or name another host; parameters that try to become a header. */
@ExtendWith(McxExtension.class)
final class OddHeadersIT {

    private static final String EVIL = "evil.example";

    private final Realm realm;
    private final McxClient client;

    OddHeadersIT(Mcx mcx) {
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    static Stream<Arguments> brokenCredentials() {
        String good = "mcptt_client:secret";
        return Stream.of(
                Arguments.of("no credentials", "Basic"),
                Arguments.of("empty credentials", "Basic "),
                Arguments.of("not base64", "Basic !!!!"),
                Arguments.of("cut base64", "Basic " + base64(good).substring(0, 5)),
                Arguments.of("no colon", "Basic " + base64("mcptt_client")),
                Arguments.of("colon alone", "Basic " + base64(":")),
                Arguments.of("no id", "Basic " + base64(":secret")),
                Arguments.of("no secret", "Basic " + base64("mcptt_client:")),
                Arguments.of("two colons", "Basic " + base64("mcptt_client:a:b")),
                Arguments.of("percent broken", "Basic " + base64("mcptt_client:100%")),
                Arguments.of("percent no hex", "Basic " + base64("mcptt_client:%zz")),
                Arguments.of("percent broken in the id", "Basic " + base64("mcptt%:x")),
                Arguments.of("percent of no UTF-8", "Basic " + base64("mcptt_client:%ff%fe")),
                Arguments.of("NUL", "Basic " + base64("mcptt_client:\u0000")),
                Arguments.of("no UTF-8", "Basic " + Base64.getEncoder().encodeToString(
                        new byte[] {'m', ':', (byte) 0xff, (byte) 0xfe, (byte) 0xc3, 0x28})),
                Arguments.of("huge", "Basic " + base64("mcptt_client:" + "x".repeat(4_000))),
                Arguments.of("another scheme", "Digest " + base64(good)),
                Arguments.of("no scheme", base64(good)),
                Arguments.of("scheme twice", "Basic Basic " + base64(good)),
                Arguments.of("unknown client", "Basic " + base64("nobody:secret")),
                Arguments.of("markup", "Basic " + base64("<script>:x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCredentials")
    void credentials(String what, String authorization) {
        Tokens tokens = login();

        Answer answer = client.refresh(tokens.refreshToken()).authorization(authorization).send();

        assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
        assertThat(answer.error()).as(answer.toString()).isIn("unauthorized_client", "invalid_client", "invalid_request");
        assertAlive(tokens);
    }

    /** Of two Authorization headers, a wrong and a right one, neither order lets anybody in. */
    @Test
    void twoAuthorizationHeaders() {
        Tokens tokens = login();
        String form = "grant_type=refresh_token&client_id=mcptt_client&refresh_token=" + tokens.refreshToken();
        String wrong = "Authorization: Basic " + base64("mcptt_client:wrong");
        String other = "Authorization: Basic " + base64("kms:wrong");
        for (String[] headers : new String[][] {{wrong, other}, {other, wrong}, {wrong, "Authorization: Bearer x"}}) {
            Answer answer = RawHttp.post(client.endpoint("token"), form, headers);
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
            assertThat(answer.body()).doesNotContain("access_token");
        }
        assertAlive(tokens);
    }

    /** The header says who asks; a body that says otherwise is refused, whichever of the two is the token's owner. */
    @ParameterizedTest
    @ValueSource(strings = {"kms", "no-such-client", "MCPTT_CLIENT", "mcptt_client ", ""})
    void clientInTheBodyIsAnother(String clientId) {
        Tokens tokens = login();

        Answer answer = client.refresh(tokens.refreshToken()).with("client_id", clientId).send();

        if (!clientId.isEmpty()) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
            assertThat(answer.body()).doesNotContain("access_token\":");
        }
        assertRefused(realm.resourceServer("kms").refresh(tokens.refreshToken()).with("client_id", "mcptt_client").send(),
                401, "unauthorized_client");
        assertAlive(tokens);
    }

    /** The server knows its own name, and takes none from a request. */
    @Test
    void anotherHostMakesNoTokenOfAnotherIssuer() {
        String form = "grant_type=refresh_token&client_id=mcptt_client&refresh_token=" + login().refreshToken();
        Answer refreshed = RawHttp.post(client.endpoint("token"), form, "Host: " + EVIL, credentials());
        assertThat(new Tokens(refreshed).access().path("iss").asText()).isEqualTo(realm.issuer());
        for (String header : List.of("Host: " + EVIL)) {
            for (String url : List.of(realm.issuer() + "/.well-known/openid-configuration",
                    client.authorization("openid").url(), realm.issuer() + "/account")) {
                Answer answer = RawHttp.get(url, header);
                assertThat(answer.status()).as(header + " " + answer).isLessThan(500);
                assertThat(answer.body()).as(header).doesNotContain(EVIL, "Exception");
                assertThat(String.valueOf(answer.header("Location"))).as(header).doesNotContain(EVIL);
            }
        }
    }

    /** The launcher's server trusts no proxy. */
    @Test
    void forwardedHeadersChangeNothing() {
        String[] headers = {"X-Forwarded-Host: " + EVIL, "X-Forwarded-Proto: https", "X-Forwarded-Port: 444",
            "X-Forwarded-Prefix: /evil", "Forwarded: host=" + EVIL + ";proto=https", "X-Original-URL: /evil",
            "X-Rewrite-URL: /evil"};
        Tokens tokens = login();
        String form = "grant_type=refresh_token&client_id=mcptt_client&refresh_token=" + tokens.refreshToken();
        String[] all = Stream.concat(Stream.of(credentials()), Stream.of(headers)).toArray(String[]::new);

        Answer refreshed = RawHttp.post(client.endpoint("token"), form, all);

        assertThat(new Tokens(refreshed).access().path("iss").asText()).isEqualTo(realm.issuer());
        Answer discovery = RawHttp.get(realm.issuer() + "/.well-known/openid-configuration", headers);
        assertThat(discovery.body()).contains(realm.issuer()).doesNotContain(EVIL);
        Answer page = RawHttp.get(client.authorization("openid").url(), headers);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).doesNotContain(EVIL);
    }

    /** A line break in a parameter that is sent back in a redirect. */
    @ParameterizedTest
    @ValueSource(strings = {"state", "scope", "acr_values", "ui_locales", "kc_locale", "redirect_uri", "nonce"})
    void lineBreaksInParametersMakeNoHeader(String name) {
        for (String end : new String[] {"\r\n", "\n", "\r", "\u2028", "\u560d\u560a"}) {
            String value = (name.equals("redirect_uri") ? client.redirectUri() : "x") + end + "Injected: yes" + end + end + "<b>";
            // Without a challenge the answer is a redirect with an error in it.
            Answer answer = RawHttp.get(client.authorization("openid").without("code_challenge").with(name, value).url());
            assertThat(answer.status()).as(answer.toString()).isLessThan(500);
            assertThat(answer.headers().firstValue("Injected")).as(name).isEmpty();
            assertThat(answer.header("Location") == null || !answer.header("Location").contains("Injected: yes")).isTrue();
        }
        Answer plain = RawHttp.get(
                client.authorization("openid").without("code_challenge").with("state", "a\r\nInjected: b").url());
        assertThat(plain.header("Location")).contains("state=aInjected%3A+b&");
    }

    private Tokens login() {
        return client.login(realm.users().pttUser("headers"), "openid", PTT);
    }

    private void assertAlive(Tokens tokens) {
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    private String credentials() {
        return "Authorization: Basic " + base64("mcptt_client:"
                + URLEncoder.encode(client.secret(), StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
