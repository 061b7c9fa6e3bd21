package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** B.7.2, B.7.3 and B.8 at home: who gets a security token, for whom, and how long it is good. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityTokenRequestIT {

    private static final String PARTNER = "https://partner.example/realms/partner";
    private static final String TOKEN_ENDPOINT = PARTNER + "/protocol/openid-connect/token";
    private static final String LONG = "https://long.example/realms/long";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;
    private final TestUser user;

    SecurityTokenRequestIT(Mcx mcx) {
        this.mcx = mcx;
        realm = mcx.realmLike("home", SecurityTokenRequestIT::addPartnersAndClients);
        client = realm.nativeClient();
        user = realm.users().pttUser("roaming");
    }

    private static void addPartnersAndClients(RealmFile file) {
        file.executor("mcx-partner-domains-executor").putArray("partners")
                .add(PARTNER + " " + TOKEN_ENDPOINT).add(LONG + " 600");
        file.addClientLikeNative("second_client");
        ObjectNode brief = file.addClientLikeNative("brief_client");
        ((ObjectNode) brief.get("attributes")).put("access.token.lifespan", "90")
                .put("token.response.type.bearer.lower-case", "false");
        file.addClientLikeNative("public_client").put("publicClient", true).remove("secret");
        ObjectNode stock = file.addClientLikeNative("off_client");
        ((ObjectNode) stock.get("attributes")).put("standard.token.exchange.enabled", "true");
        ArrayNode roles = (ArrayNode) file.json().at("/roles/client/off_client");
        for (int i = roles.size() - 1; i >= 0; i--) {
            if (roles.get(i).path("name").asText().equals("mcx-inter-domain")) {
                roles.remove(i);
            }
        }
    }

    @AfterAll
    void close() {
        realm.close();
    }

    @Test
    void issuesASecurityToken() {
        Answer answer = client.securityToken(login().accessToken(), PARTNER).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        JsonNode response = answer.json();
        assertThat(response.path("issued_token_type").asText()).isEqualTo(JWT);
        assertThat(response.path("token_type").asText()).isEqualTo("bearer");
        assertThat(response.path("expires_in").asLong()).isEqualTo(60);
        assertThat(response.has("refresh_token")).isFalse();
        JsonNode claims = Json.claims(response.path("access_token").asText());
        assertThat(claims.path("iss").asText()).isEqualTo(realm.issuer());
        assertThat(claims.path("sub").asText()).isEqualTo(user.id());
        assertThat(claims.path("aud")).extracting(JsonNode::asText).containsExactlyInAnyOrder("mcptt_client", PARTNER);
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(60);
        assertThat(claims.path("jti").asText()).isNotBlank();
        realm.events().awaitOfClient("mcptt_client", "TOKEN_EXCHANGE",
                event -> user.id().equals(event.getUserId()) && PARTNER.equals(Events.detail(event, "audience")));
    }

    /** B.8: the value of resource; a client knows its partner's token endpoint (TS 24.483, TS 24.484). */
    @Test
    void repeatsTheAddressThatWasAskedFor() {
        Answer answer = client.securityToken(login().accessToken(), TOKEN_ENDPOINT).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(Json.claims(answer.json().path("access_token").asText()).path("aud")).extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("mcptt_client", TOKEN_ENDPOINT);
    }

    @Test
    void carriesNoServiceIdUnlessToldTo() {
        JsonNode claims = Json.claims(client.securityToken(login().accessToken(), PARTNER).send()
                .json().path("access_token").asText());
        assertThat(claims.has("mcptt_id")).isFalse();
    }

    @Test
    void saysAnotherTokenTypeAndSendsIdsWhereToldTo() {
        try (Realm told = mcx.realmLike("told", file -> file.executor("mcx-partner-domains-executor")
                .put("token-type", "N_A").put("send-service-ids", true).putArray("partners").add(PARTNER))) {
            TestUser full = told.users().fullUser("told");
            Tokens tokens = told.nativeClient().login(full, "openid", "3gpp:mc:ptt_service", "3gpp:mc:video_service");
            full.withdrawRole("mcvideo-user");
            Answer answer = told.nativeClient().securityToken(tokens.accessToken(), PARTNER).send();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.json().path("token_type").asText()).isEqualTo("N_A");
            JsonNode claims = Json.claims(answer.json().path("access_token").asText());
            assertThat(claims.path("mcptt_id").asText()).isEqualTo(full.get("mcptt_id").get(0));
            // The one was withdrawn, the other not asked for.
            assertThat(claims.has("mcvideo_id")).isFalse();
            assertThat(claims.has("mcdata_id")).isFalse();
        }
    }

    /** The subject token still names the scope; what counts is what the user has now. */
    @Test
    void refusesAServiceWhoseRoleWasWithdrawn() {
        TestUser former = realm.users().pttUser("former");
        Tokens tokens = client.login(former, "openid", PTT);
        former.withdrawRole("mcptt-user");
        assertRefused(client.securityToken(tokens.accessToken(), PARTNER).send(), 400, "invalid_grant");
        assertThat(Events.detail(realm.events().only(former, "TOKEN_EXCHANGE_ERROR"), "reason")).isEqualTo("service_withdrawn");
        former.grantRole("mcptt-user");
        assertThat(client.securityToken(tokens.accessToken(), PARTNER).send().status()).isEqualTo(200);
    }

    @Test
    void keepsThePartnersLifetime() {
        assertThat(client.securityToken(login().accessToken(), LONG).send().json().path("expires_in").asLong()).isEqualTo(600);
    }

    @Test
    void outlivesNotTheSubjectToken() {
        Tokens tokens = realm.clientLikeNative("brief_client").login(user, "openid", PTT);
        Answer answer = realm.clientLikeNative("brief_client").securityToken(tokens.accessToken(), LONG).send();
        assertThat(Json.claims(answer.json().path("access_token").asText()).path("exp").asLong())
                .isEqualTo(tokens.access().path("exp").asLong());
    }

    @Test
    void outlivesNotTheAccount() {
        TestUser leaving = realm.users().pttUser("leaving");
        Tokens tokens = client.login(leaving, "openid", PTT);
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 120);
        leaving.set("mc_valid_until", end.toString());
        Answer answer = client.securityToken(tokens.accessToken(), LONG).send();
        assertThat(Json.claims(answer.json().path("access_token").asText()).path("exp").asLong())
                .isEqualTo(end.getEpochSecond());
    }

    @Test
    void opensNothingAtHome() {
        String securityToken = client.securityToken(login().accessToken(), PARTNER).send().json().path("access_token").asText();
        assertThat(client.userInfo(securityToken).status()).isEqualTo(401);
        assertThat(realm.resourceServer("mcptt-server").seesActive(securityToken)).isFalse();
        assertThat(client.seesActive(securityToken)).isFalse();
        assertReason(client.securityToken(securityToken, PARTNER), "subject_token_invalid", "invalid_request");
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                refused("unlisted partner", "resource_unlisted", "invalid_target",
                        request -> request.with("resource", "https://other.example/realms/partner")),
                refused("slash at the end", "resource_unlisted", "invalid_target",
                        request -> request.with("resource", PARTNER + "/")),
                refused("other case", "resource_unlisted", "invalid_target",
                        request -> request.with("resource", "https://PARTNER.example/realms/partner")),
                refused("empty", "resource_unlisted", "invalid_target", request -> request.with("resource", "")),
                refused("several", "resource_not_single", "invalid_request", request -> request.adding("resource", LONG)),
                refused("the same twice", "resource_not_single", "invalid_request",
                        request -> request.adding("resource", PARTNER)),
                refused("no subject token", "subject_token_missing", "invalid_request",
                        request -> request.without("subject_token")),
                refused("empty subject token", "subject_token_missing", "invalid_request",
                        request -> request.with("subject_token", " ")),
                refused("access token as type", "subject_token_type", "invalid_request",
                        request -> request.with("subject_token_type", ACCESS_TOKEN)),
                refused("no type", "subject_token_type", "invalid_request", request -> request.without("subject_token_type")),
                refused("no type, several", "subject_token_type", "invalid_request",
                        request -> request.without("subject_token_type").adding("resource", "https://other.example")),
                refused("the token endpoint, no type", "subject_token_type", "invalid_request",
                        request -> request.with("resource", TOKEN_ENDPOINT).without("subject_token_type")),
                refused("token endpoint with a slash", "resource_unlisted", "invalid_target",
                        request -> request.with("resource", TOKEN_ENDPOINT + "/")),
                refused("both addresses", "resource_not_single", "invalid_request",
                        request -> request.adding("resource", TOKEN_ENDPOINT)),
                refused("audience", "unsupported_parameter", "invalid_request",
                        request -> request.with("audience", "mcptt-server")),
                refused("actor", "unsupported_parameter", "invalid_request", request -> request.with("actor_token", "x")),
                refused("requested subject", "unsupported_parameter", "invalid_request",
                        request -> request.with("requested_subject", "alice")),
                refused("another type", "unsupported_parameter", "invalid_request",
                        request -> request.with("requested_token_type", ACCESS_TOKEN)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void refusesOtherRequests(String name, String reason, String error, UnaryOperator<FormRequest> change) {
        assertReason(change.apply(client.securityToken(login().accessToken(), PARTNER)), reason, error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "....", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA", "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJIUzI1NiJ9.e30.x", "eyJ0eXAiOiJKV1QifQ.e30.x", "eyJhbGciOiJmb28ifQ.e30.x", "{}"})
    void refusesASubjectTokenThatIsNone(String subjectToken) {
        assertReason(client.securityToken(subjectToken, PARTNER), "subject_token_invalid", "invalid_request");
    }

    @Test
    void refusesAnOversizedOne() {
        Answer answer = client.securityToken("x".repeat(100_000), PARTNER).send();
        assertThat(answer.status()).isBetween(400, 499);
        answer = client.securityToken(login().accessToken(), "https://" + "x".repeat(100_000)).send();
        assertThat(answer.status()).isBetween(400, 499);
    }

    @Test
    void takesAccessTokensOnly() {
        Tokens tokens = login();
        assertReason(client.securityToken(tokens.refreshToken(), PARTNER), "subject_token_invalid", "invalid_request");
        assertReason(client.securityToken(tokens.idToken(), PARTNER), "subject_token_invalid", "invalid_request");
    }

    @Test
    void refusesATamperedOne() {
        String token = login().accessToken();
        String[] parts = token.split("\\.");
        String other = login().accessToken().split("\\.")[2];
        assertReason(client.securityToken(parts[0] + "." + parts[1] + "." + other, PARTNER),
                "subject_token_invalid", "invalid_request");
    }

    @Test
    void refusesOneOfAnotherClient() {
        Tokens tokens = realm.clientLikeNative("second_client").login(user, "openid", PTT);
        assertReason(client.securityToken(tokens.accessToken(), PARTNER),
                "subject_token_of_another_client", "invalid_request");
    }

    @Test
    void refusesOneOfAnotherRealm() {
        TestUser stranger = mcx.realm().users().pttUser("stranger");
        Tokens tokens = mcx.realm().nativeClient().login(stranger, "openid", PTT);
        assertReason(client.securityToken(tokens.accessToken(), PARTNER), "subject_token_invalid", "invalid_request");
        stranger.delete();
    }

    /** Keycloak's revocation knows no access token whose typ is in lower case. */
    @Test
    void refusesARevokedOne() {
        McxClient brief = realm.clientLikeNative("brief_client");
        Tokens tokens = brief.login(user, "openid", PTT);
        assertThat(brief.securityToken(tokens.accessToken(), PARTNER).send().status()).isEqualTo(200);
        assertThat(brief.revoke(tokens.accessToken()).send().status()).isEqualTo(200);
        assertRefused(brief.securityToken(tokens.accessToken(), PARTNER).send(), 400, "invalid_request");
    }

    @Test
    void refusesOneWhoseSessionHasEnded() {
        Tokens tokens = login();
        client.logout(tokens.refreshToken()).send();
        assertReason(client.securityToken(tokens.accessToken(), PARTNER), "subject_token_invalid", "invalid_request");
    }

    @Test
    void refusesOneThatOpensNoMcService() {
        Tokens tokens = client.login(user, "openid", "profile");
        assertReason(client.securityToken(tokens.accessToken(), PARTNER),
                "subject_token_without_mc_scope", "invalid_request");
    }

    @Test
    void refusesASuspendedAccount() {
        TestUser suspended = realm.users().pttUser("suspended");
        Tokens tokens = client.login(suspended, "openid", PTT);
        suspended.suspend();
        assertThat(assertRefused(client.securityToken(tokens.accessToken(), PARTNER).send(), 400, "invalid_grant"))
                .contains("suspended");
        assertThat(Events.detail(realm.events().only(suspended, "TOKEN_EXCHANGE_ERROR"), "mc_reason")).isEqualTo("suspended");
    }

    /** The exchange asks itself, where the profile that guards every grant is not there. */
    @Test
    void refusesASuspendedAccountWithoutTheAccountProfile() {
        try (Realm bare = mcx.realmLike("bare", file -> {
            addPartnersAndClients(file.noticeAtGrantsOnly());
            file.withoutProfile("mcx account validity");
        })) {
            TestUser suspended = bare.users().pttUser("suspended");
            Tokens tokens = bare.nativeClient().login(suspended, "openid", PTT);
            suspended.suspend();
            assertThat(assertRefused(bare.nativeClient().securityToken(tokens.accessToken(), PARTNER).send(),
                    400, "invalid_grant")).contains("suspended");
            assertThat(Events.detail(bare.events().only(suspended, "TOKEN_EXCHANGE_ERROR"), "mc_reason"))
                    .isEqualTo("suspended");
        }
    }

    @Test
    void refusesADisabledUser() {
        TestUser disabled = realm.users().pttUser("disabled");
        Tokens tokens = client.login(disabled, "openid", PTT);
        disabled.disable();
        assertThat(client.securityToken(tokens.accessToken(), PARTNER).send().status()).isEqualTo(400);
    }

    @Test
    void refusesAClientThatIsNotSwitchedOn() {
        McxClient off = realm.clientLikeNative("off_client");
        Tokens tokens = off.login(user, "openid", PTT);
        assertRefused(off.securityToken(tokens.accessToken(), PARTNER).send(), 400, "unauthorized_client");
    }

    @Test
    void refusesAPublicClient() {
        McxClient open = realm.client("public_client", null);
        Tokens tokens = open.login(user, "openid", PTT);
        assertRefused(open.securityToken(tokens.accessToken(), PARTNER).send(), 400, "unauthorized_client");
    }

    @Test
    void refusesAWrongSecret() {
        Answer answer = client.withSecret("wrong").securityToken(login().accessToken(), PARTNER).send();
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void leavesOtherExchangesToKeycloak() {
        McxClient off = realm.clientLikeNative("off_client");
        Tokens tokens = off.login(user, "openid", PTT);
        Answer stock = off.tokenExchange(tokens.accessToken()).send();
        assertThat(stock.status()).as(stock.toString()).isEqualTo(200);
        assertThat(stock.json().path("issued_token_type").asText()).isEqualTo(ACCESS_TOKEN);
        // With subject_token_type jwt and no resource, and the other way round, it is Keycloak that answers.
        assertThat(off.tokenExchange(tokens.accessToken()).with("subject_token_type", JWT).send().description())
                .contains("supports access tokens only");
        assertThat(off.tokenExchange(tokens.accessToken()).with("resource", PARTNER).send().status()).isEqualTo(200);
    }

    @Test
    void theConsoleRefusesAPartnerThatCannotBeUnderstood() {
        ClientProfilesRepresentation profiles = realm.admin().clientPoliciesProfilesResource().getProfiles(false);
        ClientPolicyExecutorRepresentation executor = profiles.getProfiles().stream()
                .flatMap(profile -> profile.getExecutors().stream())
                .filter(one -> one.getExecutorProviderId().equals("mcx-partner-domains-executor")).findFirst().orElseThrow();
        ((ObjectNode) executor.getConfiguration()).putArray("partners").add(PARTNER + " 601");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> realm.admin().clientPoliciesProfilesResource().updateProfiles(profiles))
                .satisfies(refused -> assertThat(refused.getResponse().readEntity(String.class))
                        .contains("Partner domains: the lifetime 601 is not within 1 and 600 seconds"));
        assertThat(realm.admin().clientPoliciesProfilesResource().getProfiles(false).getProfiles())
                .flatExtracting(profile -> profile.getExecutors()).extracting(one -> String.valueOf(one.getConfiguration()))
                .anyMatch(saved -> saved.contains(TOKEN_ENDPOINT)).noneMatch(saved -> saved.contains("601"));
    }

    @Test
    void leavesAResourceOfNoPartnerToKeycloak() {
        Answer stock = client.tokenExchange(login().accessToken()).with("resource", "https://other.example").send();
        assertThat(stock.description()).as(stock.toString()).doesNotContain("partner");
        assertThat(stock.status()).isBetween(400, 499);
    }

    private Tokens login() {
        return client.login(user, "openid", PTT);
    }

    private void assertReason(FormRequest request, String reason, String error) {
        assertRefused(request.send(), 400, error);
        realm.events().awaitOfClient("mcptt_client", "TOKEN_EXCHANGE_ERROR",
                event -> reason.equals(Events.detail(event, "reason")));
    }

    private static Arguments refused(String name, String reason, String error, UnaryOperator<FormRequest> change) {
        return Arguments.of(name, reason, error, change);
    }
}
