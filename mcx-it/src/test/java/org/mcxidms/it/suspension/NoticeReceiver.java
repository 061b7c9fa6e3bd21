package org.mcxidms.it.suspension;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.McxServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.SelfSigned;

/** An MC server that hears of sign-outs. Nimbus verifies what it gets. It can misbehave. */
final class NoticeReceiver implements AutoCloseable {

    static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** What it does with a request after it has kept the token. */
    static final HttpHandler GOOD = exchange -> exchange.sendResponseHeaders(200, -1);
    static final HttpHandler UNAVAILABLE = exchange -> exchange.sendResponseHeaders(503, -1);
    static final HttpHandler HANGING = exchange -> Polling.pause(Duration.ofMinutes(1));
    /** Always just quick enough for a timeout between two bytes. */
    static final HttpHandler DRIPPING = exchange -> {
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < 60; i++) {
            exchange.getResponseBody().write('.');
            exchange.getResponseBody().flush();
            Polling.pause(Duration.ofSeconds(1));
        }
    };

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String url;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private volatile HttpHandler behaviour;

    NoticeReceiver(McxServer server) {
        this(server, 0, GOOD);
    }

    NoticeReceiver(McxServer server, HttpHandler behaviour) {
        this(server, 0, behaviour);
    }

    /** @param port 0 for any */
    NoticeReceiver(McxServer server, int port, HttpHandler behaviour) {
        this(server, port, behaviour, null);
    }

    /** One that speaks TLS. */
    NoticeReceiver(McxServer server, SelfSigned certificate) {
        this(server, 0, GOOD, certificate);
    }

    private NoticeReceiver(McxServer server, int port, HttpHandler behaviour, SelfSigned certificate) {
        this.behaviour = behaviour;
        // All addresses: a container reaches this host by the address of its bridge.
        InetSocketAddress address = new InetSocketAddress(port);
        try {
            http = certificate == null ? HttpServer.create(address, 0) : withTls(HttpsServer.create(address, 0), certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        http.createContext("/", this::receive);
        http.setExecutor(threads);
        http.start();
        url = (certificate == null ? "http://" : "https://") + server.nameOfTestHost() + ":" + http.getAddress().getPort()
                + "/logout";
    }

    private static HttpsServer withTls(HttpsServer server, SelfSigned certificate) throws IOException, GeneralSecurityException {
        char[] password = SelfSigned.PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(certificate.store().toFile(), password), password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    String url() {
        return url;
    }

    void behave(HttpHandler now) {
        behaviour = now;
    }

    /** One that sends to {@code target}. */
    static HttpHandler redirecting(int status, String target) {
        return exchange -> {
            exchange.getResponseHeaders().add("Location", target);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** The logout tokens so far, those of later tries too. */
    List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** Whom they are about. */
    List<String> subjects() {
        return tokens.stream().map(token -> Json.claims(token).path("sub").asText()).toList();
    }

    /** Those about this user. */
    List<String> tokens(String sub) {
        return tokens.stream().filter(token -> Json.claims(token).path("sub").asText().equals(sub)).toList();
    }

    /** The paths of requests that are no logout. */
    List<String> elsewhere() {
        return List.copyOf(elsewhere);
    }

    /** The one token about {@code sub}, as Nimbus reads it. */
    LogoutTokenClaimsSet awaitTold(Duration within, Realm realm, String clientId, String sub) {
        return verified(realm, clientId, Polling.await(within, clientId + " is told of " + sub,
                () -> tokens(sub).stream().findFirst()));
    }

    Optional<String> lastOf(String sub) {
        List<String> all = tokens(sub);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    static LogoutTokenClaimsSet verified(Realm realm, String clientId, String token) {
        try {
            JWT jwt = JWTParser.parse(token);
            return new LogoutTokenValidator(new Issuer(realm.issuer()), new ClientID(clientId), JWSAlgorithm.RS256,
                    URI.create(realm.issuer() + "/protocol/openid-connect/certs").toURL()).validate(jwt);
        } catch (java.text.ParseException | JOSEException | BadJOSEException | IOException e) {
            throw new AssertionError(token, e);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("POST") && exchange.getRequestURI().getPath().equals("/logout")
                && body.startsWith("logout_token=")) {
            tokens.add(URLDecoder.decode(body.substring("logout_token=".length()), StandardCharsets.UTF_8));
            behaviour.handle(exchange);
        } else {
            elsewhere.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
