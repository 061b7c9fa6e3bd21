package org.mcxidms.it.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.it.interdomain.PartnerRealm;
import org.mcxidms.it.interdomain.Primary;

/** A scope that the client cannot get is left out of the grant, wherever a request can name one, and widens nothing. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UnknownScopesIT {

    private static final String UNKNOWN = "3gpp:IWF:Tetra";
    /** The realm has it, and the native client has not. */
    private static final String NOT_THE_CLIENTS = "3gpp:mc:video_service";
    private static final String CHALLENGE = "pkce.code.challenge.method";

    /** How an authentication request reaches the server. */
    enum Way {

        GET, POST, PUSHED;

        Landing open(McxClient client, Browser browser, AuthorizationRequest request) {
            return switch (this) {
                case GET -> browser.open(request.url());
                case POST -> browser.submit(client.endpoint("auth"), parameters(request));
                case PUSHED -> {
                    Answer pushed = push(client, request);
                    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
                    yield browser.open(client.endpoint("auth") + "?client_id=" + client.clientId() + "&request_uri="
                            + pushed.json().path("request_uri").asText());
                }
            };
        }
    }

    private final Realm drops;
    private final Realm logs;
    private final Realm refuses;

    UnknownScopesIT(Mcx mcx) {
        drops = mcx.realmLike("scopes-drop", file -> prepare(file, null));
        logs = mcx.realmLike("scopes-log", file -> prepare(file, "log"));
        refuses = mcx.realmLike("scopes-refuse", file -> prepare(file, "refuse"));
    }

    @AfterAll
    void close() {
        drops.close();
        logs.close();
        refuses.close();
    }

    @ParameterizedTest
    @EnumSource
    void loginGoesOnWithoutIt(Way way) {
        McxClient client = drops.nativeClient();
        TestUser user = drops.users().fullUser("unknown");
        AuthorizationRequest request = client.authorization("openid", UNKNOWN, PTT, NOT_THE_CLIENTS, "3gpp:mcdata:ptt_server")
                .with("state", "a b&c=ü~%2B{x}+\"");

        Browser browser = client.newBrowser();
        Landing landing = browser.login(way.open(client, browser, request), user.username(), user.password());

        assertThat(landing.parameter("state")).isEqualTo(request.parameter("state"));
        Tokens tokens = new Tokens(client.exchange(request, landing.code()).send());
        assertThat(tokens.answer().json().path("scope").asText().split(" ")).containsExactlyInAnyOrder("openid", PTT);
        assertThat(tokens.access().path("scope").asText().split(" ")).containsExactlyInAnyOrder("openid", PTT);
        assertThat(tokens.access().has("mcvideo_id")).isFalse();
        assertThat(drops.events().ofClient(client.clientId(), "CLIENT_INFO")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void modeRefuseLeavesItToKeycloak(Way way) {
        McxClient client = refuses.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT, UNKNOWN);

        if (way == Way.PUSHED) {
            assertThat(push(client, request).status()).isEqualTo(400);
        } else {
            assertRefused(way.open(client, client.newBrowser(), request), request, "invalid_scope");
        }
    }

    @ParameterizedTest
    @EnumSource
    void modeLogNamesIt(Way way) {
        McxClient client = logs.nativeClient();
        String scope = UNKNOWN + way;

        assertThat(way.open(client, client.newBrowser(), client.authorization("openid", scope)).isLoginForm()).isTrue();

        logs.events().awaitOfClient(client.clientId(), "CLIENT_INFO",
                event -> "unknown-scopes".equals(Events.detail(event, "mc_rule"))
                        && scope.equals(Events.detail(event, "mc_scopes")));
    }

    /** Every other rule of the profile still applies. */
    @Test
    void otherRulesStand() {
        McxClient client = drops.nativeClient();
        AuthorizationRequest request = client.authorization(PTT, UNKNOWN);
        assertRefused(client.newBrowser().open(request.url()), request, "invalid_scope");
        AuthorizationRequest onlyUnknown = client.authorization(UNKNOWN);
        assertRefused(client.newBrowser().open(onlyUnknown.url()), onlyUnknown, "invalid_scope");
        AuthorizationRequest twice = client.authorization("openid", UNKNOWN).adding("scope", "openid");
        assertThat(client.newBrowser().open(twice.url()).isLoginForm()).isFalse();
    }

    @Test
    void clientWithoutTheRoleIsKeycloaksAlone() {
        McxClient client = drops.clientLikeNative("other_client");
        AuthorizationRequest request = client.authorization("openid", UNKNOWN);

        assertRefused(client.newBrowser().open(request.url()), request, "invalid_scope");
        Tokens tokens = client.login(drops.users().pttUser("other"), "openid", PTT);
        assertRefused(client.refresh(tokens.refreshToken()).with("scope", "openid " + UNKNOWN).send(), 400, "invalid_scope");
    }

    @Test
    void requestObjectIsKeycloaksAlone() {
        McxClient client = drops.nativeClient();
        AuthorizationRequest inside = client.authorization("openid", UNKNOWN);

        Landing landing = client.newBrowser().open(client.authorization("openid")
                .with("request", inside.asUnsignedRequestObject()).url());

        assertThat(landing.isLoginForm()).isFalse();
        assertThat(landing.parameter("code")).isNull();
    }

    @Test
    void refreshGoesOnWithoutIt() {
        McxClient client = drops.nativeClient();
        Tokens tokens = client.login(drops.users().pttUser("refresh"), "openid", PTT);

        Tokens narrowed = new Tokens(client.refresh(tokens.refreshToken()).with("scope", "openid " + UNKNOWN).send());

        assertThat(narrowed.scopes()).containsExactly("openid");
        assertThat(narrowed.access().has("mcptt_id")).isFalse();
    }

    /** A refresh without scope asks for everything. A request whose scope becomes empty must not turn into one. */
    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, NOT_THE_CLIENTS, UNKNOWN + " " + NOT_THE_CLIENTS})
    void refreshForNothingElseIsRefused(String scope) {
        McxClient client = drops.nativeClient();
        Tokens tokens = client.login(drops.users().pttUser("nothing"), "openid", PTT);

        assertRefused(client.refresh(tokens.refreshToken()).with("scope", scope).send(), 400, "invalid_scope");
    }

    @Test
    void modeRefuseRefusesTheRefresh() {
        McxClient client = refuses.nativeClient();
        Tokens tokens = client.login(refuses.users().pttUser("refused"), "openid", PTT);

        assertRefused(client.refresh(tokens.refreshToken()).with("scope", "openid " + UNKNOWN).send(), 400, "invalid_scope");
    }

    @Test
    void deviceGoesOnWithoutItOrIsRefused() {
        TestUser user = drops.users().pttUser("device");
        McxClient client = drops.nativeClient();
        Answer answer = client.deviceAuthorization("openid", PTT, UNKNOWN, NOT_THE_CLIENTS).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        Browser browser = client.newBrowser();
        Landing page = browser.login(
                browser.open(answer.json().path("verification_uri_complete").asText()), user.username(), user.password());
        assertThat(page.text()).doesNotContain("Tetra");
        browser.submit(page.formAction("accept"), Map.of("accept", "Yes", "code", page.hiddenInput("code")));
        Tokens tokens = new Tokens(client.deviceGrant(answer.json().path("device_code").asText()).send());
        assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", PTT);

        assertRefused(client.deviceAuthorization(UNKNOWN).send(), 400, "invalid_scope");
        assertRefused(refuses.nativeClient().deviceAuthorization("openid", PTT, UNKNOWN).send(), 400, "invalid_scope");
    }

    @Test
    void jwtGrantGoesOnWithoutIt(Mcx mcx) {
        try (Primary primary = new Primary(mcx.server().nameOfTestHost()); Realm partner = PartnerRealm.create(mcx, primary)) {
            PartnerRealm.visitor(partner, "unknown-scopes");
            McxClient client = partner.nativeClient();

            Tokens tokens = new Tokens(client.jwtBearer(assertion(primary, partner), "openid", PTT, UNKNOWN).send());
            assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", PTT);

            assertRefused(client.jwtBearer(assertion(primary, partner), UNKNOWN).send(), 400, "invalid_scope");
            assertThat(client.jwtBearer(assertion(primary, partner), "openid", UNKNOWN).send().status()).isEqualTo(400);
            var resource = partner.admin().clients().get(
                    partner.admin().clients().findByClientId(client.clientId()).get(0).getId());
            resource.removeOptionalClientScope(resource.getOptionalClientScopes().stream()
                    .filter(scope -> scope.getName().equals(NOT_THE_CLIENTS)).findFirst().orElseThrow().getId());
            assertRefused(client.jwtBearer(assertion(primary, partner), "openid", NOT_THE_CLIENTS).send(), 400, "invalid_scope");
            assertThat(new Tokens(client.jwtBearer(assertion(primary, partner), "openid", PTT, NOT_THE_CLIENTS).send()).scopes())
                    .containsExactlyInAnyOrder("openid", PTT);
        }
    }

    private static String assertion(Primary primary, Realm partner) {
        return primary.sign(Primary.claims("unknown-scopes", "mcptt_client", partner.issuer()));
    }

    private static Answer push(McxClient client, AuthorizationRequest request) {
        FormRequest push = client.authenticated(client.endpoint("ext/par/request"));
        parameters(request).forEach(push::with);
        return push.send();
    }

    private static Map<String, String> parameters(AuthorizationRequest request) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : URI.create(request.url()).getRawQuery().split("&")) {
            String name = pair.substring(0, pair.indexOf('='));
            parameters.put(name, request.parameter(name));
        }
        return parameters;
    }

    private static void prepare(RealmFile file, String mode) {
        if (mode != null) {
            file.executor("mcx-request-profile-executor").put("unknown-scopes", mode);
        }
        ObjectNode client = file.client("mcptt_client");
        ArrayNode scopes = (ArrayNode) client.get("optionalClientScopes");
        for (int at = scopes.size() - 1; at >= 0; at--) {
            if (NOT_THE_CLIENTS.equals(scopes.get(at).asText())) {
                scopes.remove(at);
            }
        }
        // Otherwise the device authorization request would need a challenge as well.
        ((ObjectNode) client.get("attributes")).remove(CHALLENGE);
        ((ObjectNode) client.get("attributes")).put("oauth2.device.authorization.grant.enabled", "true");
        file.addClientLikeNative("other_client");
        ((ObjectNode) file.json().at("/roles/client")).remove("other_client");
    }
}
