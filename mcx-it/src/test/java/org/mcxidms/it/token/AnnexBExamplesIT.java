package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** The worked example of the change request: what it shows is in our tokens, by name, and where it is fixed, by value. */
@ExtendWith(McxExtension.class)
final class AnnexBExamplesIT {

    private static final String[] SCOPES = {"openid", "3gpp:mcptt:ptt_server"};

    @Test
    void accessTokenOfTheExampleWithScopeAsArray(Mcx mcx) throws Exception {
        JsonNode example = example("access-token.json");
        try (Realm realm = mcx.realmLike("annex-b",
                file -> file.mapper("mcx-access-token-mapper").put("mc.scope.form", "array"))) {
            Tokens tokens = realm.nativeClient().login(realm.users().pttUser("annex-b").set("mcptt_id", "alice@org.com"), SCOPES);
            assertThat(tokens.access().path("mcptt_id")).isEqualTo(example.path("mcptt_id"));
            assertThat(tokens.access().path("client_id")).isEqualTo(example.path("client_id"));
            assertThat(tokens.access().path("scope")).containsExactlyInAnyOrderElementsOf(example.path("scope"));
            assertThat(tokens.access().path("exp").isIntegralNumber()).isTrue();
        }
    }

    @Test
    void idTokenOfTheExample(Mcx mcx) throws Exception {
        JsonNode example = example("id-token.json");
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), SCOPES);
        JsonNode id = tokens.id();
        assertThat(id.path("mcptt_id")).isEqualTo(example.path("mcptt_id"));
        assertThat(id.path("aud")).isEqualTo(example.path("aud"));
        assertThat(id.path("iss").textValue()).isEqualTo(realm.issuer());
        assertThat(id.path("sub").textValue()).isNotEmpty().hasSizeLessThanOrEqualTo(255);
        assertThat(Instant.ofEpochSecond(id.path("exp").asLong())).isAfter(Instant.ofEpochSecond(id.path("iat").asLong()));
        assertThat(Json.header(tokens.idToken()).path("alg").textValue()).isEqualTo("RS256");
        assertThat(Json.header(tokens.accessToken()).path("alg").textValue()).isEqualTo("RS256");
    }

    @Test
    void tokenResponseOfTheExample(Mcx mcx) throws Exception {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), SCOPES);
        assertThat(tokens.answer().json().path("token_type").textValue()).isEqualTo("bearer");
        assertThat(tokens.expiresIn()).isBetween(7199L, 7200L);
        assertThat(tokens.answer().header("Cache-Control")).contains("no-store");
        assertThat(tokens.answer().header("Pragma")).isEqualTo("no-cache");
        assertThat(tokens.scopes()).containsExactlyInAnyOrder(SCOPES);
    }

    /** B.12. The lower-case {@code token_type} must not reach the token itself, where Keycloak's revocation would not know it. */
    @Test
    void accessTokenIsRevokedOnRequest(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(realm.users().pttUser("revoked-token"), SCOPES);
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
        assertThat(client.revoke(tokens.accessToken()).send().status()).isEqualTo(200);
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    private static JsonNode example(String name) throws Exception {
        try (var file = AnnexBExamplesIT.class.getResourceAsStream("/annex-b/" + name)) {
            return Json.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
