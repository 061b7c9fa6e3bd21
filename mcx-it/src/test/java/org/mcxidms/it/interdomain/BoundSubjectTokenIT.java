package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** An access token bound to a key by DPoP (RFC 9449) is exchanged for a security token only by who has the key. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundSubjectTokenIT {

    private static final String PARTNER = "https://partner.example/realms/partner";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Realm realm;
    private final McxClient client;
    private final TestUser user;
    private final ECKey key = newKey();

    BoundSubjectTokenIT(Mcx mcx) {
        realm = mcx.realmLike("bound", file -> file.executor("mcx-partner-domains-executor").putArray("partners").add(PARTNER));
        client = realm.nativeClient();
        user = realm.users().pttUser("bound");
    }

    @AfterAll
    void close() {
        realm.close();
    }

    @Test
    void isExchangedWithAProofOfItsKey() {
        HttpResponse<String> response = exchange(boundToken(), key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode securityToken = Json.claims(Json.parse(response.body()).path("access_token").asText());
        assertThat(securityToken.path("aud")).extracting(JsonNode::asText).contains(PARTNER);
        assertThat(securityToken.has("cnf")).isFalse();
    }

    @Test
    void isRefusedWithoutProof() {
        assertRefused(exchange(boundToken(), null));
    }

    @Test
    void isRefusedWithAProofOfAnotherKey() {
        assertRefused(exchange(boundToken(), newKey()));
    }

    private void assertRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(Json.parse(response.body()).path("error").asText()).isEqualTo("invalid_request");
        assertThat(response.body()).doesNotContain("access_token\":");
        realm.events().awaitOfClient("mcptt_client", "TOKEN_EXCHANGE_ERROR",
                event -> "proof_of_possession".equals(Events.detail(event, "reason")));
    }

    private String boundToken() {
        AuthorizationRequest request = client.authorization("openid", PTT);
        HttpResponse<String> response = post(Map.of("grant_type", "authorization_code",
                "code", client.authorize(request, user).code(), "client_id", client.clientId(),
                "redirect_uri", client.redirectUri(), "code_verifier", request.verifier()), key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        String token = Json.parse(response.body()).path("access_token").asText();
        assertThat(Json.claims(token).at("/cnf/jkt").asText()).isEqualTo(thumbprint());
        return token;
    }

    private HttpResponse<String> exchange(String subjectToken, ECKey proofKey) {
        return post(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id", client.clientId(), "resource", PARTNER, "subject_token", subjectToken,
                "subject_token_type", "urn:ietf:params:oauth:token-type:jwt"), proofKey);
    }

    /** @param proofKey {@code null}: no proof */
    private HttpResponse<String> post(Map<String, String> form, ECKey proofKey) {
        URI endpoint = URI.create(client.endpoint("token"));
        String basic = encode(client.clientId()) + ":" + encode(client.secret());
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(one -> one.getKey() + "=" + encode(one.getValue())).collect(Collectors.joining("&"))));
        try {
            if (proofKey != null) {
                request.header("DPoP", new DefaultDPoPProofFactory(proofKey, JWSAlgorithm.ES256)
                        .createDPoPJWT("POST", endpoint).serialize());
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | JOSEException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
