package org.mcxidms.it.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.net.URI;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.auth.ClientSecretJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.EventRepresentation;

import org.mcxidms.it.harness.Answer;
import org.mcxidms.it.harness.AuthorizationRequest;
import org.mcxidms.it.harness.Events;
import org.mcxidms.it.harness.FormRequest;
import org.mcxidms.it.harness.Landing;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.RealmFile;
import org.mcxidms.it.harness.TestUser;
import org.mcxidms.it.harness.Tokens;

/**
 * The rules of the request profile, each enforced, logged and off (B.4.2.2, B.4.2.4). Keycloak refuses some of these requests
 * before the rule is asked; the realm of these tests has a client that is lax in everything that is not the rule's.
 */
@ExtendWith(McxExtension.class)
final class RequestProfileIT {

    private static final String[] RULES = {"response-type", "openid-scope", "redirect-uri", "state", "acr-values", "pkce-s256",
        "token-client-id", "token-client-id-basic", "token-redirect-uri"};
    private static final String PTT = "3gpp:mc:ptt_service";
    private static final String JWT_CLIENT = "client_by_assertion";
    private static final String JWT_CLIENT_SECRET = "a secret of more than thirty-two bytes";

    /** An authentication request that breaks one rule. */
    record Breach(String rule, String error, UnaryOperator<AuthorizationRequest> change) {

        @Override
        public String toString() {
            return rule;
        }
    }

    static Stream<Breach> breaches() {
        return Stream.of(
                new Breach("response-type", "unsupported_response_type",
                        request -> request.with("response_type", "code id_token").with("nonce", "n")),
                new Breach("openid-scope", "invalid_scope", request -> request.with("scope", PTT)),
                new Breach("openid-scope", "invalid_scope", request -> request.without("scope")),
                new Breach("state", "invalid_request", request -> request.without("state")),
                new Breach("acr-values", "invalid_request", request -> request.without("acr_values")),
                new Breach("acr-values", "invalid_request", request -> request.with("acr_values", "3gpp:acr:biometric")),
                new Breach("pkce-s256", "invalid_request",
                        request -> request.without("code_challenge").without("code_challenge_method")));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void enforcedRuleRefusesAndIssuesNothing(Breach breach, Mcx mcx) {
        try (Realm realm = lax(mcx, "enforce")) {
            McxClient client = realm.nativeClient();
            AuthorizationRequest request = breach.change().apply(client.authorization("openid", PTT));
            Landing landing = client.authorize(request, realm.users().pttUser("enforce"));
            assertThat(assertRefused(landing, request, breach.error())).startsWith(breach.rule() + ": ");
            EventRepresentation event = realm.events().awaitOfClient(client.clientId(), "LOGIN_ERROR", any -> true);
            assertThat(Events.detail(event, "client_policy_error_detail")).startsWith(breach.rule() + ": ");
        }
    }

    @Test
    void loggedRulesLetTheRequestThroughAndNameClientAndRule(Mcx mcx) {
        try (Realm realm = lax(mcx, "log")) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("log");
            breaches().forEach(breach -> {
                Landing landing = client.authorize(breach.change().apply(client.authorization("openid", PTT)), user);
                assertThat(landing.code()).isNotEmpty();
                realm.events().awaitOfClient(client.clientId(), "CLIENT_INFO",
                        event -> breach.rule().equals(Events.detail(event, "mc_rule")));
            });
        }
    }

    @Test
    void rulesThatAreOffSayNothing(Mcx mcx) {
        try (Realm realm = lax(mcx, "off")) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("off");
            breaches().forEach(breach -> assertThat(
                    client.authorize(breach.change().apply(client.authorization("openid", PTT)), user).code()).isNotEmpty());
            assertThat(realm.events().ofClient(client.clientId(), "CLIENT_INFO")).isEmpty();
        }
    }

    /** Keycloak itself insists on it where {@code openid} is asked for; the rule is for requests that get by without. */
    @Test
    void redirectUriIsRequiredInTheAuthenticationRequest(Mcx mcx) {
        try (Realm realm = laxBut(mcx, "off", "redirect-uri", "enforce")) {
            McxClient client = realm.nativeClient();
            AuthorizationRequest request = client.authorization(PTT).without("redirect_uri");
            Landing landing = client.authorize(request, realm.users().pttUser("redirect"));
            assertThat(landing.isAt(client.redirectUri())).as(landing.toString()).isTrue();
            assertThat(landing.error()).isEqualTo("invalid_request");
            assertThat(landing.parameter("error_description")).startsWith("redirect-uri: ");
            assertThat(landing.parameter("code")).isNull();
        }
    }

    @Test
    void redirectUriIsRequiredInTheAccessTokenRequest(Mcx mcx) {
        try (Realm realm = laxBut(mcx, "off", "token-redirect-uri", "enforce")) {
            McxClient client = realm.nativeClient();
            AuthorizationRequest request = client.authorization(PTT).without("redirect_uri");
            String code = client.authorize(request, realm.users().pttUser("redirect")).code();
            Answer answer = client.exchange(request, code).without("redirect_uri").send();
            assertThat(assertRefused(answer, 400, "invalid_request")).startsWith("token-redirect-uri: ");
            realm.events().awaitOfClient(client.clientId(), "CODE_TO_TOKEN_ERROR",
                    event -> "token-redirect-uri".equals(Events.detail(event, "mc_rule")));
        }
    }

    @Test
    void clientIdBesideBasicIsLoggedByTheShippedRealm(Mcx mcx) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, realm.users().pttUser("appauth")).code();
        new Tokens(client.exchange(request, code).without("client_id").send());
        realm.events().awaitOfClient(client.clientId(), "CLIENT_INFO",
                event -> "token-client-id-basic".equals(Events.detail(event, "mc_rule")));
    }

    @Test
    void clientIdBesideBasicCanBeEnforced(Mcx mcx) {
        try (Realm realm = laxBut(mcx, "off", "token-client-id-basic", "enforce")) {
            McxClient client = realm.nativeClient();
            AuthorizationRequest request = client.authorization("openid", PTT);
            String code = client.authorize(request, realm.users().pttUser("basic")).code();
            Answer answer = client.exchange(request, code).without("client_id").send();
            assertThat(assertRefused(answer, 400, "invalid_request")).startsWith("token-client-id-basic: ");
        }
    }

    @Test
    void clientIdIsRequiredOfClientsThatAuthenticateOtherwise(Mcx mcx) throws JOSEException {
        try (Realm realm = laxBut(mcx, "off", "token-client-id", "enforce")) {
            McxClient client = realm.client(JWT_CLIENT, null);
            TestUser user = realm.users().pttUser("assertion");
            assertThat(assertRefused(exchangeByAssertion(client, user).without("client_id").send(), 400, "invalid_request"))
                    .startsWith("token-client-id: ");
            new Tokens(exchangeByAssertion(client, user).send());
        }
    }

    @Test
    void clientsThatAreNotNativeAreLeftAlone(Mcx mcx) {
        try (Realm realm = mcx.realmLike("not-native", file -> {
            ObjectNode client = file.addClientLikeNative("office_client");
            client.withObject("/attributes").remove("pkce.code.challenge.method");
            file.withoutClientRoles("office_client");
        })) {
            McxClient client = realm.clientLikeNative("office_client");
            AuthorizationRequest request = client.authorization("openid").without("acr_values").without("state")
                    .without("code_challenge").without("code_challenge_method");
            assertThat(client.authorize(request, realm.users().user("office")).code()).isNotEmpty();
        }
    }

    @Test
    void unknownModeCannotBeSaved(Mcx mcx) {
        try (Realm realm = mcx.realmLike("mode", file -> { })) {
            ClientProfilesRepresentation profiles = realm.admin().clientPoliciesProfilesResource().getProfiles(false);
            profiles.getProfiles().stream().flatMap(profile -> profile.getExecutors().stream())
                    .filter(executor -> executor.getExecutorProviderId().equals("mcx-request-profile-executor"))
                    .forEach(executor -> ((ObjectNode) executor.getConfiguration()).put("state", "loudly"));
            assertThatThrownBy(
                    () -> realm.admin().clientPoliciesProfilesResource().updateProfiles(profiles))
                    .isInstanceOf(BadRequestException.class);
        }
    }

    private static FormRequest exchangeByAssertion(McxClient client, TestUser user) throws JOSEException {
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, user).code();
        FormRequest exchange = client.exchange(request, code);
        new ClientSecretJWT(new ClientID(JWT_CLIENT), URI.create(client.issuer()), JWSAlgorithm.HS256, new Secret(JWT_CLIENT_SECRET))
                .toParameters().forEach((name, values) -> exchange.with(name, values.get(0)));
        return exchange;
    }

    private static Realm lax(Mcx mcx, String mode) {
        return mcx.realmLike("profile-" + mode, file -> laxClients(file, mode));
    }

    private static Realm laxBut(Mcx mcx, String mode, String rule, String modeOfRule) {
        return mcx.realmLike("profile-but", file -> {
            laxClients(file, mode);
            file.executor("mcx-request-profile-executor").put(rule, modeOfRule);
        });
    }

    private static void laxClients(RealmFile file, String mode) {
        for (String rule : RULES) {
            file.executor("mcx-request-profile-executor").put(rule, mode);
        }
        ObjectNode client = file.client("mcptt_client");
        client.put("implicitFlowEnabled", true);
        client.withObject("/attributes").remove("pkce.code.challenge.method");
        client.putArray("redirectUris").add("http://3gpp.mcptt/cb");
        ObjectNode byAssertion = file.addClientLikeNative(JWT_CLIENT);
        byAssertion.put("clientAuthenticatorType", "client-secret-jwt").put("secret", JWT_CLIENT_SECRET);
        byAssertion.withObject("/attributes").remove("client.secret.authentication.allowed.method");
    }
}
