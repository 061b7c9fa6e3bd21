package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.core.McScope;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** B.2.1, B.2.2: what the tokens say, to whom, and for how long. */
@ExtendWith(McxExtension.class)
final class TokenClaimsIT {

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;

    TokenClaimsIT(Mcx mcx) {
        this.mcx = mcx;
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    @Test
    void aliceGetsEveryServiceSheAsksFor() throws Exception {
        Tokens tokens = client.login(realm.users().demo("alice@org.com"), everyScope());

        assertThat(tokens.scopes()).contains("openid").containsAll(McScope.names());
        for (JsonNode token : List.of(tokens.access(), tokens.id())) {
            assertThat(token.path("mcptt_id").asText()).isEqualTo("alice@org.com");
            assertThat(token.path("mcvideo_id").asText()).isEqualTo("alice.video@org.com");
            assertThat(token.path("mcdata_id").asText()).isEqualTo("alice.data@org.com");
        }
        assertThat(tokens.access().path("client_id").asText()).isEqualTo("mcptt_client");
        assertThat(tokens.access().path("scope").isTextual()).isTrue();
        assertThat(tokens.access().path("exp").isIntegralNumber()).isTrue();
        assertThat(Stream.of("mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms"))
                .allSatisfy(server -> assertThat(tokens.access().path("aud").toString()).contains("\"" + server + "\""));
        assertThat(Json.header(tokens.accessToken()).path("alg").asText()).isEqualTo("RS256");
        // OpenID Connect Core 3.1.3.7, by an independent implementation
        new IDTokenValidator(new Issuer(realm.issuer()), new ClientID("mcptt_client"), JWSAlgorithm.RS256,
                URI.create(client.endpoint("certs")).toURL()).validate(SignedJWT.parse(tokens.idToken()), null);
        assertThat(tokens.id().path("sub").asText()).isNotEmpty().hasSizeLessThanOrEqualTo(255);
        assertThat(tokens.id().path("iat").isIntegralNumber()).isTrue();
    }

    @Test
    void bobGetsWhatHisRoleOpensAndNothingElse() {
        Tokens tokens = client.login(realm.users().demo("bob@org.com"), everyScope());

        assertThat(tokens.scopes()).contains(PTT, "3gpp:mcptt:ptt_server")
                .noneMatch(scope -> scope.startsWith("3gpp:mc:video") || scope.startsWith("3gpp:mc:data"));
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:bob@org.com");
        assertThat(tokens.access().has("mcvideo_id")).isFalse();
        assertThat(tokens.id().has("mcdata_id")).isFalse();
        assertThat(tokens.access().path("aud").toString()).doesNotContain("mcvideo-server", "mcdata-server");
    }

    @Test
    void frankSignsInAndGetsNoService() {
        Tokens tokens = client.login(realm.users().demo("frank@org.com"), everyScope());

        assertThat(tokens.scopes()).noneMatch(scope -> scope.startsWith("3gpp:"));
        assertThat(tokens.access().toString()).doesNotContain("mcptt_id", "mcvideo_id", "mcdata_id", "mcptt-server");
        assertThat(tokens.id().toString()).doesNotContain("mcptt_id", "mcvideo_id", "mcdata_id");
    }

    @Test
    void serviceIdIsOnlyToldWhereItsServiceIsGranted() {
        TestUser user = realm.users().fullUser("narrow");

        Tokens tokens = client.login(user, "openid", "3gpp:mc:video_service");

        assertThat(tokens.access().path("mcvideo_id").asText()).isEqualTo("sip:video." + user.username());
        assertThat(tokens.access().has("mcptt_id")).isFalse();
        assertThat(userInfo(tokens).path("mcvideo_id").asText()).isEqualTo("sip:video." + user.username());
        assertThat(userInfo(tokens).has("mcptt_id")).isFalse();
        assertThat(realm.resourceServer("mcvideo-server").seesActive(tokens.accessToken())).isTrue();
        // Keycloak answers only those in the audience.
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    /** The form of the standard's worked example; what is outside of the token stays a string. */
    @Test
    void scopeAsAnArrayWorksEverywhere() {
        try (Realm array = mcx.realmLike("array", file -> {
            file.mapper("mcx-access-token-mapper").put("mc.scope.form", "array");
            ((ObjectNode) file.client("mcptt_client").get("attributes")).put("standard.token.exchange.enabled", "true");
        })) {
            TestUser user = array.users().pttUser("array");
            McxClient client_ = array.nativeClient();

            Tokens tokens = client_.login(user, "openid", PTT);

            assertThat(tokens.access().path("scope")).extracting(JsonNode::asText).containsExactlyInAnyOrder("openid", PTT);
            assertThat(tokens.access().path("scope").isArray()).isTrue();
            assertThat(tokens.answer().json().path("scope").isTextual()).isTrue();
            Answer userInfo = client_.userInfo(tokens.accessToken());
            assertThat(userInfo.json().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
            JsonNode introspection = array.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json();
            assertThat(introspection.path("active").asBoolean()).isTrue();
            assertThat(introspection.path("scope").isTextual()).isTrue();
            assertThat(introspection.path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
            Tokens exchanged = new Tokens(client_.tokenExchange(tokens.accessToken()).with("scope", "openid " + PTT).send());
            assertThat(exchanged.access().path("scope").isArray()).isTrue();
            Tokens refreshed = new Tokens(client_.refresh(tokens.refreshToken()).send());
            assertThat(refreshed.access().path("scope").isArray()).isTrue();
            assertThat(client_.logout(refreshed.refreshToken()).send().status()).isEqualTo(204);
            assertThat(array.resourceServer("mcptt-server").seesActive(refreshed.accessToken())).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void audienceCanBeLeftOut(boolean omit) {
        try (Realm changed = mcx.realmLike("audience",
                file -> file.mapper("mcx-access-token-mapper").put("mc.omit.audience", Boolean.toString(omit)))) {
            Tokens tokens = changed.nativeClient().login(changed.users().pttUser("audience"), "openid", PTT);

            assertThat(tokens.access().has("aud")).isEqualTo(!omit);
        }
    }

    @Test
    void lightweightTokenCarriesTheServiceIds() {
        try (Realm light = mcx.realmLike("light", file -> ((ObjectNode) file.client("mcptt_client").get("attributes"))
                .put("client.use.lightweight.access.token.enabled", "true"))) {
            TestUser user = light.users().pttUser("light");

            Tokens tokens = light.nativeClient().login(user, "openid", PTT);

            assertThat(tokens.access().has("sub")).isFalse();
            assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
            assertThat(light.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json()
                    .path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        }
    }

    @Test
    void noTokenOutlivesTheAccount() {
        Instant end = Instant.now().plus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
        TestUser user = realm.users().pttUser("capped").grantRole("offline_access").set("mc_valid_until", end.toString());

        Tokens online = client.login(user, "openid", PTT);
        Tokens offline = client.login(user, "openid", PTT, "offline_access");
        Tokens refreshed = new Tokens(client.refresh(online.refreshToken()).send());

        for (Tokens tokens : List.of(online, offline, refreshed)) {
            assertThat(tokens.access().path("exp").asLong()).isEqualTo(end.getEpochSecond());
            assertThat(tokens.refresh().path("exp").asLong()).isBetween(1L, end.getEpochSecond());
            assertThat(tokens.expiresIn()).isBetween(500L, 600L);
            assertThat(tokens.answer().json().path("refresh_expires_in").asLong()).isBetween(1L, 600L);
        }
    }

    @Test
    void nothingIsAcceptedOfAnUnsignedOrAlteredAccessToken() {
        Tokens tokens = client.login(realm.users().pttUser("altered"), "openid", PTT);
        String altered = tokens.accessToken().substring(0, tokens.accessToken().lastIndexOf('.') + 1) + "AAAA";

        assertThat(client.userInfo(altered).status()).isEqualTo(401);
        assertThat(realm.resourceServer("mcptt-server").seesActive(altered)).isFalse();
        assertRefused(client.withSecret("wrong").introspect(tokens.accessToken()).send(), 401, "invalid_client");
    }

    private JsonNode userInfo(Tokens tokens) {
        return client.userInfo(tokens.accessToken()).json();
    }

    private static String[] everyScope() {
        return Stream.concat(Stream.of("openid"), McScope.names().stream()).toArray(String[]::new);
    }
}
