package org.mcxidms.conformance;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/**
 * The server under check: what a user and a client do there, step by step.
 * What a check only builds on throws {@link Finding#notTested}.
 */
final class Idms {

    /** Seconds that a token must still live for the next check to use it. */
    private static final int LIFE_OF_A_CHECK_SECONDS = 5;
    private static final int PAUSE_MILLIS = 500;

    private final Target target;
    private final Http http = new Http();
    private final Published published;
    private Tokens tokens;
    private String expired;
    private Idms partner;

    Idms(Target target) {
        this.target = target;
        published = new Published(http, target.issuer());
    }

    Target target() {
        return target;
    }

    Http http() {
        return http;
    }

    Published published() {
        return published;
    }

    OIDCProviderMetadata metadata() {
        return published.metadata();
    }

    /** For the next check: an empty trace, and no token that ends before the check does. */
    void prepare() {
        http.trace().clear();
        if (tokens != null && tokens.json().get("access_token") instanceof String token
                && Tokens.claims(token).get("exp") instanceof Number exp
                && exp.longValue() - Instant.now().getEpochSecond() < LIFE_OF_A_CHECK_SECONDS) {
            tokens = null;
        }
    }

    /** The partner domain, with the client as it is registered there. */
    Idms partner() {
        Finding.precondition(target.partner() != null, "the option --partner-issuer is not given");
        if (partner == null) {
            partner = new Idms(Target.at(target.partner().issuer()).client(target.partner().client())
                    .redirectUri(target.redirectUri()).profile(target.profile()).build());
        }
        return partner;
    }

    // Requests

    /** A complete authentication request. */
    Request authorization(String scope) {
        CodeVerifier verifier = new CodeVerifier();
        return new Request(http, metadata().getAuthorizationEndpointURI(), verifier.getValue())
                .with("response_type", "code").with("client_id", target.client().id()).with("scope", scope)
                .with("redirect_uri", target.redirectUri().toString()).with("state", UUID.randomUUID().toString())
                .with("nonce", UUID.randomUUID().toString()).with("acr_values", McNames.BY_PASSWORD)
                .with("code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
                .with("code_challenge_method", "S256");
    }

    /** The access token request of B.4.2.4, authenticated by Basic. */
    Request exchange(Request authorization, String code) {
        return token("authorization_code").with("code", code)
                .with("redirect_uri", authorization.get("redirect_uri")).with("code_verifier", authorization.verifier());
    }

    Request refresh(String refreshToken) {
        return token("refresh_token").with("refresh_token", refreshToken);
    }

    /** A token request of this client with nothing in it but the grant type and the client. */
    Request token(String grantType) {
        return authenticated(metadata().getTokenEndpointURI()).with("grant_type", grantType)
                .with("client_id", target.client().id());
    }

    Request authenticated(URI endpoint) {
        return new Request(http, endpoint).basic(target.client());
    }

    Request introspection(String token) {
        Finding.precondition(target.resourceServer() != null, "the option --resource-server-id is not given");
        return new Request(http, endpoint("introspection", metadata().getIntrospectionEndpointURI()))
                .basic(target.resourceServer()).with("token", token);
    }

    Request revocation(String token) {
        return authenticated(endpoint("revocation", metadata().getRevocationEndpointURI()))
                .with("client_id", target.client().id()).with("token", token);
    }

    /** The request of B.7.2: a security token for the partner, for an access token. */
    Request securityToken(String accessToken) {
        Finding.precondition(target.partner() != null, "the option --partner-issuer is not given");
        return token("urn:ietf:params:oauth:grant-type:token-exchange").with("resource", target.partner().issuer())
                .with("subject_token", accessToken).with("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    }

    /** The request of B.7.4. It is sent to the partner by this IdMS's HTTP client, so that it is in the trace of the check. */
    Request assertion(String securityToken) {
        Target.ClientLogin client = target.partner().client();
        return authenticated(partner().metadata().getTokenEndpointURI()).basic(client)
                .with("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer").with("client_id", client.id())
                .with("assertion", securityToken).with("scope", McNames.OPENID_PTT);
    }

    HTTPResponse userInfo(String token) {
        return http.get(endpoint("userinfo", metadata().getUserInfoEndpointURI()),
                token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    private static URI endpoint(String name, URI uri) {
        if (uri == null) {
            throw Finding.notApplicable("the server has no " + name + " endpoint");
        }
        return uri;
    }

    // Steps

    UserAgent userAgent() {
        return new UserAgent(http, URI.create(target.issuer()));
    }

    /** Logs the user in by a new browser; where that leads is for the check to judge. */
    UserAgent.Landing authorize(Request request) {
        if (target.browser()) {
            // All logins of one browser share one session. The check that asked for this login may end that
            // session.
            tokens = null;
            return SystemBrowser.open(request.uri(), target.redirectUri());
        }
        UserAgent.Landing landing = userAgent().login(request.uri(), target.username(), target.password());
        if (UserAgent.showsLogin(landing)) {
            // A server against guessers allows one login of a user at a time, and may be late to call the one before finished.
            pause();
            landing = userAgent().login(request.uri(), target.username(), target.password());
        }
        return landing;
    }

    /** Where a request that must be refused leads. A user who logs in by hand does not see the page of refusal. */
    UserAgent.Landing attempt(Request request) {
        return target.browser() ? userAgent().open(request.uri())
                : userAgent().login(request.uri(), target.username(), target.password());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The code that the complete request leads to. */
    String code(Request request) {
        String code = parameters(authorize(request)).get("code");
        Finding.precondition(code != null, "the login gave no code");
        return code;
    }

    /** The parameters with which a landing leads back to the client; empty where it does not. */
    static Map<String, String> parameters(UserAgent.Landing landing) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (landing.isRedirect()) {
            for (String part : new String[] {landing.uri().getRawQuery(), landing.uri().getRawFragment()}) {
                for (String pair : part == null ? new String[0] : part.split("&")) {
                    int at = pair.indexOf('=');
                    if (at > 0) {
                        parameters.put(pair.substring(0, at), Http.decode(pair.substring(at + 1)));
                    }
                }
            }
        }
        return parameters;
    }

    /** A login of its own, for checks that spoil it. */
    Tokens login(String scope) {
        return login(authorization(scope));
    }

    Tokens login(Request authorization) {
        HTTPResponse response = exchange(authorization, code(authorization)).post();
        Finding.precondition(response.getStatusCode() == 200, "the code was not exchanged for tokens");
        return new Tokens(authorization, response);
    }

    /** The tokens of one login for everything, for checks that only look at them. */
    Tokens tokens() {
        if (tokens == null) {
            tokens = login(McNames.allScopes());
        }
        return tokens;
    }

    /** Whether introspection calls the token active, as seen by the resource server. */
    boolean seesActive(String token) {
        HTTPResponse response = introspection(token).post();
        Finding.precondition(response.getStatusCode() == 200, "introspection does not answer");
        return Boolean.TRUE.equals(Http.json(response).get("active"));
    }

    /** An access token that has expired; the first check that asks for it waits, where the run may take so long. */
    String expiredToken() throws InterruptedException {
        if (expired == null) {
            String token = login("openid").access();
            awaitExpiry(token);
            expired = token;
        }
        return expired;
    }

    /** Waits until the token has expired, where the run may take so long. */
    void awaitExpiry(String jwt) throws InterruptedException {
        Object exp = Tokens.claims(jwt).get("exp");
        Finding.precondition(exp instanceof Number, "the token has no exp");
        long seconds = ((Number) exp).longValue() - Instant.now().getEpochSecond() + 1;
        Finding.precondition(seconds <= target.waitForExpiry(),
                "the token lives too long to wait for its end; see --wait-for-expiry");
        Thread.sleep(Duration.ofSeconds(Math.max(0, seconds)).toMillis());
    }
}
