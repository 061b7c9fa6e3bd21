package org.mcxidms.it.interdomain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

/** A primary IdMS of another make, as far as the partner sees it: its keys and whatever it signs. */
public final class Primary implements AutoCloseable {

    public static final String ISSUER = "https://home.example/realms/home";

    private final HttpServer server;
    private final String jwksUrl;
    private volatile RSAKey key = newKey();
    private volatile boolean up = true;

    /** @param host the name by which the server under test reaches this JVM */
    public Primary(String host) {
        try {
            server = HttpServer.create(new InetSocketAddress(0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jwksUrl = "http://" + host + ":" + server.getAddress().getPort() + "/jwks";
        server.createContext("/jwks", exchange -> {
            byte[] body = jwks().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(up ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public String jwksUrl() {
        return jwksUrl;
    }

    String jwks() {
        return new JWKSet(key).toPublicJWKSet().toString();
    }

    void rotate() {
        key = newKey();
    }

    void setUp(boolean answers) {
        up = answers;
    }

    /** The claims of B.8, good for a minute. */
    public static JWTClaimsSet.Builder claims(String subject, String... audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder().issuer(ISSUER).subject(subject).audience(List.of(audience))
                .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(60))).jwtID(UUID.randomUUID().toString());
    }

    public String sign(JWTClaimsSet.Builder claims) {
        return sign("JWT", claims, key);
    }

    String sign(String headerType, JWTClaimsSet.Builder claims) {
        return sign(headerType, claims, key);
    }

    /** Signed by a key that the primary never published, under the published key's id. */
    String forge(JWTClaimsSet.Builder claims) {
        return sign("JWT", claims, newKey());
    }

    private String sign(String headerType, JWTClaimsSet.Builder claims, RSAKey signer) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(new JOSEObjectType(headerType)).keyID(key.getKeyID()).build(), claims.build());
            jwt.sign(new RSASSASigner(signer));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
