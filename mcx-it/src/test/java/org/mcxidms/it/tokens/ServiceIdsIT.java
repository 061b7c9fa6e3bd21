package org.mcxidms.it.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;

import org.mcxidms.core.McScope;
import org.mcxidms.it.harness.Landing;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.OAuthAssertions;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/** MC service IDs and scopes (B.2, B.4.2.2): what a user is not entitled to is nowhere, silently. */
@ExtendWith(McxExtension.class)
final class ServiceIdsIT {

    private static final String[] EVERYTHING =
            Stream.concat(Stream.of("openid"), McScope.names().stream()).toArray(String[]::new);
    private static final Set<String> SERVICE_IDS = Set.of("mcptt_id", "mcvideo_id", "mcdata_id");

    @Test
    void officeUserGetsNothingOfMc(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("frank@org.com"), EVERYTHING);
        assertThat(tokens.scopes()).containsExactly("openid");
        assertThat(tokens.access().path("scope").textValue()).isEqualTo("openid");
        assertServiceIds(realm.nativeClient(), tokens, Map.of());
        assertThat(tokens.access().has("aud")).isFalse();
    }

    @Test
    void userOfOneServiceGetsThatServiceOnly(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("bob@org.com"), EVERYTHING);
        assertThat(tokens.scopes()).isNotEmpty().noneMatch(scope -> scope.contains(":video_") || scope.contains(":data_"));
        assertThat(tokens.access().path("scope").textValue().split(" ")).containsExactlyInAnyOrderElementsOf(tokens.scopes());
        assertServiceIds(realm.nativeClient(), tokens, Map.of("mcptt_id", "sip:bob@org.com"));
    }

    @Test
    void serviceThatWasNotAskedForIsNotInTheTokens(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), "openid", "3gpp:mc:video_service");
        assertServiceIds(realm.nativeClient(), tokens, Map.of("mcvideo_id", "alice.video@org.com"));
        assertThat(tokens.access().path("aud").textValue()).isEqualTo("mcvideo-server");
        assertThat(realm.resourceServer("mcvideo-server").seesActive(tokens.accessToken())).isTrue();
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
    }

    @Test
    void userOfAllServicesGetsEverythingThatWasAskedFor(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), EVERYTHING);
        assertThat(tokens.scopes()).containsExactlyInAnyOrder(EVERYTHING);
        assertThat(tokens.access().path("client_id").textValue()).isEqualTo("mcptt_client");
        assertServiceIds(realm.nativeClient(), tokens, Map.of("mcptt_id", "alice@org.com",
                "mcvideo_id", "alice.video@org.com", "mcdata_id", "alice.data@org.com"));
        JsonNode introspected = realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json();
        assertThat(introspected.path("scope").textValue().split(" ")).containsExactlyInAnyOrder(EVERYTHING);
        assertThat(introspected.path("client_id").textValue()).isEqualTo("mcptt_client");
        assertThat(introspected.path("mcdata_id").textValue()).isEqualTo("alice.data@org.com");
    }

    @ParameterizedTest
    @MethodSource
    void everyScopeOpensItsServiceAndAudience(String scope, String claim, String audience, Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), "openid", scope);
        assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", scope);
        assertThat(SERVICE_IDS).filteredOn(tokens.access()::has).containsExactly(claim);
        assertThat(tokens.access().path("aud").textValue()).isEqualTo(audience);
    }

    static Stream<Arguments> everyScopeOpensItsServiceAndAudience() {
        return Stream.of(
                arguments("3gpp:mc:ptt_service", "mcptt_id", "mcptt-server"),
                arguments("3gpp:mc:data_group_management_service", "mcdata_id", "gms"),
                arguments("3gpp:mc:video_key_management_service", "mcvideo_id", "kms"),
                arguments("3gpp:mcptt:config_management_server", "mcptt_id", "cms"));
    }

    @Test
    void locationManagementIsForEveryMcUserAndOpensNoServiceId(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("bob@org.com"), "openid", McScope.LOCATION_MANAGEMENT);
        assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", McScope.LOCATION_MANAGEMENT);
        assertServiceIds(realm.nativeClient(), tokens, Map.of());
    }

    @Test
    void withoutStandInAMissingServiceIdIsRefused(Mcx mcx) {
        Realm realm = mcx.realm();
        TestUser user = realm.users().pttUser("no-stand-in").grantRole("mcvideo-user");
        McxClient client = realm.nativeClient();
        Landing landing = client.authorize(client.authorization("openid", "3gpp:mc:video_service"), user);
        OAuthAssertions.assertErrorPage(landing);
        assertServiceIds(client, client.login(user, "openid", "3gpp:mc:ptt_service"), Map.of("mcptt_id", user.get("mcptt_id").get(0)));
    }

    @Test
    void oneServiceIdMayStandForServicesWithoutTheirOwn(Mcx mcx) {
        try (Realm realm = mcx.realmLike("stand-in",
                file -> file.mapper("mcx-service-id-mapper").put("mc.service.id.stand.in", "ptt"))) {
            TestUser user = realm.users().pttUser("stand-in").grantRole("mcvideo-user").grantRole("mcdata-user")
                    .set("mcdata_id", "own.data@org.com");
            String standIn = user.get("mcptt_id").get(0);
            Tokens tokens = realm.nativeClient().login(user, EVERYTHING);
            assertServiceIds(realm.nativeClient(), tokens,
                    Map.of("mcptt_id", standIn, "mcvideo_id", standIn, "mcdata_id", "own.data@org.com"));
            assertThat(realm.nativeClient().refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    @Test
    void lightweightTokenHasThemOnlyWhereSwitchedOn(Mcx mcx) {
        for (boolean inLightweight : new boolean[] {false, true}) {
            try (Realm realm = mcx.realmLike("lightweight", file -> {
                file.client("mcptt_client").withObject("/attributes").put("client.use.lightweight.access.token.enabled", "true");
                file.mapper("mcx-service-id-mapper").put("lightweight.claim", Boolean.toString(inLightweight));
            })) {
                TestUser user = realm.users().pttUser("lightweight");
                Tokens tokens = realm.nativeClient().login(user, "openid", "3gpp:mc:ptt_service");
                assertThat(tokens.access().has("mcptt_id")).isEqualTo(inLightweight);
                assertThat(tokens.access().path("client_id").textValue()).isEqualTo("mcptt_client");
                assertThat(realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json().has("mcptt_id")).isTrue();
            }
        }
    }

    @Test
    void eachPlaceIsSwitchedByItself(Mcx mcx) {
        try (Realm realm = mcx.realmLike("places", file -> file.mapper("mcx-service-id-mapper")
                .put("access.token.claim", "false").put("id.token.claim", "false")
                .put("introspection.token.claim", "false").put("userinfo.token.claim", "true"))) {
            Tokens tokens = realm.nativeClient().login(realm.users().pttUser("places"), "openid", "3gpp:mc:ptt_service");
            assertThat(tokens.access().has("mcptt_id")).isFalse();
            assertThat(tokens.id().has("mcptt_id")).isFalse();
            assertThat(realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json().has("mcptt_id")).isFalse();
            assertThat(realm.nativeClient().userInfo(tokens.accessToken()).json().has("mcptt_id")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "mcx-service-id-mapper mc.service.id.stand.in radio",
        "mcx-service-id-mapper access.token.claim false",
        "mcx-access-token-mapper mc.scope.form list"})
    void nonsenseCannotBeSaved(String mapperKeyValue, Mcx mcx) {
        String[] parts = mapperKeyValue.split(" ");
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("nonsense-" + parts[1]);
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper(parts[0]);
        mapper.setConfig(Map.of(parts[1], parts[2]));
        var scope = mcx.realm().admin().clientScopes().findAll().stream().filter(each -> each.getName().equals("mcx")).findFirst();
        var mappers = mcx.realm().admin().clientScopes().get(scope.orElseThrow().getId()).getProtocolMappers();
        try (Response response = mappers.createMapper(mapper)) {
            assertThat(response.getStatus()).isEqualTo(400);
        }
        assertThat(mappers.getMappers()).noneMatch(saved -> saved.getName().equals(mapper.getName()));
    }

    private static void assertServiceIds(McxClient client, Tokens tokens, Map<String, String> expected) {
        JsonNode userInfo = client.userInfo(tokens.accessToken()).json();
        for (JsonNode claims : new JsonNode[] {tokens.access(), tokens.id(), userInfo}) {
            for (String claim : SERVICE_IDS) {
                assertThat(claims.path(claim).asText(null)).as(claim).isEqualTo(expected.get(claim));
            }
        }
    }
}
