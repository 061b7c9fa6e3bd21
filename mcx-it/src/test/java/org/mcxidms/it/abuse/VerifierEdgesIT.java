package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** PKCE at its edges (RFC 7636 4.1, 4.2): lengths, alphabet, and challenges of other requests. */
@ExtendWith(McxExtension.class)
final class VerifierEdgesIT {

    private final Realm realm;
    private final McxClient client;

    VerifierEdgesIT(Mcx mcx) {
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    @ParameterizedTest
    @ValueSource(ints = {43, 64, 128})
    void lengthsOfTheStandardAreTaken(int length) throws Exception {
        assertThat(use("a".repeat(length)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 42, 129, 1_000})
    void otherLengthsAreRefused(int length) throws Exception {
        assertRefused(use("a".repeat(length)), 400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "+", "/", "=", "%", "\u0000", "\n", "\u00e9", "\ud83d\udcfb", "\"", "*"})
    void otherCharactersAreRefused(String character) throws Exception {
        assertRefused(use("a".repeat(43) + character), 400, "invalid_grant");
    }

    @Test
    void everyCharacterOfTheStandardIsTaken() throws Exception {
        assertThat(use("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~").status()).isEqualTo(200);
    }

    /** The challenge itself, which whoever saw the request has. */
    @Test
    void challengeIsNoVerifier() {
        AuthorizationRequest request = client.authorization("openid");
        String code = code(request);

        assertRefused(client.exchange(request, code).with("code_verifier", request.parameter("code_challenge")).send(),
                400, "invalid_grant");
    }

    @Test
    void verifierOfAnotherRequestIsRefused() {
        AuthorizationRequest mine = client.authorization("openid");
        AuthorizationRequest theirs = client.authorization("openid");
        String stolen = code(theirs);
        String own = code(mine);

        assertRefused(client.exchange(theirs, stolen).with("code_verifier", mine.verifier()).send(), 400, "invalid_grant");
        assertThat(new Tokens(client.exchange(mine, own).send()).idToken()).isNotNull();
    }

    /** Two requests may have one challenge: each code still needs its verifier, and is good once. */
    @Test
    void challengeUsedAgainMakesNoCodeGoodTwice() {
        AuthorizationRequest request = client.authorization("openid");
        String first = code(request);
        String second = code(request);

        assertThat(client.exchange(request, first).send().status()).isEqualTo(200);
        assertRefused(client.exchange(request, second).without("code_verifier").send(), 400, "invalid_grant");
        assertRefused(client.exchange(request, first).send(), 400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "s256", "S512", "none", "", "S256 ", "S256,plain"})
    void otherMethodsAreRefused(String method) {
        AuthorizationRequest request = client.authorization("openid").with("code_challenge_method", method);

        assertRefused(client.newBrowser().open(request.url()), request, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 129})
    void challengeOfAnotherLengthIsRefused(int length) {
        AuthorizationRequest request = client.authorization("openid").with("code_challenge", "a".repeat(length));
        Landing landing = client.newBrowser().open(request.url());

        assertRefused(landing, request, "invalid_request");
    }

    private Answer use(String verifier) throws GeneralSecurityException {
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8)));
        AuthorizationRequest request = client.authorization("openid").with("code_challenge", challenge);
        return client.exchange(request, code(request)).with("code_verifier", verifier).send();
    }

    private String code(AuthorizationRequest request) {
        return client.authorize(request, realm.users().pttUser("verifier")).code();
    }
}
