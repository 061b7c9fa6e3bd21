package org.mcxidms.it.mcserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

/** An issuer whose keys a test has: it signs, by Nimbus, what no IdMS would. */
final class TestIssuer implements AutoCloseable {

    private static final int LIFE_SECONDS = 300;
    private static final int KEY_BITS = 2048;

    private final HttpServer http;
    private final String url;
    private final String audience;
    private final RSAKey rsa;
    private final ECKey ec;
    private final RSAKey unpublished;

    TestIssuer(String audience) {
        this.audience = audience;
        try {
            rsa = new RSAKeyGenerator(KEY_BITS).keyID("rsa").generate();
            ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
            unpublished = new RSAKeyGenerator(KEY_BITS).keyID("rsa").generate();
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        url = "http://127.0.0.1:" + http.getAddress().getPort();
        serve("/.well-known/openid-configuration", """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token",
                "response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256","ES256"]}""".formatted(url));
        serve("/keys", new JWKSet(List.of(rsa, ec)).toPublicJWKSet().toString());
        http.start();
    }

    private void serve(String path, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        http.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    String url() {
        return url;
    }

    RSAKey rsa() {
        return rsa;
    }

    ECKey ec() {
        return ec;
    }

    /** A key that has the id of a published one, and is another. */
    RSAKey unpublished() {
        return unpublished;
    }

    /** The claims of an access token of B.2.2. */
    JWTClaimsSet.Builder accessToken(String sub, String session, Instant issued) {
        return claims(sub, issued).claim("sid", session).claim("client_id", "mcptt_client")
                .claim("scope", "openid 3gpp:mc:ptt_service").claim("mcptt_id", "sip:" + sub + "@org.com");
    }

    /** The claims of a logout token about a user, not about one session. */
    JWTClaimsSet.Builder logoutToken(String sub, Instant issued) {
        return claims(sub, issued)
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    private JWTClaimsSet.Builder claims(String sub, Instant issued) {
        return new JWTClaimsSet.Builder().issuer(url).subject(sub).audience(audience).jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(issued)).expirationTime(Date.from(issued.plusSeconds(LIFE_SECONDS)));
    }

    String sign(JWTClaimsSet.Builder claims) {
        return sign(claims, "JWT", rsa);
    }

    String sign(JWTClaimsSet.Builder claims, String type, JWK key) {
        try {
            boolean isRsa = key instanceof RSAKey;
            JWSSigner signer = isRsa ? new RSASSASigner(key.toRSAKey()) : new ECDSASigner(key.toECKey());
            SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(isRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                    .keyID(key.getKeyID()).type(new JOSEObjectType(type)).build(), claims.build());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed by HS256, with the published RSA key as the shared secret: algorithm confusion. */
    String signByPublicKey(JWTClaimsSet.Builder claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(rsa.getKeyID())
                    .type(JOSEObjectType.JWT).build(), claims.build());
            jwt.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
