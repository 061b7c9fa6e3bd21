package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.net.URI;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** The discovery document and the keys, on which everything else builds. */
final class Discovery {

    private Discovery() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required("OIDC-discovery", "The discovery document is valid and names the issuer it is read at", idms -> {
                    HTTPResponse response = idms.http().get(
                            URI.create(idms.target().issuer() + "/.well-known/openid-configuration"), Map.of());
                    expect(response.getStatusCode() == 200, "HTTP " + response.getStatusCode());
                    String issuer = OIDCProviderMetadata.parse(response.getBody()).getIssuer().getValue();
                    expect(issuer.equals(idms.target().issuer()), "it names the issuer " + issuer);
                    return "issuer " + issuer;
                }),
                Check.required("OIDC-keys", "The key set holds public asymmetric keys only", idms -> {
                    List<JWK> keys = idms.keys().getKeys();
                    expect(!keys.isEmpty(), "it is empty");
                    expect(keys.stream().noneMatch(JWK::isPrivate), "it holds a private or a symmetric key");
                    return keys.size() + " keys";
                }),
                Check.recommended("OIDC-pkce-announced", "The discovery document announces PKCE with S256", idms -> {
                    var methods = idms.metadata().getCodeChallengeMethods();
                    expect(methods != null && methods.toString().contains("S256"), "code_challenge_methods_supported: " + methods);
                    return methods.toString();
                }));
    }
}
