package org.mcxidms.conformance.doubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An identity server in this JVM that does what Annex B asks for, but for its {@link Fault}s: what the checker must find.
 * One user, no single sign-on, nothing kept on disk. Its partner domain is a second one.
 */
public final class DoubleIdms implements AutoCloseable {

    public static final String CLIENT = "mcptt_client";
    public static final String OTHER_CLIENT = "other_client";
    public static final String RESOURCE_SERVER = "mcptt-server";
    public static final String SECRET = "secret of the double +%&é";
    public static final String REDIRECT_URI = "http://127.0.0.1/cb";
    public static final String USER = "alice@org.com";
    public static final String PASSWORD = "password of the double";

    private static final RSAKey KEY = key("published");
    private static final RSAKey HIDDEN_KEY = key("hidden");
    private static final String VIDEO = "3gpp:mc:video_service";
    /** Stands among a request's parameters where one of them comes twice. */
    private static final String REPEATED = " repeated";
    private static final int FEW = 5;
    private static final int LIFE_SECONDS = 300;
    /** The life of what is good for nothing, and, where a run waits for it, of security tokens. */
    private static final int SHORT_LIFE_SECONDS = 2;
    private static final int USES_OF_REFRESH_TOKEN = 2;
    private static final Map<String, String> SERVICE_IDS = Map.of(
            "ptt", "mcptt_id", "video", "mcvideo_id", "data", "mcdata_id");

    private final Set<Fault> faults;
    /** Whether the run waits for the end of tokens, so that some are short-lived. */
    private final boolean isHasty;
    private final DoubleIdms home;
    private final DoubleIdms partner;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer http;
    private final String issuer;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Map<String, Integer> uses = new ConcurrentHashMap<>();
    private final Set<String> usedAssertions = ConcurrentHashMap.newKeySet();
    private volatile boolean suspended;

    /** What a user has let a client have. */
    private static final class Grant {
        private final String id = UUID.randomUUID().toString();
        private final Map<String, String> request;
        private final List<String> scopes;
        private volatile boolean codeUsed;
        private volatile boolean isRefreshed;
        private volatile boolean alive = true;

        Grant(Map<String, String> request) {
            this.request = request;
            scopes = Stream.of(request.getOrDefault("scope", "").split(" ")).filter(DoubleIdms::isKnown).toList();
        }
    }

    /** The end of a request that is refused. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refusal(int status, String error) {
            super(error);
            this.status = status;
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal;
    }

    /** A server with these faults and a partner domain, which has those that are a partner's. */
    public static DoubleIdms start(Set<Fault> faults) {
        return new DoubleIdms(faults, null);
    }

    private DoubleIdms(Set<Fault> faults, DoubleIdms home) {
        isHasty = faults.isEmpty() || faults.stream().anyMatch(Fault::isAboutExpiry);
        this.faults = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
        this.home = home;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        issuer = "http://127.0.0.1:" + http.getAddress().getPort();
        at("/.well-known/openid-configuration", (exchange, parameters) -> json(exchange, 200, discovery()));
        at("/jwks", (exchange, parameters) -> json(exchange, 200,
                new JWKSet(KEY).toJSONObject(!has(Fault.PRIVATE_KEY_PUBLISHED))));
        at("/authorize", this::authorize);
        at("/token", this::token);
        at("/userinfo", this::userInfo);
        at("/introspect", this::introspect);
        at("/revoke", this::revoke);
        at("/control/suspend", (exchange, parameters) -> control(exchange, true));
        at("/control/reinstate", (exchange, parameters) -> control(exchange, false));
        http.start();
        partner = home == null ? new DoubleIdms(this.faults.stream().filter(Fault::isAtPartner)
                .collect(Collectors.toSet()), this) : null;
    }

    public String issuer() {
        return issuer;
    }

    public DoubleIdms partner() {
        return partner;
    }

    /** A shell command that makes the account invalid. */
    public String suspendCommand() {
        return "curl -sf -X POST " + issuer + "/control/suspend";
    }

    /** A shell command that makes it valid again. */
    public String reinstateCommand() {
        return "curl -sf -X POST " + issuer + "/control/reinstate";
    }

    @Override
    public void close() {
        if (partner != null) {
            partner.close();
        }
        http.stop(0);
        threads.shutdownNow();
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private void at(String path, Handler handler) {
        http.createContext(path, exchange -> {
            try (exchange) {
                answer(handler, exchange);
            }
        });
    }

    private void answer(Handler handler, HttpExchange exchange) throws IOException {
        try {
            handler.handle(exchange, parameters(exchange));
        } catch (Refusal refusal) {
            json(exchange, refusal.status, Map.of("error", refusal.getMessage()));
        }
    }

    private void control(HttpExchange exchange, boolean suspend) throws IOException {
        suspended = suspend;
        json(exchange, 200, Map.of());
    }

    private Map<String, Object> discovery() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", has(Fault.DISCOVERY_NAMES_ANOTHER_ISSUER) ? "https://another.example" : issuer);
        document.put("authorization_endpoint", issuer + "/authorize");
        document.put("token_endpoint", issuer + "/token");
        document.put("jwks_uri", issuer + "/jwks");
        document.put("userinfo_endpoint", issuer + "/userinfo");
        document.put("introspection_endpoint", issuer + "/introspect");
        document.put("revocation_endpoint", issuer + "/revoke");
        document.put("subject_types_supported", List.of("public"));
        document.put("response_types_supported", List.of("code"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        if (!has(Fault.PKCE_NOT_ANNOUNCED)) {
            document.put("code_challenge_methods_supported", List.of("S256"));
        }
        document.put("acr_values_supported",
                has(Fault.NUMBERS_ANNOUNCED) ? List.of("3gpp:acr:password", "1") : List.of("3gpp:acr:password"));
        document.put("authorization_response_iss_parameter_supported", true);
        return document;
    }

    // B.4.2.2, B.4.2.3

    private void authorize(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        String client = parameters.get("client_id");
        String redirectUri = parameters.get("redirect_uri");
        if (redirectUri == null && has(Fault.REDIRECT_OPTIONAL)) {
            redirectUri = REDIRECT_URI;
        }
        boolean knownClient = CLIENT.equals(client) || OTHER_CLIENT.equals(client) || has(Fault.UNKNOWN_CLIENT);
        if (!knownClient || !isRegistered(redirectUri)) {
            page(exchange, 400, "<p>This request cannot be answered.</p>");
            return;
        }
        String error = requestError(parameters);
        if (error != null) {
            lead(exchange, redirectUri, parameters, "error", error);
        } else if (exchange.getRequestMethod().equals("POST") && !parameters.containsKey("username")
                && has(Fault.REQUEST_BY_GET_ONLY)) {
            page(exchange, 405, "<p>This request cannot be answered.</p>");
        } else if (!parameters.containsKey("username")) {
            page(exchange, 200, loginForm(exchange, parameters));
        } else if (!USER.equals(parameters.get("username"))
                || !PASSWORD.equals(parameters.get("password")) && !has(Fault.ANY_PASSWORD)) {
            page(exchange, 401, loginForm(exchange, parameters));
        } else if (suspended && !has(Fault.LOGIN_WHILE_SUSPENDED)) {
            page(exchange, 403, "<p>The account is suspended.</p>");
        } else {
            Grant grant = new Grant(parameters);
            grants.put(grant.id, grant);
            if ("token".equals(parameters.get("response_type"))) {
                lead(exchange, redirectUri, parameters, "access_token", accessToken(grant, grant.scopes));
            } else {
                String code = UUID.randomUUID().toString();
                codes.put(code, grant);
                lead(exchange, redirectUri, parameters, "code", code);
            }
        }
    }

    private boolean isRegistered(String redirectUri) {
        if (redirectUri == null) {
            return false;
        }
        return redirectUri.equals(REDIRECT_URI)
                || has(Fault.REDIRECT_HOST) && redirectUri.startsWith("https://") && redirectUri.endsWith("/cb")
                || has(Fault.REDIRECT_PATH) && redirectUri.startsWith(REDIRECT_URI + "/") && !redirectUri.contains("..")
                || has(Fault.REDIRECT_QUERY) && redirectUri.startsWith(REDIRECT_URI + "?")
                || has(Fault.REDIRECT_TRAVERSAL) && redirectUri.contains("/../")
                || has(Fault.REDIRECT_USER_INFO) && redirectUri.contains("@")
                || has(Fault.REDIRECT_FRAGMENT) && redirectUri.startsWith(REDIRECT_URI + "#");
    }

    private static boolean isKnown(String scope) {
        return !scope.contains("unknown");
    }

    private String requestError(Map<String, String> parameters) {
        String responseType = parameters.get("response_type");
        if (parameters.containsKey(REPEATED) && !has(Fault.REPEATED_PARAMETER)) {
            return "invalid_request";
        }
        if (responseType == null && !has(Fault.RESPONSE_TYPE_OPTIONAL)) {
            return "invalid_request";
        }
        if (responseType != null && !responseType.equals("code")
                && !(responseType.equals("token") && has(Fault.IMPLICIT_FLOW))
                && !(responseType.equals("code id_token") && has(Fault.HYBRID_FLOW))) {
            return "unsupported_response_type";
        }
        if (parameters.get("state") == null && !has(Fault.STATE_OPTIONAL)
                || parameters.get("acr_values") == null && !has(Fault.ACR_OPTIONAL)) {
            return "invalid_request";
        }
        List<String> scopes = List.of(parameters.getOrDefault("scope", "").split(" "));
        if (!scopes.contains("openid") && !has(Fault.OPENID_OPTIONAL)
                || scopes.size() > FEW && has(Fault.FEW_SCOPES)
                || has(Fault.UNKNOWN_SCOPE_REFUSED) && !scopes.stream().allMatch(DoubleIdms::isKnown)) {
            return "invalid_scope";
        }
        if (parameters.get("code_challenge") == null) {
            return has(Fault.CHALLENGE_OPTIONAL) ? null : "invalid_request";
        }
        String method = parameters.get("code_challenge_method");
        if (!("S256".equals(method) || "plain".equals(method) && has(Fault.PLAIN_CHALLENGE)
                || method == null && has(Fault.CHALLENGE_METHOD_OPTIONAL))) {
            return "invalid_request";
        }
        return "none".equals(parameters.get("prompt")) && !has(Fault.PROMPT_NONE_IGNORED) ? "login_required" : null;
    }

    private void lead(HttpExchange exchange, String redirectUri, Map<String, String> request, String name, String value)
            throws IOException {
        Map<String, List<String>> answer = new LinkedHashMap<>();
        if (!name.equals("code") || !has(Fault.LOGIN_WITHOUT_CODE)) {
            answer.put(name, List.of(value));
        }
        String state = request.get("state");
        if (state != null) {
            answer.put("state", List.of(has(Fault.STATE_CHANGED) && !name.equals("error") ? state.toUpperCase() : state));
        }
        if (!has(Fault.ISSUER_NOT_NAMED)) {
            answer.put("iss", List.of(issuer));
        }
        boolean inFragment = name.equals("access_token") || name.equals("code") && has(Fault.CODE_IN_FRAGMENT);
        String separator = inFragment ? "#" : redirectUri.contains("?") ? "&" : "?";
        exchange.getResponseHeaders().set("Location", redirectUri + separator + URLUtils.serializeParameters(answer));
        exchange.sendResponseHeaders(302, -1);
    }

    private static String loginForm(HttpExchange exchange, Map<String, String> request) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        request.forEach((name, value) -> {
            if (!Set.of(REPEATED, "username", "password").contains(name)) {
                kept.put(name, List.of(value));
            }
        });
        String action = exchange.getRequestURI().getPath() + "?" + URLUtils.serializeParameters(kept);
        return "<form method='post' action='" + action.replace("&", "&amp;").replace("'", "&#39;")
                + "'><input name='username'><input name='password' type='password'><input type='submit'></form>";
    }

    // B.4.2.4, B.5.2, B.7

    private void token(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        if (!exchange.getRequestMethod().equals("POST") && !has(Fault.TOKEN_BY_GET)) {
            throw new Refusal(405, "invalid_request");
        }
        if (parameters.containsKey(REPEATED) && !has(Fault.REPEATED_TOKEN_PARAMETER)) {
            throw new Refusal(400, "invalid_request");
        }
        String grantType = parameters.get("grant_type");
        if (grantType == null && has(Fault.GRANT_TYPE_OPTIONAL)) {
            grantType = "authorization_code";
        }
        switch (String.valueOf(grantType)) {
            case "authorization_code" -> exchangeCode(exchange, parameters);
            case "refresh_token" -> refresh(exchange, parameters);
            case "urn:ietf:params:oauth:grant-type:token-exchange" -> exchangeToken(exchange, parameters);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> takeAssertion(exchange, parameters);
            case "password" -> {
                if (!has(Fault.PASSWORD_GRANT)) {
                    throw new Refusal(400, "unsupported_grant_type");
                }
                tokens(exchange, grant(parameters), List.of("openid"));
            }
            case "null" -> throw new Refusal(400, "invalid_request");
            default -> throw new Refusal(400, "unsupported_grant_type");
        }
    }

    private void exchangeCode(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String client = client(exchange, parameters, Fault.SECRET_IGNORED_FOR_CODES, Fault.NO_SECRET_FOR_CODES);
        boolean isForgiven = parameters.containsKey("code") ? has(Fault.UNKNOWN_CODE) : has(Fault.CODE_OPTIONAL);
        Grant grant = codes.get(isForgiven ? "" + parameters.get("code") : required(parameters, "code"));
        if (grant == null && isForgiven) {
            grant = grant(parameters);
        } else if (grant == null || has(Fault.EXCHANGE_BROKEN)
                || !client.equals(grant.request.get("client_id")) && !has(Fault.CODE_OF_ANOTHER_CLIENT)) {
            throw new Refusal(400, "invalid_grant");
        } else {
            confirmExchange(grant, parameters);
        }
        tokens(exchange, grant, granted(grant));
    }

    private void confirmExchange(Grant grant, Map<String, String> parameters) throws Refusal {
        if (grant.codeUsed && !has(Fault.CODE_REUSABLE)) {
            grant.alive = has(Fault.CODE_REPLAY_FORGIVEN) && grant.alive;
            throw new Refusal(400, "invalid_grant");
        }
        String redirectUri = parameters.get("redirect_uri");
        if (redirectUri == null && !has(Fault.TOKEN_REDIRECT_OPTIONAL)) {
            throw new Refusal(400, "invalid_request");
        }
        if (redirectUri != null && !redirectUri.equals(grant.request.get("redirect_uri"))
                && !has(Fault.TOKEN_REDIRECT_IGNORED)) {
            throw new Refusal(400, "invalid_grant");
        }
        String verifier = parameters.get("code_verifier");
        if (verifier == null && !has(Fault.VERIFIER_OPTIONAL)) {
            throw new Refusal(400, "invalid_request");
        }
        if (verifier != null && !has(Fault.VERIFIER_IGNORED) && !CodeChallenge.compute(CodeChallengeMethod.S256,
                new CodeVerifier(verifier)).getValue().equals(grant.request.get("code_challenge"))) {
            throw new Refusal(400, "invalid_grant");
        }
        if (suspended && !has(Fault.CODE_WHILE_SUSPENDED)) {
            throw new Refusal(400, "invalid_grant");
        }
        grant.codeUsed = true;
    }

    private List<String> granted(Grant grant) {
        return has(Fault.SCOPE_WIDENED) && !grant.scopes.contains(VIDEO)
                ? Stream.concat(grant.scopes.stream(), Stream.of(VIDEO)).toList() : grant.scopes;
    }

    private void refresh(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String client = client(exchange, parameters, Fault.SECRET_IGNORED_AT_REFRESH, Fault.NO_SECRET_AT_REFRESH);
        String token = required(parameters, "refresh_token");
        Map<String, Object> claims = verified(token, has(Fault.REFRESH_UNVERIFIED), false);
        if (claims == null && has(Fault.REFRESH_UNKNOWN) && !token.contains(".")) {
            tokens(exchange, grant(parameters), List.of("openid"));
            return;
        }
        Grant grant = claims == null || has(Fault.REFRESH_BROKEN) ? null : grants.get(String.valueOf(claims.get("sid")));
        boolean isRefreshToken = claims != null && ("Refresh".equals(claims.get("typ"))
                || has(Fault.REFRESH_BY_ACCESS_TOKEN) && "Bearer".equals(claims.get("typ")));
        if (grant == null || !isRefreshToken || !grant.alive && !has(Fault.REVOKED_REFRESH_TOKEN_LIVES)
                || !client.equals(grant.request.get("client_id")) && !has(Fault.REFRESH_BY_ANOTHER_CLIENT)) {
            throw new Refusal(400, "invalid_grant");
        }
        if (suspended && !has(Fault.REFRESH_WHILE_SUSPENDED)) {
            grant.alive = has(Fault.NOT_REVOKED_WHILE_SUSPENDED) && grant.alive;
            throw new Refusal(400, "invalid_grant");
        }
        if (uses.merge(String.valueOf(claims.get("jti")), 1, Integer::sum) > USES_OF_REFRESH_TOKEN && !has(Fault.NO_ROTATION)) {
            grant.alive = false;
            throw new Refusal(400, "invalid_grant");
        }
        grant.isRefreshed = true;
        List<String> scopes = grant.scopes;
        if (parameters.get("scope") != null && !has(Fault.NARROWER_SCOPE_IGNORED)) {
            scopes = List.of(parameters.get("scope").split(" "));
            if (!grant.scopes.containsAll(scopes) && !has(Fault.WIDER_SCOPE_GRANTED)) {
                throw new Refusal(400, "invalid_scope");
            }
        } else if (parameters.get("scope") != null && !grant.scopes.containsAll(List.of(parameters.get("scope").split(" ")))) {
            throw new Refusal(400, "invalid_scope");
        }
        tokens(exchange, grant, scopes);
    }

    private void exchangeToken(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String client = client(exchange, parameters, null, Fault.EXCHANGE_OPEN);
        String resource = parameters.get("resource");
        if (has(Fault.SECURITY_TOKEN_REFUSED)) {
            throw new Refusal(400, "invalid_target");
        }
        if (resource == null && !has(Fault.RESOURCE_OPTIONAL)) {
            throw new Refusal(400, "invalid_request");
        }
        if (resource != null && !has(Fault.ANY_RESOURCE) && !resource.equals(partner.issuer)
                && (has(Fault.TOKEN_ENDPOINT_UNLISTED) || !resource.equals(partner.issuer + "/token"))) {
            throw new Refusal(400, "invalid_target");
        }
        String subject = parameters.get("subject_token");
        String sub = USER;
        if (subject != null) {
            Map<String, Object> claims = verified(subject, has(Fault.SUBJECT_UNVERIFIED), has(Fault.SUBJECT_UNSIGNED));
            if (claims == null || !"Bearer".equals(claims.get("typ"))) {
                throw new Refusal(400, "invalid_request");
            }
            sub = String.valueOf(claims.get("sub"));
        } else if (!has(Fault.SUBJECT_OPTIONAL)) {
            throw new Refusal(400, "invalid_request");
        }
        Instant now = Instant.now();
        int life = has(Fault.SECURITY_TOKEN_LIFE) ? 7200 : isHasty ? SHORT_LIFE_SECONDS : 60;
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().jwtID(UUID.randomUUID().toString())
                .issuer(has(Fault.SECURITY_TOKEN_ISS) ? "https://another.example" : issuer)
                .subject(has(Fault.SECURITY_TOKEN_SUB) ? "another" : sub)
                .audience(has(Fault.SECURITY_TOKEN_AUD) || resource == null
                        ? List.of(partner.issuer) : List.of(client, resource));
        if (!has(Fault.SECURITY_TOKEN_EXP)) {
            claims.expirationTime(Date.from(now.plusSeconds(life)));
        }
        if (!has(Fault.SECURITY_TOKEN_IAT)) {
            claims.issueTime(Date.from(now));
        }
        Map<String, Object> body = new LinkedHashMap<>(Map.of("expires_in", life,
                "token_type", has(Fault.SECURITY_TOKEN_TYPE) ? "mac" : "N_A",
                "access_token", sign(claims.build(), has(Fault.SECURITY_TOKEN_KEY) ? HIDDEN_KEY : KEY)));
        if (!has(Fault.NO_ISSUED_TOKEN_TYPE)) {
            body.put("issued_token_type", "urn:ietf:params:oauth:token-type:jwt");
        }
        json(exchange, 200, body);
    }

    /** B.7.4, B.7.5: at the partner. Home and partner share a key here, which no check can see. */
    private void takeAssertion(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String client = client(exchange, parameters, null, Fault.ASSERTION_OPEN);
        String assertion = required(parameters, "assertion");
        Map<String, Object> claims = home == null ? null : home.verified(assertion, has(Fault.ASSERTION_UNVERIFIED)
                || has(Fault.ASSERTION_HMAC) && isSignedByPublicKey(assertion), has(Fault.ASSERTION_UNSIGNED));
        if (claims == null && has(Fault.ASSERTION_ISSUER)) {
            claims = claimsOfAnotherIssuer(assertion);
        }
        if (claims == null || has(Fault.ASSERTION_REFUSED) || !(claims.get("exp") instanceof Number)
                || isExpired(claims) && !has(Fault.ASSERTION_EXPIRED)
                || !has(Fault.ASSERTION_AUDIENCE) && !isForThisServer(claims, client)
                || !usedAssertions.add(String.valueOf(claims.get("jti"))) && !has(Fault.ASSERTION_REUSABLE)) {
            throw new Refusal(400, "invalid_grant");
        }
        String scope = parameters.get("scope");
        if (scope == null && !has(Fault.ASSERTION_SCOPE_OPTIONAL)
                || scope != null && !scope.contains("3gpp:mc:") && !has(Fault.ASSERTION_ANY_SCOPE)) {
            throw new Refusal(400, "invalid_scope");
        }
        Grant grant = grant(Map.of("client_id", client, "scope", scope == null ? "openid" : scope));
        Map<String, Object> body = new LinkedHashMap<>(Map.of("access_token", accessToken(grant, grant.scopes),
                "token_type", "bearer"));
        if (!has(Fault.PARTNER_EXPIRES_IN)) {
            body.put("expires_in", LIFE_SECONDS);
        }
        json(exchange, 200, body);
    }

    private boolean isForThisServer(Map<String, Object> claims, String client) {
        return audience(claims).equals(Set.of(client, issuer))
                || audience(claims).equals(Set.of(client, issuer + "/token")) && !has(Fault.TOKEN_ENDPOINT_NOT_ITSELF);
    }

    private static Set<Object> audience(Map<String, Object> claims) {
        return claims.get("aud") instanceof List<?> list ? Set.copyOf(list) : Set.of();
    }

    /** A grant for whoever asks: what only a faulty server, or a partner, makes. */
    private Grant grant(Map<String, String> parameters) {
        Grant grant = new Grant(parameters);
        grants.put(grant.id, grant);
        return grant;
    }

    private void tokens(HttpExchange exchange, Grant grant, List<String> scopes) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        if (!has(Fault.NO_ACCESS_TOKEN) || grant.isRefreshed) {
            body.put("access_token", accessToken(grant, scopes));
        }
        if (!has(Fault.NO_TOKEN_TYPE)) {
            body.put("token_type", has(Fault.TOKEN_TYPE_IN_CAPITALS) ? "Bearer" : "bearer");
        }
        if (!has(Fault.NO_EXPIRES_IN)) {
            body.put("expires_in", has(Fault.EXPIRES_IN_DIFFERS) ? LIFE_SECONDS * 10 : LIFE_SECONDS);
        }
        body.put("scope", String.join(" ", scopes));
        if (!has(Fault.NO_ID_TOKEN)) {
            body.put("id_token", idToken(grant, scopes));
        }
        if (!has(Fault.NO_REFRESH_TOKEN)) {
            body.put("refresh_token", sign(claims(grant).claim("typ", "Refresh").build(), KEY));
        }
        json(exchange, 200, body);
    }

    private JWTClaimsSet.Builder claims(Grant grant) {
        return new JWTClaimsSet.Builder().issuer(issuer).subject(has(Fault.SUB_PER_LOGIN) ? grant.id : "sub-of-" + USER)
                .jwtID(UUID.randomUUID().toString()).claim("sid", grant.id).issueTime(new Date())
                .expirationTime(Date.from(Instant.now().plusSeconds(LIFE_SECONDS)));
    }

    private String accessToken(Grant grant, List<String> scopes) {
        JWTClaimsSet.Builder claims = claims(grant).claim("typ", "Bearer");
        if (isHasty && scopes.equals(List.of("openid"))) {
            claims.expirationTime(Date.from(Instant.now().plusSeconds(SHORT_LIFE_SECONDS)));
        }
        if (has(Fault.ACCESS_TOKEN_EXP)) {
            claims.expirationTime(null);
        }
        if (!has(Fault.ACCESS_TOKEN_CLIENT_ID)) {
            claims.claim("client_id", grant.request.get("client_id"));
        }
        List<String> told = has(Fault.SCOPE_DIFFERS) ? scopes.subList(0, 1) : scopes;
        if (!has(Fault.ACCESS_TOKEN_SCOPE)) {
            claims.claim("scope", has(Fault.SCOPE_AS_ARRAY) ? told : String.join(" ", told));
        }
        Set<String> missing = Set.of(has(Fault.ACCESS_TOKEN_MCPTT_ID)
                || has(Fault.PARTNER_MCPTT_ID) && home != null ? "mcptt_id" : "",
                has(Fault.ACCESS_TOKEN_MCVIDEO_ID) ? "mcvideo_id" : "-", has(Fault.ACCESS_TOKEN_MCDATA_ID) ? "mcdata_id" : "--");
        serviceIds(grant).filter(name -> !missing.contains(name)).forEach(name -> claims.claim(name, name + "-of-" + USER));
        return sign(claims.build(), has(Fault.ACCESS_TOKEN_KEY) ? HIDDEN_KEY : KEY);
    }

    private String idToken(Grant grant, List<String> scopes) {
        JWTClaimsSet.Builder claims = claims(grant).claim("typ", "ID")
                .audience(has(Fault.ID_TOKEN_AUD) ? "another" : grant.request.get("client_id"))
                .claim("nonce", has(Fault.ID_TOKEN_NONCE) ? "another" : grant.request.get("nonce"));
        if (has(Fault.ID_TOKEN_ISS)) {
            claims.issuer("https://another.example");
        }
        if (has(Fault.ID_TOKEN_SUB)) {
            claims.subject(null);
        }
        if (has(Fault.ID_TOKEN_EXP)) {
            claims.expirationTime(null);
        }
        if (has(Fault.ID_TOKEN_IAT)) {
            claims.issueTime(null);
        }
        if (!has(Fault.ID_TOKEN_ACR)) {
            String first = grant.request.getOrDefault("acr_values", "").split(" ")[0];
            claims.claim("acr", has(Fault.ID_TOKEN_ACR_AS_ASKED) ? first : "3gpp:acr:password");
        }
        Set<String> missing = Set.of(has(Fault.ID_TOKEN_MCPTT_ID) ? "mcptt_id" : "",
                has(Fault.ID_TOKEN_MCVIDEO_ID) ? "mcvideo_id" : "-", has(Fault.ID_TOKEN_MCDATA_ID) ? "mcdata_id" : "--");
        serviceIds(grant).filter(name -> !missing.contains(name)).forEach(name -> claims.claim(name, name + "-of-" + USER));
        if (has(Fault.ID_TOKEN_HMAC)) {
            return hmac(claims.build());
        }
        return sign(claims.build(), has(Fault.ID_TOKEN_KEY) ? HIDDEN_KEY : KEY,
                has(Fault.ID_TOKEN_TYP) ? new JOSEObjectType("at+jwt") : JOSEObjectType.JWT);
    }

    private Stream<String> serviceIds(Grant grant) {
        return SERVICE_IDS.entrySet().stream()
                .filter(service -> has(Fault.ALL_SERVICE_IDS)
                        || grant.scopes.stream().anyMatch(scope -> scope.startsWith("3gpp:mc:" + service.getKey() + "_")))
                .map(Map.Entry::getValue);
    }

    // B.10

    private void userInfo(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null && has(Fault.USER_INFO_OPEN)) {
            json(exchange, 200, Map.of("sub", USER));
            return;
        }
        String token = header == null ? "" : header.substring("Bearer ".length());
        Map<String, Object> claims = verified(token, has(Fault.USER_INFO_UNVERIFIED)
                || has(Fault.USER_INFO_HMAC) && isSignedByPublicKey(token), has(Fault.USER_INFO_UNSIGNED));
        Grant grant = claims == null ? null : grants.get(String.valueOf(claims.get("sid")));
        boolean isAlive = grant != null && (grant.alive || has(Fault.USER_INFO_REVOKED))
                && (!isExpired(claims) || has(Fault.USER_INFO_EXPIRED));
        boolean isAccessToken = isAlive && ("Bearer".equals(claims.get("typ"))
                || has(Fault.USER_INFO_BY_ID_TOKEN) && "ID".equals(claims.get("typ")));
        if (!isAccessToken || has(Fault.USER_INFO_CLOSED)) {
            throw new Refusal(401, "invalid_token");
        }
        json(exchange, 200, Map.of("sub", claims.get("sub")));
    }

    private void introspect(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        if (!has(Fault.INTROSPECTION_OPEN) && !RESOURCE_SERVER.equals(authenticated(exchange))) {
            throw new Refusal(401, "invalid_client");
        }
        Map<String, Object> claims = verified(required(parameters, "token"), has(Fault.INTROSPECTION_UNVERIFIED), false);
        Grant grant = claims == null ? null : grants.get(String.valueOf(claims.get("sid")));
        Map<String, Object> body = new LinkedHashMap<>();
        boolean active = grant != null && (grant.alive || has(Fault.REVOKED_ACCESS_TOKEN_LIVES))
                && (!isExpired(claims) || has(Fault.INTROSPECTION_EXPIRED))
                && "Bearer".equals(claims.get("typ"));
        body.put("active", active);
        if (active && !has(Fault.INTROSPECTION_WITHOUT_SCOPE)) {
            body.put("scope", String.join(" ", grant.scopes));
        }
        if (!active && has(Fault.INTROSPECTION_TELLS)) {
            body.put("reason", "unknown");
        }
        json(exchange, 200, body);
    }

    private void revoke(HttpExchange exchange, Map<String, String> parameters) throws IOException, Refusal {
        String client = authenticated(exchange);
        if (client == null && !has(Fault.REVOCATION_OPEN)) {
            throw new Refusal(401, "invalid_client");
        }
        Map<String, Object> claims = verified(required(parameters, "token"), false, false);
        Grant grant = claims == null ? null : grants.get(String.valueOf(claims.get("sid")));
        if (grant == null && has(Fault.REVOCATION_FAILS)) {
            throw new Refusal(500, "server_error");
        }
        if (grant != null && (client == null || client.equals(grant.request.get("client_id"))
                || has(Fault.REVOCATION_BY_ANOTHER_CLIENT))) {
            grant.alive = false;
        }
        json(exchange, 200, Map.of());
    }

    // Clients, requests and tokens

    private String client(HttpExchange exchange, Map<String, String> parameters, Fault anySecret, Fault noSecret)
            throws Refusal {
        String client = authenticated(exchange);
        boolean hasHeader = exchange.getRequestHeaders().containsKey("Authorization");
        boolean isForgiven = hasHeader ? anySecret != null && has(anySecret)
                : noSecret != null && has(noSecret) && !parameters.containsKey("client_secret")
                        || has(Fault.SECRET_IN_BODY) && SECRET.equals(parameters.get("client_secret"));
        if (client == null && isForgiven) {
            client = parameters.get("client_id");
        }
        if (client == null || !Set.of(CLIENT, OTHER_CLIENT).contains(client)) {
            throw new Refusal(401, "invalid_client");
        }
        return client;
    }

    /** The client that authenticates by Basic (RFC 6749, 2.3.1); {@code null} for none, or a wrong secret. */
    private static String authenticated(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || !header.startsWith("Basic ")) {
            return null;
        }
        String[] login = new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8)
                .split(":", 2);
        return login.length == 2 && SECRET.equals(decode(login[1])) ? decode(login[0]) : null;
    }

    private static String required(Map<String, String> parameters, String name) throws Refusal {
        if (!parameters.containsKey(name)) {
            throw new Refusal(400, "invalid_request");
        }
        return parameters.get(name);
    }

    private static Map<String, String> parameters(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String form : new String[] {exchange.getRequestURI().getRawQuery(), body}) {
            for (String pair : form == null ? new String[0] : form.split("&")) {
                int at = pair.indexOf('=');
                if (at > 0 && parameters.put(pair.substring(0, at), decode(pair.substring(at + 1))) != null) {
                    parameters.put(REPEATED, "");
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The claims of a token of this server's; {@code null} for any other. */
    private Map<String, Object> verified(String jwt, boolean anySignature, boolean unsigned) {
        try {
            boolean isUnsigned = jwt.endsWith(".");
            boolean isGood = isUnsigned ? unsigned : anySignature || isSigned(SignedJWT.parse(jwt));
            Map<String, Object> claims = isGood ? JWTParser.parse(jwt).getJWTClaimsSet().toJSONObject() : null;
            boolean isAnotherIssuers = claims != null && !issuer.equals(claims.get("iss"));
            return isAnotherIssuers ? null : claims;
        } catch (ParseException | JOSEException e) {
            return null;
        }
    }

    private static boolean isExpired(Map<String, Object> claims) {
        return claims.get("exp") instanceof Number exp && exp.longValue() <= Instant.now().getEpochSecond();
    }

    private static boolean isSignedByPublicKey(String jwt) {
        try {
            return SignedJWT.parse(jwt).verify(new MACVerifier(KEY.toPublicKey().getEncoded()));
        } catch (ParseException | JOSEException e) {
            return false;
        }
    }

    private Map<String, Object> claimsOfAnotherIssuer(String jwt) {
        try {
            Map<String, Object> claims = SignedJWT.parse(jwt).getJWTClaimsSet().toJSONObject();
            return home.issuer.equals(claims.get("iss")) ? null : claims;
        } catch (ParseException e) {
            return null;
        }
    }

    private static boolean isSigned(SignedJWT jwt) throws JOSEException {
        return jwt.verify(new RSASSAVerifier(KEY.toRSAPublicKey()))
                || jwt.verify(new RSASSAVerifier(HIDDEN_KEY.toRSAPublicKey()));
    }

    private static String sign(JWTClaimsSet claims, RSAKey key) {
        return sign(claims, key, JOSEObjectType.JWT);
    }

    private static String sign(JWTClaimsSet claims, RSAKey key, JOSEObjectType type) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.getKeyID()).type(type).build(), claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(SECRET.repeat(2).getBytes(StandardCharsets.UTF_8)));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void page(HttpExchange exchange, int status, String content) throws IOException {
        if (!has(Fault.CACHEABLE_PAGE)) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
        }
        if (!has(Fault.FRAMES_ALLOWED)) {
            exchange.getResponseHeaders().set("Content-Security-Policy", "frame-ancestors 'none'");
        }
        send(exchange, status, "text/html; charset=utf-8", "<!doctype html><title>Double</title>" + content);
    }

    private void json(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        boolean isTokenResponse = exchange.getRequestURI().getPath().equals("/token") && status == 200;
        boolean isCacheable = isTokenResponse ? has(Fault.CACHEABLE_TOKENS) : status >= 400 && has(Fault.CACHEABLE_ERRORS);
        if (!isCacheable) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
        }
        if (!(isTokenResponse && has(Fault.NO_PRAGMA))) {
            exchange.getResponseHeaders().set("Pragma", "no-cache");
        }
        send(exchange, status, isTokenResponse && has(Fault.TOKENS_AS_HTML) ? "text/html" : "application/json",
                JSONObjectUtils.toJSONString(body));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
