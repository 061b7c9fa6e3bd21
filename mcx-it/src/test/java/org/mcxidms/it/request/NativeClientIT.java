package org.mcxidms.it.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.harness.OAuthAssertions.assertErrorPage;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.it.harness.Answer;
import org.mcxidms.it.harness.AuthorizationRequest;
import org.mcxidms.it.harness.FormRequest;
import org.mcxidms.it.harness.Landing;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/** The shipped native client: what B.4.2.2 and B.4.2.4 forbid is refused, whoever refuses it, and nothing is issued. */
@ExtendWith(McxExtension.class)
final class NativeClientIT {

    private static final String PTT = "3gpp:mc:ptt_service";

    record BadAuthorization(String name, String error, UnaryOperator<AuthorizationRequest> change) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadAuthorization> badAuthorizations() {
        return Stream.of(
                new BadAuthorization("no response_type", "invalid_request", request -> request.without("response_type")),
                new BadAuthorization("implicit", "unauthorized_client", request -> request.with("response_type", "token")),
                new BadAuthorization("no openid", "invalid_scope", request -> request.with("scope", PTT)),
                new BadAuthorization("no scope", "invalid_scope", request -> request.without("scope")),
                new BadAuthorization("unknown scope", "invalid_scope", request -> request.with("scope", "openid 3gpp:mc:admin")),
                new BadAuthorization("no acr_values", "invalid_request", request -> request.without("acr_values")),
                new BadAuthorization("unknown acr", "invalid_request", request -> request.with("acr_values", "3gpp:acr:iris")),
                new BadAuthorization("no challenge", "invalid_request",
                        request -> request.without("code_challenge").without("code_challenge_method")),
                new BadAuthorization("plain", "invalid_request", request -> request.with("code_challenge_method", "plain")),
                new BadAuthorization("method missing", "invalid_request", request -> request.without("code_challenge_method")));
    }

    @ParameterizedTest
    @MethodSource("badAuthorizations")
    void badAuthenticationRequestIsRefused(BadAuthorization bad, Mcx mcx) {
        McxClient client = mcx.realm().nativeClient();
        AuthorizationRequest request = bad.change().apply(client.authorization("openid", PTT));
        assertRefused(client.newBrowser().open(request.url()), request, bad.error());
    }

    @Test
    void requestWithoutStateIsRefused(Mcx mcx) {
        McxClient client = mcx.realm().nativeClient();
        Landing landing = client.newBrowser().open(client.authorization("openid", PTT).without("state").url());
        assertThat(landing.error()).isEqualTo("invalid_request");
        assertThat(landing.parameter("code")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://evil.example/cb", "http://3gpp.mcptt/cb/", "http://3gpp.mcptt/cb?x=1", "http://3gpp.mcptt.evil.example/cb",
        "http://user@3gpp.mcptt/cb", "http://127.0.0.1/other", "http://127.0.0.1.evil.example/cb", "mcptt://organization_mcptt/cb2"})
    void otherRedirectUriIsRefusedByPage(String redirectUri, Mcx mcx) {
        McxClient client = mcx.realm().nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        assertErrorPage(client.newBrowser().open((redirectUri.isEmpty()
                ? request.without("redirect_uri") : request.with("redirect_uri", redirectUri)).url()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://3gpp.mcptt/cb", "mcptt://organization_mcptt/cb", "http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"})
    void everyRegisteredRedirectUriWorksOnAnyLoopbackPort(String redirectUri, Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient().withRedirectUri(redirectUri);
        assertThat(client.login(realm.users().demo("bob@org.com"), "openid", PTT).scopes()).contains(PTT);
    }

    record BadExchange(String name, int status, String error, UnaryOperator<FormRequest> change) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadExchange> badExchanges() {
        return Stream.of(
                new BadExchange("no code", 400, "invalid_request", request -> request.without("code")),
                new BadExchange("no redirect_uri", 400, "invalid_grant", request -> request.without("redirect_uri")),
                new BadExchange("other redirect_uri", 400, "invalid_grant",
                        request -> request.with("redirect_uri", "http://127.0.0.1/cb")),
                new BadExchange("no code_verifier", 400, "invalid_grant", request -> request.without("code_verifier")),
                new BadExchange("wrong code_verifier", 400, "invalid_grant",
                        request -> request.with("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong")),
                new BadExchange("no authentication", 401, "unauthorized_client", FormRequest::unauthenticated),
                new BadExchange("wrong secret", 401, "unauthorized_client", request -> request.basic("mcptt_client", "wrong")),
                new BadExchange("empty secret", 401, "unauthorized_client", request -> request.basic("mcptt_client", "")),
                new BadExchange("another client", 401, "unauthorized_client", request -> request.with("client_id", "kms")),
                new BadExchange("no grant_type", 400, "invalid_request", request -> request.without("grant_type")),
                new BadExchange("code twice", 400, "invalid_request", request -> request.adding("code", "another")));
    }

    @ParameterizedTest
    @MethodSource("badExchanges")
    void badAccessTokenRequestIsRefused(BadExchange bad, Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, realm.users().demo("bob@org.com")).code();
        Answer answer = bad.change().apply(client.exchange(request, code)).send();
        assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
        assertRefused(answer, answer.status(), answer.error());
        assertThat(answer.error()).isEqualTo(bad.error());
        assertThat(answer.status()).isEqualTo(bad.status());
    }

    @Test
    void secretInTheBodyIsRefused(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, realm.users().demo("bob@org.com")).code();
        assertRefused(client.exchange(request, code).unauthenticated().with("client_secret", client.secret()).send(),
                401, "unauthorized_client");
    }

    @Test
    void replayedCodeIsRefusedAndEndsWhatTheFirstUseGot(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        TestUser user = realm.users().pttUser("replay");
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, user).code();
        Tokens first = new Tokens(client.exchange(request, code).send());
        assertRefused(client.exchange(request, code).send(), 400, "invalid_grant");
        assertRefused(client.refresh(first.refreshToken()).send(), 400, "invalid_grant");
    }

    @Test
    void otherGrantsAreClosed(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        assertRefused(client.passwordGrant(realm.users().pttUser("closed"), "openid").send(), 400, "unauthorized_client");
        assertRefused(client.clientCredentials().send(), 401, "unauthorized_client");
    }

    @Test
    void idTokenTellsTheLevelAndSingleSignOnWorks(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        TestUser user = realm.users().pttUser("sso");
        var browser = client.newBrowser();
        assertThat(client.login(browser, user, "openid", PTT).id().path("acr").textValue()).isEqualTo("3gpp:acr:password");
        Landing second = browser.open(client.authorization("openid", PTT).url());
        assertThat(second.code()).isNotEmpty();
    }
}
