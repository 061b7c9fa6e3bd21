package org.mcxidms.it.abuse;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;

import org.mcxidms.testkit.Json;

/** Everything that can be made of a good JWT by someone who has it and the public key, but not the key that signed it. */
final class Forgeries {

    private static final int HUGE = 20_000;

    private final String good;
    private final RSAPublicKey publicKey;
    private final String trap;
    private final KeyPair attacker;
    private final Map<String, String> made = new LinkedHashMap<>();

    private Forgeries(String good, RSAPublicKey publicKey, String trap) throws GeneralSecurityException {
        this.good = good;
        this.publicKey = publicKey;
        this.trap = trap;
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        attacker = generator.generateKeyPair();
    }

    /**
     * @param publicKey whose public half the attacker knows and hopes to have taken for a shared secret
     * @param trap      an address at which nobody must look for a key
     * @return the forgeries by what they are
     */
    static Map<String, String> of(String good, RSAPublicKey publicKey, String trap) {
        try {
            Forgeries forgeries = new Forgeries(good, publicKey, trap);
            forgeries.unsigned();
            forgeries.confused();
            forgeries.byKeyId();
            forgeries.byEmbeddedKey();
            forgeries.broken();
            return forgeries.made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unsigned() {
        for (String none : new String[] {"none", "None", "NONE", "nOnE", ""}) {
            String head = header(header -> header.put("alg", none));
            made.put("alg '" + none + "', no signature", head + "." + payload() + ".");
            made.put("alg '" + none + "', the old signature", head + "." + payload() + "." + signature());
        }
        made.put("alg missing", header(header -> header.remove("alg")) + "." + payload() + "." + signature());
        made.put("alg null", header(header -> header.putNull("alg")) + "." + payload() + "." + signature());
        made.put("alg a number", header(header -> header.put("alg", 256)) + "." + payload() + "." + signature());
        made.put("alg twice", base64(Json.header(good).toString().replaceFirst("\\{", "{\"alg\":\"none\","))
                + "." + payload() + ".");
        made.put("no signature", raw(0) + "." + payload() + ".");
        made.put("no third part", raw(0) + "." + payload());
    }

    /** The algorithm is the attacker's choice, the key is the server's. */
    private void confused() throws GeneralSecurityException {
        byte[] der = publicKey.getEncoded();
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("DER", der);
        secrets.put("PEM", ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.UTF_8));
        secrets.put("base64", Base64.getEncoder().encode(der));
        secrets.put("modulus", publicKey.getModulus().toByteArray());
        secrets.put("JWK", new RSAKey.Builder(publicKey).build().toString().getBytes(StandardCharsets.UTF_8));
        secrets.put("a zero byte", new byte[] {0});
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            for (String bits : new String[] {"256", "512"}) {
                made.put("HS" + bits + " by the public key as " + secret.getKey(),
                        hmac(header(header -> header.put("alg", "HS" + bits)), bits, secret.getValue()));
            }
        }
        for (String algorithm : new String[] {
            "RS256", "RS384", "RS512", "PS256", "ES256", "ES512", "EdDSA", "HS384", "RSA-OAEP", "dir"}) {
            String head = header(header -> header.put("alg", algorithm).put("x", "y"));
            made.put("alg swapped for " + algorithm, head + "." + payload() + "." + signature());
            made.put("signed by another RSA key, as " + algorithm, rsa(head));
        }
        // CVE-2022-21449: r and s of zero.
        made.put("ES256 of zeros", header(header -> header.put("alg", "ES256")) + "." + payload() + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
    }

    private void byKeyId() throws GeneralSecurityException {
        for (String kid : new String[] {"", "no-such-key", "../../../../../../dev/null", "/dev/null", "file:///dev/null",
            "' OR '1'='1", "x' UNION SELECT 'AA==' --", "${jndi:ldap://127.0.0.1:1/x}", "a\u0000b", "x".repeat(HUGE)}) {
            made.put("kid " + (kid.length() > 50 ? "huge" : kid),
                    rsa(header(header -> header.put("alg", "RS256").put("kid", kid))));
        }
        made.put("kid of a file without content", hmac(header(header -> header.put("alg", "HS256").put("kid", "/dev/null")),
                "256", new byte[] {0}));
        made.put("kid missing", rsa(header(header -> header.put("alg", "RS256").remove("kid"))));
        made.put("kid a number", rsa(header(header -> header.put("alg", "RS256").put("kid", 1))));
        made.put("kid a list", rsa(header(header -> header.put("alg", "RS256").putArray("kid").add("x"))));
    }

    /** The key, or where to get it, travels with the token. */
    private void byEmbeddedKey() throws GeneralSecurityException {
        JsonNode jwk = Json.parse(new RSAKey.Builder((RSAPublicKey) attacker.getPublic()).keyID("mine").build().toString());
        made.put("jwk", rsa(header(header -> header.put("alg", "RS256").put("kid", "mine").set("jwk", jwk))));
        made.put("jwk under the known kid", rsa(header(header -> header.put("alg", "RS256").set("jwk", jwk))));
        for (String name : new String[] {"jku", "x5u", "kid"}) {
            made.put(name + " of the attacker",
                    rsa(header(header -> header.put("alg", "RS256").put("kid", "mine").put(name, trap))));
        }
        made.put("x5c", rsa(header(header -> header.put("alg", "RS256").putArray("x5c")
                .add(Base64.getEncoder().encodeToString(attacker.getPublic().getEncoded())))));
        made.put("crit", rsa(header(header -> header.put("alg", "RS256").put("b64", false).putArray("crit").add("b64"))));
        made.put("zip", header(header -> header.put("zip", "DEF")) + "." + payload() + "." + signature());
    }

    private void broken() {
        String signature = signature();
        made.put("payload altered", raw(0) + "." + claims(claims -> claims.put("exp", 4_102_444_800L)) + "." + signature);
        made.put("subject altered", raw(0) + "." + claims(claims -> claims.put("sub", "someone-else")) + "." + signature);
        made.put("signature cut", good.substring(0, good.length() - 4));
        made.put("signature of others", raw(0) + "." + payload() + "." + new StringBuilder(signature).reverse());
        made.put("five parts", good + "." + payload() + "." + signature);
        made.put("header of JWE", base64("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}")
                + ".." + payload() + "." + payload() + "." + signature);
        made.put("header no JSON", base64("x") + "." + payload() + "." + signature);
        made.put("header a list", base64("[]") + "." + payload() + "." + signature);
        made.put("payload no JSON", raw(0) + "." + base64("x") + "." + signature);
        made.put("payload a list", raw(0) + "." + base64("[]") + "." + signature);
        made.put("payload null", raw(0) + "." + base64("null") + "." + signature);
        made.put("no base64", "!" + good);
    }

    private String header(Consumer<ObjectNode> change) {
        ObjectNode header = (ObjectNode) Json.header(good);
        change.accept(header);
        return base64(header.toString());
    }

    private String claims(Consumer<ObjectNode> change) {
        ObjectNode claims = (ObjectNode) Json.claims(good);
        change.accept(claims);
        return base64(claims.toString());
    }

    private String rsa(String head) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(attacker.getPrivate());
        signer.update((head + "." + payload()).getBytes(StandardCharsets.UTF_8));
        return head + "." + payload() + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    }

    private String hmac(String head, String bits, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
        return head + "." + payload() + "." + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(mac.doFinal((head + "." + payload()).getBytes(StandardCharsets.UTF_8)));
    }

    private String payload() {
        return raw(1);
    }

    private String signature() {
        return raw(2);
    }

    private String raw(int part) {
        return good.split("\\.")[part];
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
