package org.mcxidms.conformance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** The server under check, as a client sees it. What a check only builds on throws {@link Finding#notTested}. */
final class Idms {

    static final List<String> SERVICES = List.of("ptt", "video", "data");
    static final String PTT = "3gpp:mc:ptt_service";
    /** A check takes less, but for those that wait for a token's end and bring a token of their own. */
    private static final int LIFE_OF_A_CHECK_SECONDS = 5;
    private static final int PAUSE_MILLIS = 500;
    private static final List<String> KINDS = List.of("service", "key_management_service", "config_management_service",
            "group_management_service");

    private final Target target;
    private final Http http = new Http();
    private OIDCProviderMetadata metadata;
    private JWKSet keys;
    private Tokens tokens;
    private String expired;
    private Idms partner;

    Idms(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    Http http() {
        return http;
    }

    /** For the next check: an empty trace, and no token that ends before it does. */
    void prepare() {
        http.trace().clear();
        if (tokens != null && tokens.json().get("access_token") instanceof String token
                && claims(token).get("exp") instanceof Number exp
                && exp.longValue() - Instant.now().getEpochSecond() < LIFE_OF_A_CHECK_SECONDS) {
            tokens = null;
        }
    }

    /** The partner domain, with the client as it is registered there. */
    Idms partner() {
        Finding.precondition(target.partner() != null, "no --partner-issuer given");
        if (partner == null) {
            partner = new Idms(new Target(target.partner().issuer(), target.partner().client(), target.redirectUri(), null,
                    null, null, null, null, null, null, target.profile(), false, 0));
        }
        return partner;
    }

    /** All scope names of B.4.2.2 for the three services, {@code openid} first. */
    static String allScopes() {
        List<String> names = new ArrayList<>(List.of("openid"));
        SERVICES.forEach(service -> KINDS.forEach(kind -> names.add("3gpp:mc:" + service + "_" + kind)));
        return String.join(" ", names);
    }

    /** The service ID claim of {@code service}. */
    static String idClaim(String service) {
        return service.equals("ptt") ? "mcptt_id" : "mc" + service + "_id";
    }

    OIDCProviderMetadata metadata() {
        if (metadata == null) {
            try {
                metadata = OIDCProviderMetadata.parse(
                        http.get(URI.create(target.issuer() + "/.well-known/openid-configuration"), Map.of()).getBody());
            } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
                throw Finding.notTested("there is no discovery document to go by");
            }
        }
        return metadata;
    }

    JWKSet keys() {
        if (keys == null) {
            try {
                keys = JWKSet.parse(http.get(metadata().getJWKSetURI(), Map.of()).getBody());
            } catch (java.text.ParseException | RuntimeException e) {
                throw Finding.notTested("there is no key set to go by");
            }
        }
        return keys;
    }

    URI tokenEndpoint() {
        return metadata().getTokenEndpointURI();
    }

    /** A complete authentication request. */
    Form authorization(String scope) {
        CodeVerifier verifier = new CodeVerifier();
        Form form = new Form(metadata().getAuthorizationEndpointURI(), verifier.getValue());
        return form.with("response_type", "code").with("client_id", target.client().id()).with("scope", scope)
                .with("redirect_uri", target.redirectUri().toString()).with("state", UUID.randomUUID().toString())
                .with("nonce", UUID.randomUUID().toString()).with("acr_values", "3gpp:acr:password")
                .with("code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())
                .with("code_challenge_method", "S256");
    }

    UserAgent userAgent() {
        URI issuer = URI.create(target.issuer());
        return new UserAgent(http, issuer);
    }

    /** Logs the user in by a new browser; where that leads is for the check to judge. */
    UserAgent.Landing authorize(Form request) {
        if (target.browser()) {
            // All logins of one browser are one session, which the check that this login is for may end.
            tokens = null;
            return SystemBrowser.open(request.uri(), target.redirectUri());
        }
        UserAgent.Landing landing = userAgent().login(request.uri(), target.username(), target.password());
        if (UserAgent.showsLogin(landing)) {
            // A server against guessers lets one login of a user go on at a time, and may be late to call the one before finished.
            pause();
            landing = userAgent().login(request.uri(), target.username(), target.password());
        }
        return landing;
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
    String code(Form request) {
        String code = parameters(authorize(request)).get("code");
        Finding.precondition(code != null, "the login gave no code");
        return code;
    }

    /** The parameters with which a landing leads back to the client; empty where it does not. */
    Map<String, String> parameters(UserAgent.Landing landing) {
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

    /** The access token request of B.4.2.4, authenticated by Basic. */
    Form exchange(Form authorization, String code) {
        return token("authorization_code").with("code", code)
                .with("redirect_uri", authorization.get("redirect_uri")).with("code_verifier", authorization.verifier());
    }

    Form refresh(String refreshToken) {
        return token("refresh_token").with("refresh_token", refreshToken);
    }

    /** A token request of this client with nothing in it but that. */
    Form token(String grantType) {
        return authenticated(tokenEndpoint()).with("grant_type", grantType).with("client_id", target.client().id());
    }

    Form authenticated(URI endpoint) {
        return new Form(endpoint, null).basic(target.client());
    }

    /** A login of its own, for checks that spoil it. */
    Tokens login(String scope) {
        Form authorization = authorization(scope);
        HTTPResponse response = exchange(authorization, code(authorization)).post();
        Finding.precondition(response.getStatusCode() == 200, "the code was not exchanged for tokens");
        return new Tokens(authorization, response);
    }

    /** The tokens of one login for everything, for checks that only look at them. */
    Tokens tokens() {
        if (tokens == null) {
            tokens = login(allScopes());
        }
        return tokens;
    }

    /** The claims of a JWT whose signature this server's published keys verify; nothing else is checked. */
    JWTClaimsSet verified(String jwt) {
        try {
            JWSHeader header = (JWSHeader) JWTParser.parse(jwt).getHeader();
            followNewKey(header.getKeyID());
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSTypeVerifier((type, context) -> { });
            processor.setJWTClaimsSetVerifier(null);
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(header.getAlgorithm(), new ImmutableJWKSet<>(keys())));
            return processor.process(jwt, null);
        } catch (Finding e) {
            throw e;
        } catch (Exception e) {
            throw Finding.notMet("the published keys do not verify the signature: " + e.getClass().getSimpleName());
        }
    }

    /** A client that meets a key it does not know fetches the set anew: Keycloak makes the key of an algorithm when it first signs by it. */
    private void followNewKey(String keyId) {
        if (keyId != null && keys().getKeyByKeyId(keyId) == null) {
            keys = null;
        }
    }

    /** Whether introspection calls the token active, as seen by the resource server. */
    boolean seesActive(String token) {
        HTTPResponse response = introspection(token).post();
        Finding.precondition(response.getStatusCode() == 200, "introspection does not answer");
        return Boolean.TRUE.equals(json(response).get("active"));
    }

    Form introspection(String token) {
        Finding.precondition(target.resourceServer() != null, "no --resource-server-id given");
        if (metadata().getIntrospectionEndpointURI() == null) {
            throw Finding.notApplicable("the server has no introspection endpoint");
        }
        return new Form(metadata().getIntrospectionEndpointURI(), null).basic(target.resourceServer()).with("token", token);
    }

    Form revocation(String token) {
        if (metadata().getRevocationEndpointURI() == null) {
            throw Finding.notApplicable("the server has no revocation endpoint");
        }
        return authenticated(metadata().getRevocationEndpointURI()).with("client_id", target.client().id()).with("token", token);
    }

    HTTPResponse userInfo(String token) {
        if (metadata().getUserInfoEndpointURI() == null) {
            throw Finding.notApplicable("the server has no userinfo endpoint");
        }
        return http.get(metadata().getUserInfoEndpointURI(), token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    static Map<String, Object> json(HTTPResponse response) {
        try {
            return JSONObjectUtils.parse(response.getBody());
        } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
            return Map.of();
        }
    }

    /** The claims, unverified; empty where the token is no JWT. */
    static Map<String, Object> claims(String jwt) {
        try {
            return JSONObjectUtils.parse(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8));
        } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
            return Map.of();
        }
    }

    /** The same claims without a signature. */
    static String unsigned(String jwt) {
        return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + jwt.split("\\.")[1] + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same claims signed by HS256, the published RSA key taken for a shared secret: algorithm confusion. */
    String signedByPublicKey(String jwt) {
        try {
            RSAKey key = keys().getKeys().stream().filter(RSAKey.class::isInstance).map(RSAKey.class::cast)
                    .filter(candidate -> candidate.getKeyUse() != KeyUse.ENCRYPTION).findFirst()
                    .orElseThrow(() -> Finding.notApplicable("the server publishes no RSA key"));
            return signed(Idms.claims(jwt), new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                    new MACSigner(key.toPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw Finding.notTested("the published key cannot be used: " + e.getClass().getSimpleName());
        }
    }

    /** The same claims by an issuer that nobody knows, signed by that issuer's key. */
    static String byAnotherIssuer(String jwt) {
        try {
            Map<String, Object> claims = new LinkedHashMap<>(Idms.claims(jwt));
            claims.put("iss", "https://stranger.example");
            RSAKey key = new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
            return signed(claims, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                    new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(Map<String, Object> claims, JWSHeader header, JWSSigner signer) throws JOSEException {
        JWSObject object = new JWSObject(header, new Payload(claims));
        object.sign(signer);
        return object.serialize();
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
        Object exp = claims(jwt).get("exp");
        Finding.precondition(exp instanceof Number, "the token has no exp");
        long seconds = ((Number) exp).longValue() - Instant.now().getEpochSecond() + 1;
        Finding.precondition(seconds <= target.waitForExpiry(),
                "it lives too long to wait for its end; see --wait-for-expiry");
        Thread.sleep(Duration.ofSeconds(Math.max(0, seconds)).toMillis());
    }

    /** The same token with some bytes of its signature changed. */
    static String forged(String jwt) {
        int at = jwt.lastIndexOf('.') + 10;
        return jwt.substring(0, at) + (jwt.charAt(at) == 'A' ? 'B' : 'A') + jwt.substring(at + 1);
    }

    /** Refuses a token request: an OAuth error in 4xx and no token, or the requirement is not met. */
    static String expectRefused(HTTPResponse response, String what) {
        Map<String, Object> body = json(response);
        Finding.expect(!body.containsKey("access_token") && response.getStatusCode() != 200, what + " was accepted");
        Finding.expect(response.getStatusCode() < 500, what + " made a server error: " + response.getStatusCode());
        Finding.expect(body.get("error") instanceof String, what + " was refused without an OAuth error");
        return "refused: " + Http.outline(response);
    }

    /** A successful token response. */
    record Tokens(Form authorization, HTTPResponse response) {

        Map<String, Object> json() {
            return Idms.json(response);
        }

        private String token(String name) {
            Finding.precondition(json().get(name) instanceof String, "there is no " + name);
            return (String) json().get(name);
        }

        String access() {
            return token("access_token");
        }

        String id() {
            return token("id_token");
        }

        String refresh() {
            return token("refresh_token");
        }

        /** What was granted, by the response or, where it says nothing, as requested (RFC 6749, 5.1). */
        List<String> scopes() {
            Object scope = json().get("scope");
            return List.of((scope instanceof String ? (String) scope : authorization.get("scope")).split(" "));
        }
    }

    /** A request's parameters; each check leaves out or alters what it is about. */
    final class Form {

        private final URI endpoint;
        private final String verifier;
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final List<Map.Entry<String, String>> repeated = new ArrayList<>();
        private final Map<String, String> headers = new LinkedHashMap<>();

        Form(URI endpoint, String verifier) {
            this.endpoint = endpoint;
            this.verifier = verifier;
        }

        Form with(String name, String value) {
            parameters.put(name, value);
            return this;
        }

        /** Sends the parameter once more, with the same value. */
        Form repeating(String name) {
            repeated.add(Map.entry(name, parameters.get(name)));
            return this;
        }

        Form without(String name) {
            parameters.remove(name);
            return this;
        }

        /** RFC 6749, 2.3.1. A client without a secret is named in the body alone. */
        Form basic(Target.ClientLogin client) {
            headers.clear();
            if (client.secret() != null) {
                headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (Http.encode(client.id()) + ":" + Http.encode(client.secret())).getBytes(StandardCharsets.UTF_8)));
            }
            return this;
        }

        Form unauthenticated() {
            headers.clear();
            return this;
        }

        String get(String name) {
            return parameters.get(name);
        }

        String verifier() {
            return verifier;
        }

        URI uri() {
            return URI.create(endpoint + "?" + encoded());
        }

        HTTPResponse post() {
            return http.post(endpoint, headers, encoded());
        }

        private String encoded() {
            List<Map.Entry<String, String>> all = new ArrayList<>(parameters.entrySet());
            all.addAll(repeated);
            return Http.form(all);
        }

        HTTPResponse get() {
            return http.get(uri(), headers);
        }
    }
}
