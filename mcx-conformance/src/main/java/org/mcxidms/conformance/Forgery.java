package org.mcxidms.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

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

/** Tokens that a server must refuse, made from one that it has issued. */
final class Forgery {

    private static final int KEY_BITS = 2048;
    /** Past the beginning of the signature, so that a changed character changes bytes of it for certain. */
    private static final int IN_SIGNATURE = 10;

    private Forgery() {
    }

    /** The same token with some bytes of its signature changed. */
    static String withChangedSignature(String jwt) {
        int at = jwt.lastIndexOf('.') + IN_SIGNATURE;
        return jwt.substring(0, at) + (jwt.charAt(at) == 'A' ? 'B' : 'A') + jwt.substring(at + 1);
    }

    /** The same claims without a signature. */
    static String unsigned(String jwt) {
        String header = Base64.getUrlEncoder().withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));
        return header + "." + jwt.split("\\.")[1] + ".";
    }

    /** The same claims signed by HS256, with the published RSA key as the shared secret: algorithm confusion. */
    static String signedByPublicKey(String jwt, JWKSet published) {
        try {
            RSAKey key = published.getKeys().stream().filter(RSAKey.class::isInstance).map(RSAKey.class::cast)
                    .filter(candidate -> candidate.getKeyUse() != KeyUse.ENCRYPTION).findFirst()
                    .orElseThrow(() -> Finding.notApplicable("the server publishes no RSA key"));
            return signed(Tokens.claims(jwt), new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                    new MACSigner(key.toPublicKey().getEncoded()));
        } catch (JOSEException e) {
            throw Finding.notTested("the published key cannot be used: " + e.getClass().getSimpleName());
        }
    }

    /** The same claims by an issuer that nobody knows, signed by that issuer's key. */
    static String byAnotherIssuer(String jwt) {
        try {
            Map<String, Object> claims = new LinkedHashMap<>(Tokens.claims(jwt));
            claims.put("iss", "https://stranger.example");
            RSAKey key = new RSAKeyGenerator(KEY_BITS).keyID(UUID.randomUUID().toString()).generate();
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
}
