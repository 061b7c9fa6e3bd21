package org.mcxidms.conformance;

import java.net.URI;
import java.util.Map;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** What the server publishes of itself, read when a check first needs it: the discovery document and the keys. */
final class Published {

    private final Http http;
    private final String issuer;
    private OIDCProviderMetadata metadata;
    private JWKSet keys;

    Published(Http http, String issuer) {
        this.http = http;
        this.issuer = issuer;
    }

    /** Reads the discovery document once more, whatever it says. */
    HTTPResponse readDiscovery() {
        return http.get(URI.create(issuer + "/.well-known/openid-configuration"), Map.of());
    }

    OIDCProviderMetadata metadata() {
        if (metadata == null) {
            try {
                metadata = OIDCProviderMetadata.parse(readDiscovery().getBody());
            } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
                throw Finding.notTested("the server has no discovery document to go by");
            }
        }
        return metadata;
    }

    JWKSet keys() {
        if (keys == null) {
            try {
                keys = JWKSet.parse(http.get(metadata().getJWKSetURI(), Map.of()).getBody());
            } catch (java.text.ParseException | RuntimeException e) {
                throw Finding.notTested("the server has no key set to go by");
            }
        }
        return keys;
    }

    /** Requires that the published keys verify the JWT's signature; checks nothing else of it. */
    void verify(String jwt) {
        try {
            JWSHeader header = (JWSHeader) JWTParser.parse(jwt).getHeader();
            followNewKey(header.getKeyID());
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSTypeVerifier((type, context) -> {});
            processor.setJWTClaimsSetVerifier(null);
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(header.getAlgorithm(), new ImmutableJWKSet<>(keys())));
            processor.process(jwt, null);
        } catch (Finding e) {
            throw e;
        } catch (Exception e) {
            throw Finding.notMet("the published keys do not verify the signature: " + e.getClass().getSimpleName());
        }
    }

    /** Fetches the keys anew when it meets an unknown one: Keycloak makes an algorithm's key when it first signs by it. */
    private void followNewKey(String keyId) {
        if (keyId != null && keys().getKeyByKeyId(keyId) == null) {
            keys = null;
        }
    }
}
