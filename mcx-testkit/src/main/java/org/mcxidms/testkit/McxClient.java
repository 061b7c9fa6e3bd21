package org.mcxidms.testkit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * An MC client: knows its realm's endpoints, its id, secret and redirect URI, and builds requests as the profile wants them.
 * Each builder's result can be altered before it is sent. A client without secret sends no client authentication.
 */
public final class McxClient {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:";
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";

    private final String baseUrl;
    private final String issuer;
    private final String clientId;
    private final String secret;
    private final String redirectUri;

    McxClient(String baseUrl, String realm, String clientId, String secret, String redirectUri) {
        this.baseUrl = baseUrl;
        this.issuer = baseUrl + "/realms/" + realm;
        this.clientId = clientId;
        this.secret = secret;
        this.redirectUri = redirectUri;
    }

    public String clientId() {
        return clientId;
    }

    public String secret() {
        return secret;
    }

    public String redirectUri() {
        return redirectUri;
    }

    public String issuer() {
        return issuer;
    }

    public McxClient withSecret(String otherSecret) {
        return new McxClient(baseUrl, realm(), clientId, otherSecret, redirectUri);
    }

    public McxClient withRedirectUri(String otherRedirectUri) {
        return new McxClient(baseUrl, realm(), clientId, secret, otherRedirectUri);
    }

    /** A browser that has never been here. */
    public Browser newBrowser() {
        return new Browser(baseUrl);
    }

    /** A complete authentication request. */
    public AuthorizationRequest authorization(String... scopes) {
        return new AuthorizationRequest(endpoint("auth"), clientId, redirectUri, String.join(" ", scopes));
    }

    /** Opens the request in a new browser and fills the form; where that leads is for the caller to judge. */
    public Landing authorize(AuthorizationRequest request, TestUser user) {
        return authorize(newBrowser(), request, user);
    }

    /** Opens the request in {@code browser} and fills the form where one is shown. */
    public Landing authorize(Browser browser, AuthorizationRequest request, TestUser user) {
        Landing landing = browser.open(request.url());
        return landing.isLoginForm() ? browser.login(landing, user.username(), user.password()) : landing;
    }

    /** The whole of it: new browser, form, code, tokens. */
    public Tokens login(TestUser user, String... scopes) {
        return login(newBrowser(), user, scopes);
    }

    public Tokens login(Browser browser, TestUser user, String... scopes) {
        AuthorizationRequest request = authorization(scopes);
        Landing landing = authorize(browser, request, user);
        if (landing.isLoginForm()) {
            // Keycloak lets one login of a user go on at a time, and for a moment after its answer calls it unfinished.
            Polling.pause(Duration.ofMillis(500));
            landing = authorize(browser, request, user);
        }
        return new Tokens(exchange(request, landing.code()).send());
    }

    /** An access token request of B.4.2.4 for a code that {@code request} led to. */
    public FormRequest exchange(AuthorizationRequest request, String code) {
        return grant("authorization_code")
                .with("code", code)
                .with("client_id", clientId)
                .with("redirect_uri", request.parameter("redirect_uri") == null
                        ? redirectUri : request.parameter("redirect_uri"))
                .with("code_verifier", request.verifier());
    }

    public FormRequest refresh(String refreshToken) {
        return grant("refresh_token").with("client_id", clientId).with("refresh_token", refreshToken);
    }

    public FormRequest passwordGrant(TestUser user, String... scopes) {
        return grant("password").with("client_id", clientId)
                .with("username", user.username()).with("password", user.password())
                .with("scope", String.join(" ", scopes));
    }

    public FormRequest clientCredentials() {
        return grant("client_credentials").with("client_id", clientId);
    }

    /** Asks for a device code (RFC 8628). */
    public FormRequest deviceAuthorization(String... scopes) {
        return authenticated(endpoint("auth/device")).with("client_id", clientId).with("scope", String.join(" ", scopes));
    }

    public FormRequest deviceGrant(String deviceCode) {
        return grant(GRANT + "device_code").with("client_id", clientId).with("device_code", deviceCode);
    }

    /** Keycloak's own token exchange (RFC 8693) of an access token for another audience. */
    public FormRequest tokenExchange(String accessToken) {
        return grant(GRANT + "token-exchange").with("client_id", clientId)
                .with("subject_token", accessToken)
                .with("subject_token_type", TOKEN_TYPE + "access_token");
    }

    /** B.7.2: a security token for {@code partnerIdms}, the partner's address. */
    public FormRequest securityToken(String accessToken, String partnerIdms) {
        return grant(GRANT + "token-exchange").with("client_id", clientId)
                .with("subject_token", accessToken)
                .with("subject_token_type", TOKEN_TYPE + "jwt")
                .with("resource", partnerIdms);
    }

    /** B.7.4: an access token of this realm, which is the partner's, for a security token of another. */
    public FormRequest jwtBearer(String assertion, String... scopes) {
        return grant(GRANT + "jwt-bearer").with("client_id", clientId)
                .with("assertion", assertion)
                .with("scope", String.join(" ", scopes));
    }

    public FormRequest introspect(String token) {
        return authenticated(endpoint("token/introspect")).with("token", token);
    }

    /** Whether introspection by this client calls the token active. */
    public boolean seesActive(String token) {
        Answer answer = introspect(token).send();
        if (answer.status() != 200) {
            throw new AssertionError("No introspection: " + answer);
        }
        return answer.json().path("active").asBoolean();
    }

    public FormRequest revoke(String token) {
        return authenticated(endpoint("revoke")).with("client_id", clientId).with("token", token);
    }

    /** Ends the session by its refresh token, with no browser. */
    public FormRequest logout(String refreshToken) {
        return authenticated(endpoint("logout")).with("client_id", clientId).with("refresh_token", refreshToken);
    }

    public Answer userInfo(String accessToken) {
        return Http.send(HttpRequest.newBuilder(URI.create(endpoint("userinfo")))
                .header("Authorization", "Bearer " + accessToken).GET());
    }

    /** A token request of any grant type, with this client's authentication and nothing else. */
    public FormRequest grant(String grantType) {
        return authenticated(endpoint("token")).with("grant_type", grantType);
    }

    /** A request to any endpoint under {@code protocol/openid-connect/} with this client's authentication. */
    public FormRequest authenticated(String url) {
        FormRequest request = new FormRequest(url);
        return secret == null ? request : request.basic(clientId, secret);
    }

    public String endpoint(String name) {
        return issuer + "/protocol/openid-connect/" + name;
    }

    private String realm() {
        return issuer.substring(issuer.lastIndexOf('/') + 1);
    }
}
