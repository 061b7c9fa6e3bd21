package org.mcxidms.it.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.Date;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** B.4.2.4: each required parameter of the access token request missing or wrong, and how the client authenticates. */
@ExtendWith(McxExtension.class)
final class TokenProfileIT {

    private static final String SIGNING_CLIENT = "signing-client";
    private static final String LONG_SECRET = "a-secret-long-enough-for-hmac-sha-256";

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;
    private final TestUser user;

    TokenProfileIT(Mcx mcx) {
        this.mcx = mcx;
        realm = mcx.realm();
        client = realm.nativeClient();
        user = realm.users().pttUser("token");
    }

    private FormRequest exchange() {
        AuthorizationRequest request = client.authorization("openid", PTT);
        return client.exchange(request, client.authorize(request, user).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "code"})
    void missingParameterIsRefused(String parameter) {
        assertRefused(exchange().without(parameter).send(), 400, "invalid_request");
    }

    @Test
    void missingRedirectUriIsRefused() {
        Answer answer = exchange().without("redirect_uri").send();

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.error()).isIn("invalid_request", "invalid_grant");
        assertThat(answer.body()).doesNotContain("access_token");
    }

    @Test
    void missingVerifierIsRefused() {
        assertRefused(exchange().without("code_verifier").send(), 400, "invalid_grant");
    }

    @Test
    void wrongVerifierIsRefusedAndSpendsTheCode() {
        FormRequest exchange = exchange();
        AuthorizationRequest other = client.authorization("openid");
        assertRefused(exchange.with("code_verifier", other.verifier()).send(), 400, "invalid_grant");

        assertRefused(exchange.send(), 400, "invalid_grant");
    }

    @Test
    void wrongCodeIsRefused() {
        assertRefused(exchange().with("code", UUID.randomUUID().toString()).send(), 400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://3gpp.mcptt/cb/", "mcptt://organization_mcptt/cb", "http://evil.example/cb"})
    void otherRedirectUriThanInTheRequestIsRefused(String redirectUri) {
        assertRefused(exchange().with("redirect_uri", redirectUri).send(), 400, "invalid_grant");
    }

    @Test
    void replayedCodeIsRefusedAndKillsItsTokens() {
        FormRequest exchange = exchange();
        Tokens tokens = new Tokens(exchange.send());

        assertRefused(exchange.send(), 400, "invalid_grant");

        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    @Test
    void codeOfAnotherClientIsRefused() {
        try (Realm two = mcx.realmLike("two-clients", file -> file.addClientLikeNative("other-client"))) {
            McxClient first = two.nativeClient();
            AuthorizationRequest request = first.authorization("openid");
            String code = first.authorize(request, two.users().pttUser("stolen")).code();

            Answer answer = two.clientLikeNative("other-client").exchange(request, code).send();

            assertRefused(answer, 400, "invalid_grant");
        }
    }

    @Test
    void clientWithoutAuthenticationIsRefused() {
        assertRefused(exchange().unauthenticated().send(), 401, "unauthorized_client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "${MCX_MCPTT_CLIENT_SECRET}", "mcptt-demo-secret"})
    void wrongSecretIsRefused(String secret) {
        assertRefused(exchange().basic(client.clientId(), secret).send(), 401, "unauthorized_client");
    }

    /** B.4.2.4: the secret travels in the Authorization header. */
    @Test
    void secretInTheBodyIsRefused() {
        assertRefused(exchange().unauthenticated().with("client_secret", client.secret()).send(), 401, "unauthorized_client");
    }

    @Test
    void otherClientIdInTheBodyThanInTheHeaderIsRefused() {
        Answer answer = exchange().with("client_id", "kms").send();

        assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
        assertThat(answer.body()).doesNotContain("access_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", "no_such_grant"})
    void grantThatTheNativeClientHasNotIsRefused(String grantType) {
        Answer answer = client.grant(grantType).with("client_id", client.clientId()).with("device_code", "x")
                .with("username", user.username()).with("password", user.password()).with("scope", "openid").send();

        assertThat(answer.status()).as(answer.toString()).isBetween(400, 403);
        assertThat(answer.body()).doesNotContain("access_token");
    }

    @Test
    void answerIsAsTheStandardShowsIt() {
        Answer answer = exchange().send();

        Tokens tokens = new Tokens(answer);
        assertThat(answer.json().path("token_type").asText()).isEqualTo("bearer");
        assertThat(tokens.expiresIn()).isBetween(7190L, 7200L);
        assertThat(answer.json().path("scope").isTextual()).isTrue();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    /** AppAuth-Android sends no client_id beside Basic: the shipped realm lets it, and tells the operator. */
    @Test
    void missingClientIdBesideBasicIsLogged() {
        try (Realm fresh = mcx.realmLike("appauth", file -> {})) {
            assertThat(exchangeWithoutClientId(fresh).status()).isEqualTo(200);
            fresh.events().awaitOfClient("mcptt_client", "CLIENT_INFO",
                    event -> "token-client-id-basic".equals(Events.detail(event, "mc_rule")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "enforce"})
    void missingClientIdBesideBasicFollowsItsMode(String mode) {
        try (Realm changed = mcx.realmLike("basic-" + mode,
                file -> file.executor("mcx-request-profile-executor").put("token-client-id-basic", mode))) {
            Answer answer = exchangeWithoutClientId(changed);
            if (mode.equals("enforce")) {
                assertThat(assertRefused(answer, 400, "invalid_request")).startsWith("token-client-id-basic: ");
            } else {
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(changed.events().ofClient("mcptt_client", "CLIENT_INFO")).isEmpty();
        }
    }

    /** Keycloak asks for redirect_uri only where the authentication request had one, which it must where it has openid. */
    @ParameterizedTest
    @ValueSource(strings = {"off", "log", "enforce"})
    void missingRedirectUriFollowsItsMode(String mode) {
        try (Realm changed = mcx.realmLike("redirect-" + mode, file -> {
            file.executor("mcx-request-profile-executor").put("redirect-uri", "off")
                    .put("openid-scope", "off").put("token-redirect-uri", mode);
            file.client("mcptt_client").putArray("redirectUris").add("http://3gpp.mcptt/cb");
        })) {
            McxClient native_ = changed.nativeClient();
            AuthorizationRequest request = native_.authorization(PTT).without("redirect_uri");
            String code = native_.authorize(request, changed.users().pttUser("redirect")).code();
            Answer answer = native_.exchange(request, code).without("redirect_uri").send();
            assertMode(changed, "mcptt_client", answer, mode, "token-redirect-uri");
        }
    }

    /** A client that authenticates by an assertion can leave client_id out, Basic or not. */
    @ParameterizedTest
    @ValueSource(strings = {"off", "log", "enforce"})
    void missingClientIdFollowsItsMode(String mode) throws JOSEException {
        try (Realm changed = mcx.realmLike("client-id-" + mode, file -> {
            file.executor("mcx-request-profile-executor").put("token-client-id", mode);
            ObjectNode signing = file.addClientLikeNative(SIGNING_CLIENT);
            signing.put("clientAuthenticatorType", "client-secret-jwt").put("secret", LONG_SECRET);
            ((ObjectNode) signing.get("attributes")).remove("client.secret.authentication.allowed.method");
        })) {
            McxClient signing = changed.client(SIGNING_CLIENT, null);
            AuthorizationRequest request = signing.authorization("openid");
            String code = signing.authorize(request, changed.users().pttUser("assertion")).code();
            Answer answer = signing.exchange(request, code).without("client_id")
                    .with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                    .with("client_assertion", assertion(changed)).send();
            assertMode(changed, SIGNING_CLIENT, answer, mode, "token-client-id");
        }
    }

    private static void assertMode(Realm realm, String clientId, Answer answer, String mode, String rule) {
        switch (mode) {
            case "enforce" -> assertThat(assertRefused(answer, 400, "invalid_request")).startsWith(rule + ": ");
            case "log" -> {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                realm.events().awaitOfClient(clientId, "CLIENT_INFO",
                        event -> rule.equals(Events.detail(event, "mc_rule")));
            }
            default -> {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
                assertThat(realm.events().ofClient(clientId, "CLIENT_INFO")).isEmpty();
            }
        }
    }

    private static Answer exchangeWithoutClientId(Realm realm) {
        McxClient appAuth = realm.nativeClient();
        AuthorizationRequest request = appAuth.authorization("openid", PTT);
        String code = appAuth.authorize(request, realm.users().pttUser("appauth")).code();
        return appAuth.exchange(request, code).without("client_id").send();
    }

    private static String assertion(Realm realm) throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder()
                .issuer(SIGNING_CLIENT).subject(SIGNING_CLIENT).audience(realm.issuer()).jwtID(UUID.randomUUID().toString())
                .issueTime(new Date()).expirationTime(new Date(System.currentTimeMillis() + 30_000)).build());
        jwt.sign(new MACSigner(LONG_SECRET));
        return jwt.serialize();
    }
}
