package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.util.List;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;

/** The discovery document and the keys, on which everything else builds. */
final class Discovery {

    private Discovery() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required("OIDC-discovery", "The discovery document is valid and names the issuer it is read at", idms -> {
                    HTTPResponse response = idms.published().readDiscovery();
                    expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
                    String issuer = OIDCProviderMetadata.parse(response.getBody()).getIssuer().getValue();
                    expect(issuer.equals(idms.target().issuer()), "the discovery document names the issuer " + issuer);
                    return "issuer " + issuer;
                }),
                Check.required("OIDC-keys", "The key set holds public asymmetric keys only", idms -> {
                    List<JWK> keys = idms.published().keys().getKeys();
                    expect(!keys.isEmpty(), "the key set is empty");
                    expect(keys.stream().noneMatch(JWK::isPrivate), "the key set holds a private or a symmetric key");
                    return keys.size() + " keys";
                }),
                Check.recommended("OIDC-pkce-announced", "The discovery document announces PKCE with S256", idms -> {
                    var methods = idms.metadata().getCodeChallengeMethods();
                    expect(methods != null && methods.toString().contains("S256"),
                            "the discovery document names these methods of PKCE: " + methods);
                    return methods.toString();
                }),
                Check.recommended("OIDC-acr-announced",
                        "The discovery document announces 3gpp:acr:password and no level that is a mere number", idms -> {
                            List<ACR> announced = idms.metadata().getACRs() == null ? List.of() : idms.metadata().getACRs();
                            expect(announced.contains(new ACR(McNames.BY_PASSWORD)),
                                    "the discovery document announces these levels: " + announced);
                            expect(announced.stream().noneMatch(acr -> acr.getValue().matches("\\d+")),
                                    "the discovery document announces numbers as levels: " + announced);
                            return announced.toString();
                        }));
    }
}
