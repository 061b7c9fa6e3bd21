package org.mcxidms.it.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;

/** B.4.2.2: each required parameter missing or wrong, against each mode of its rule. */
@ExtendWith(McxExtension.class)
final class AuthorizationProfileIT {

    /** A request that breaks one rule of the profile and nothing that Keycloak itself insists on. */
    enum Broken {

        RESPONSE_TYPE("response-type", "unsupported_response_type",
                request -> request.with("response_type", "code id_token").with("nonce", "n")),
        SCOPE_WITHOUT_OPENID("openid-scope", "invalid_scope", request -> request.with("scope", PTT)),
        NO_SCOPE("openid-scope", "invalid_scope", request -> request.without("scope")),
        NO_STATE("state", "invalid_request", request -> request.without("state")),
        EMPTY_STATE("state", "invalid_request", request -> request.with("state", "")),
        NO_ACR_VALUES("acr-values", "invalid_request", request -> request.without("acr_values")),
        UNKNOWN_ACR_VALUES("acr-values", "invalid_request", request -> request.with("acr_values", "3gpp:acr:fingerprint")),
        NO_CHALLENGE("pkce-s256", "invalid_request",
                request -> request.without("code_challenge").without("code_challenge_method")),
        PLAIN_CHALLENGE("pkce-s256", "invalid_request", request -> request.with("code_challenge_method", "plain")),
        NO_CHALLENGE_METHOD("pkce-s256", "invalid_request", request -> request.without("code_challenge_method")),
        NO_REDIRECT_URI("redirect-uri", "invalid_request", request -> request.without("redirect_uri"));

        private final String rule;
        private final String error;
        private final UnaryOperator<AuthorizationRequest> breaking;

        Broken(String rule, String error, UnaryOperator<AuthorizationRequest> breaking) {
            this.rule = rule;
            this.error = error;
            this.breaking = breaking;
        }

        AuthorizationRequest request(McxClient client) {
            return breaking.apply(client.authorization("openid", PTT));
        }
    }

    private final Mcx mcx;

    AuthorizationProfileIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** The shipped realm: whoever it is that refuses, the client gets no code and no login form. */
    @ParameterizedTest
    @EnumSource
    void shippedRealmRefuses(Broken broken) {
        McxClient client = mcx.realm().nativeClient();

        Landing landing = client.newBrowser().open(broken.request(client).url());

        assertThat(landing.isLoginForm()).as(landing.toString()).isFalse();
        assertThat(landing.parameter("code")).isNull();
        assertThat(landing.error() != null || landing.status() == 400).as(landing.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "log", "enforce"})
    void eachRuleFollowsItsMode(String mode) {
        try (Realm realm = mcx.realmLike("profile-" + mode, file -> leaveItToTheExecutor(file, mode))) {
            McxClient client = realm.nativeClient();
            assertThat(Arrays.stream(Broken.values()).map(broken -> broken.rule).distinct()).hasSize(6);
            // Where openid is asked for, Keycloak itself insists on redirect_uri, whatever the mode.
            for (Broken broken : EnumSet.complementOf(EnumSet.of(Broken.NO_REDIRECT_URI))) {
                AuthorizationRequest request = broken.request(client);
                Landing landing = client.newBrowser().open(request.url());
                switch (mode) {
                    case "enforce" -> assertEnforced(landing, broken);
                    case "log" -> {
                        assertThat(landing.isLoginForm()).as(broken + ": " + landing).isTrue();
                        realm.events().awaitOfClient(client.clientId(), "CLIENT_INFO",
                                event -> broken.rule.equals(Events.detail(event, "mc_rule")));
                    }
                    default -> assertThat(landing.isLoginForm()).as(broken + ": " + landing).isTrue();
                }
            }
            if (mode.equals("off")) {
                assertThat(realm.events().ofClient(client.clientId(), "CLIENT_INFO")).isEmpty();
            }
        }
    }

    @Test
    void clientWithoutTheRoleIsNotHeldToTheProfile() {
        try (Realm realm = mcx.realmLike("role", file -> {
            file.addClientLikeNative("other_client");
            ((ObjectNode) file.json().at("/roles/client")).remove("other_client");
        })) {
            McxClient held = realm.nativeClient();
            assertThat(held.newBrowser().open(held.authorization("openid").without("acr_values").url()).isLoginForm()).isFalse();

            McxClient other = realm.clientLikeNative("other_client");
            assertThat(other.newBrowser().open(other.authorization("openid").without("acr_values").url()).isLoginForm()).isTrue();
        }
    }

    private static void assertEnforced(Landing landing, Broken broken) {
        assertThat(landing.isAt("http://3gpp.mcptt/cb")).as(broken + ": " + landing).isTrue();
        assertThat(landing.error()).as(broken + ": " + landing).isEqualTo(broken.error);
        assertThat(landing.parameter("error_description")).startsWith(broken.rule + ": ");
        assertThat(landing.parameter("code")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://3gpp.mcptt/cb/", "http://3gpp.mcptt/cb?x=1", "http://3gpp.mcptt/cb/../cb", "http://3gpp.mcptt/CB",
        "https://3gpp.mcptt/cb", "http://3gpp.mcptt.evil.example/cb", "http://3gpp.mcptt:81/cb", "http://3gpp.mcptt/cb#f",
        "mcptt://organization_mcptt/cb2", "http://127.0.0.1/cb2", "http://192.0.2.1/cb", ""})
    void redirectUriThatIsNotRegisteredGetsAPageAndNoRedirect(String redirectUri) {
        McxClient client = mcx.realm().nativeClient();

        assertErrorPage(client.newBrowser().open(
                client.authorization("openid").with("redirect_uri", redirectUri).url()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://3gpp.mcptt/cb", "mcptt://organization_mcptt/cb", "http://127.0.0.1/cb", "http://127.0.0.1:40123/cb"})
    void registeredRedirectUriGetsTheCode(String redirectUri) {
        McxClient client = mcx.realm().nativeClient().withRedirectUri(redirectUri);

        assertThat(client.login(mcx.realm().users().pttUser("redirect"), "openid").idToken()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "id_token", "code token", "id_token token"})
    void implicitAndHybridFlowsAreRefused(String responseType) {
        McxClient client = mcx.realm().nativeClient();
        Landing landing = client.newBrowser().open(
                client.authorization("openid").with("response_type", responseType).with("nonce", "n").url());

        assertThat(landing.error()).as(landing.toString()).isNotNull();
        assertThat(landing.parameter("code")).isNull();
        assertThat(landing.parameter("access_token")).isNull();
    }

    @Test
    void unknownClientGetsAPageAndNoRedirect() {
        McxClient stranger = mcx.realm().client("no-such-client", null);

        assertErrorPage(stranger.newBrowser().open(stranger.authorization("openid").url()));
    }

    /** One of several acr_values that is known suffices (OpenID Connect Core 3.1.2.1: in order of preference). */
    @Test
    void oneKnownAcrValueSuffices() {
        McxClient client = mcx.realm().nativeClient();

        assertThat(client.newBrowser().open(client.authorization("openid")
                .with("acr_values", "3gpp:acr:unknown 3gpp:acr:password").url()).isLoginForm()).isTrue();
    }

    /** What a request object carries counts; what is outside of it does not repair it. */
    @Test
    void requestObjectCannotHideAMissingParameter() {
        McxClient client = mcx.realm().nativeClient();
        AuthorizationRequest inside = client.authorization("openid").without("state").without("acr_values");

        Landing landing = client.newBrowser().open(client.authorization("openid").without("state").without("acr_values")
                .with("request", inside.asUnsignedRequestObject()).url());

        assertThat(landing.isLoginForm()).isFalse();
        assertThat(landing.parameter("code")).isNull();
    }

    /** Takes away every setting by which Keycloak itself would refuse, so that only the rule is left. */
    private static void leaveItToTheExecutor(RealmFile file, String mode) {
        ObjectNode executor = file.executor("mcx-request-profile-executor");
        Arrays.stream(Broken.values()).forEach(broken -> executor.put(broken.rule, mode));
        ObjectNode client = file.client("mcptt_client");
        client.put("implicitFlowEnabled", true);
        client.putArray("redirectUris").add("http://3gpp.mcptt/cb");
        ((ObjectNode) client.get("attributes")).remove("pkce.code.challenge.method");
    }
}
