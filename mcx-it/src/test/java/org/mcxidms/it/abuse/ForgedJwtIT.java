package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Every place that takes a JWT is given every forgery of a good one, and the good one after them. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForgedJwtIT {

    private static final String SIGNING = "signing-client";

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;
    private final TestUser user;
    private final RSAKey clientKey;
    private final AtomicInteger trapped = new AtomicInteger();
    private final HttpServer trap;

    ForgedJwtIT(Mcx mcx) throws JOSEException {
        this.mcx = mcx;
        clientKey = new RSAKeyGenerator(2048).keyID("client-key").keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256).generate();
        realm = mcx.realmLike("forged", this::withSigningClient);
        client = realm.nativeClient();
        user = realm.users().pttUser("forged");
        try {
            trap = HttpServer.create(new InetSocketAddress(0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        trap.createContext("/", exchange -> {
            trapped.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        trap.start();
    }

    private void withSigningClient(RealmFile file) {
        file.executor("mcx-partner-domains-executor").putArray("partners").add("https://partner.example/realms/partner");
        file.client("mcptt_client").withObject("/attributes").put("standard.token.exchange.enabled", "true");
        ObjectNode signing = file.addClientLikeNative(SIGNING);
        signing.put("clientAuthenticatorType", "client-jwt").remove("secret");
        signing.withObject("/attributes").put("use.jwks.string", "true")
                .put("jwks.string", new JWKSet(clientKey).toPublicJWKSet().toString())
                .put("request.object.signature.alg", "RS256");
    }

    @AfterAll
    void close() {
        trap.stop(0);
        realm.close();
        assertThat(trapped).as("look-ups of keys at an attacker's address").hasValue(0);
    }

    @Test
    void refreshToken() {
        Tokens tokens = client.login(user, "openid", PTT);

        everyForgeryIsRefused(tokens.refreshToken(), jwt -> client.refresh(jwt).send());

        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    @Test
    void accessTokenAtUserInfoAndIntrospection() {
        Tokens tokens = client.login(realm.users().pttUser("access"), "openid", PTT);

        forgeries(tokens.accessToken()).forEach((what, jwt) -> {
            if (jwt.chars().allMatch(c -> c > ' ' && c < 127)) {
                Answer userInfo = client.userInfo(jwt);
                assertThat(userInfo.status()).as(what + ": " + userInfo).isIn(400, 401);
            }
            Answer introspection = realm.resourceServer("mcptt-server").introspect(jwt).send();
            assertThat(introspection.body()).as(what + ": " + introspection)
                    .isIn("{\"active\":false}",
                            "{\"error\":\"invalid_request\",\"error_description\":\"Failed to introspect token.\"}");
            assertThat(client.revoke(jwt).send().status()).as(what).isIn(200, 400);
        });

        assertThat(client.userInfo(tokens.accessToken()).status()).isEqualTo(200);
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
    }

    @Test
    void subjectTokenOfBothExchanges() {
        Tokens tokens = client.login(realm.users().pttUser("subject"), "openid", PTT);
        String partner = "https://partner.example/realms/partner";

        everyForgeryIsRefused(tokens.accessToken(), jwt -> client.securityToken(jwt, partner).send());
        forgeries(tokens.accessToken()).forEach((what, jwt) -> {
            Answer answer = client.tokenExchange(jwt).send();
            // Keycloak's own exchange, which is off for the shipped client, answers 500 to a token without an
            // algorithm.
            assertThat(answer.status()).as(what + ": " + answer).isIn(400, 401, what.startsWith("alg ") ? 500 : 400);
            assertThat(answer.body()).as(what).doesNotContain("access_token\":");
        });

        assertThat(client.securityToken(tokens.accessToken(), partner).send().status()).isEqualTo(200);
        assertThat(client.tokenExchange(tokens.accessToken()).send().status()).isEqualTo(200);
    }

    /** The demo's two domains. */
    @Test
    void assertion() {
        TestUser alice = mcx.realm().users().demo("alice@org.com");
        Tokens tokens = mcx.realm().nativeClient().login(alice, "openid", PTT);
        Realm partner = mcx.partnerRealm();
        String securityToken = mcx.realm().nativeClient().securityToken(tokens.accessToken(), partner.issuer()).send()
                .json().path("access_token").asText();

        Forgeries.of(securityToken, publicKey(mcx.realm()), trapAddress()).forEach(
                (what, jwt) -> assertRefused(what, partner.nativeClient().jwtBearer(jwt, "openid", PTT).send()));

        assertThat(partner.nativeClient().jwtBearer(securityToken, "openid", PTT).send().status()).isEqualTo(200);
    }

    @Test
    void clientAssertion() {
        McxClient signing = realm.client(SIGNING, null);
        AuthorizationRequest request = signing.authorization("openid", PTT);
        String code = signing.authorize(request, realm.users().pttUser("assertion")).code();
        Function<String, FormRequest> exchange = jwt -> signing.exchange(request, code)
                .with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .with("client_assertion", jwt);
        String good = sign(new JWTClaimsSet.Builder().issuer(SIGNING).subject(SIGNING).audience(realm.issuer()));

        Forgeries.of(good, rsaPublicKey(clientKey), trapAddress())
                .forEach((what, jwt) -> assertRefused(what, exchange.apply(jwt).send()));

        assertThat(exchange.apply(good).send().status()).isEqualTo(200);
    }

    @Test
    void requestObject() {
        McxClient signing = realm.client(SIGNING, null);
        AuthorizationRequest request = signing.authorization("openid", PTT);
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(SIGNING).audience(realm.issuer());
        for (String name : new String[] {"response_type", "client_id", "redirect_uri", "scope", "state", "acr_values",
            "code_challenge", "code_challenge_method"}) {
            claims.claim(name, request.parameter(name));
        }
        String good = sign(claims);

        Forgeries.of(good, rsaPublicKey(clientKey), trapAddress()).forEach((what, jwt) -> {
            Landing landing = signing.newBrowser().open(signing.authorization("openid", PTT).with("request", jwt).url());
            assertThat(landing.status()).as(what + ": " + landing).isLessThan(500);
            assertThat(landing.isLoginForm()).as(what + ": " + landing).isFalse();
            assertThat(landing.parameter("code")).as(what).isNull();
        });

        assertThat(signing.newBrowser().open(signing.authorization("openid", PTT).with("request", good).url()).isLoginForm())
                .isTrue();
    }

    /** A hint that names the user signs nobody in, and a forged one signs nobody out. */
    @Test
    void idTokenHint() {
        Browser browser = client.newBrowser();
        TestUser hinted = realm.users().pttUser("hinted");
        Tokens tokens = client.login(browser, hinted, "openid", PTT);

        forgeries(tokens.idToken()).forEach((what, jwt) -> {
            Landing silent = client.newBrowser().open(
                    client.authorization("openid", PTT).with("prompt", "none").with("id_token_hint", jwt).url());
            assertThat(silent.status()).as(what + ": " + silent).isLessThan(500);
            assertThat(silent.parameter("code")).as(what).isNull();
            Landing logout = browser.open(client.endpoint("logout") + "?id_token_hint="
                    + URLEncoder.encode(jwt, StandardCharsets.UTF_8));
            assertThat(logout.status()).as(what + ": " + logout).isLessThan(500);
            assertThat(hinted.sessions()).as(what).hasSize(1);
        });

        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
        browser.open(client.endpoint("logout") + "?id_token_hint=" + tokens.idToken());
        assertThat(hinted.sessions()).isEmpty();
    }

    private void everyForgeryIsRefused(String good, Function<String, Answer> use) {
        forgeries(good).forEach((what, jwt) -> assertRefused(what, use.apply(jwt)));
    }

    private Map<String, String> forgeries(String good) {
        return Forgeries.of(good, publicKey(realm), trapAddress());
    }

    private static void assertRefused(String what, Answer answer) {
        assertThat(answer.status()).as(what + ": " + answer).isBetween(400, 401);
        assertThat(answer.error()).as(what + ": " + answer).isNotBlank();
        assertThat(answer.body()).as(what).doesNotContain("access_token\":", "refresh_token\":", "id_token\":");
    }

    private String trapAddress() {
        return "http://" + mcx.server().nameOfTestHost() + ":" + trap.getAddress().getPort() + "/jwks";
    }

    private static RSAPublicKey publicKey(Realm realm) {
        URI address = URI.create(realm.nativeClient().endpoint("certs"));
        JsonNode keys = Http.send(HttpRequest.newBuilder(address).GET()).json();
        for (JsonNode key : keys.path("keys")) {
            if (key.path("alg").asText().equals("RS256")) {
                try {
                    return rsaPublicKey(RSAKey.parse(key.toString()));
                } catch (ParseException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new AssertionError("No RS256 key: " + keys);
    }

    private static RSAPublicKey rsaPublicKey(RSAKey key) {
        try {
            return key.toRSAPublicKey();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String sign(JWTClaimsSet.Builder claims) {
        Instant now = Instant.now();
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(clientKey.getKeyID()).build(),
                claims.issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(55)))
                        .jwtID(UUID.randomUUID().toString()).build());
        try {
            jwt.sign(new RSASSASigner(clientKey));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
