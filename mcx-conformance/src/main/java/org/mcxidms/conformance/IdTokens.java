package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

/** B.2.1, the ID token, and B.11, its validation by the client. */
final class IdTokens {

    private static final int LEEWAY_SECONDS = 30;
    private static final int SUB_BYTES = 255;

    private IdTokens() {
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>(List.of(
                Check.required("B.2.1-present", "openid gets an ID token, a JWT", idms -> {
                    Object token = idms.tokens().json().get("id_token");
                    expect(token instanceof String text && !Idms.claims(text).isEmpty(), "there is none");
                    return "an ID token";
                }),
                claim("B.2.1-iss", "iss is the issuer", (idms, claims) -> idms.target().issuer().equals(claims.get("iss")), "iss"),
                claim("B.2.1-sub", "sub is there, at most 255 bytes", (idms, claims) -> claims.get("sub") instanceof String sub
                        && !sub.isEmpty() && sub.getBytes(StandardCharsets.UTF_8).length <= SUB_BYTES, "sub"),
                claim("B.2.1-aud", "aud is the client_id", (idms, claims) -> idms.target().client().id().equals(claims.get("aud"))
                        || List.of(idms.target().client().id()).equals(claims.get("aud")), "aud"),
                claim("B.2.1-exp", "exp is there and ahead", (idms, claims) -> claims.get("exp") instanceof Number exp
                        && exp.longValue() > Instant.now().getEpochSecond(), "exp"),
                claim("B.2.1-iat", "iat is there and not ahead", (idms, claims) -> claims.get("iat") instanceof Number iat
                        && iat.longValue() <= Instant.now().getEpochSecond() + LEEWAY_SECONDS, "iat"),
                claim("B.2.1-nonce", "nonce is the request's", (idms, claims) -> idms.tokens().authorization().get("nonce")
                        .equals(claims.get("nonce")), "nonce"),
                Check.required("B.2.1-signature", "The signature is asymmetric and by a published key", idms -> {
                    expect(asymmetric(idms.tokens().id()), "the algorithm is not asymmetric");
                    idms.verified(idms.tokens().id());
                    return JWTParser.parse(idms.tokens().id()).getHeader().getAlgorithm().getName();
                }).after("B.2.1-present"),
                Check.required("B.2.1-sub-stable", "sub is the same at the next login", idms -> {
                    Object first = Idms.claims(idms.tokens().id()).get("sub");
                    expect(first.equals(Idms.claims(idms.login("openid " + Idms.PTT).id()).get("sub")), "it is another");
                    return "the same";
                }).after("B.2.1-sub"),
                Check.recommended("B.2.1-acr", "acr tells how the user was authenticated: 3gpp:acr:password", idms -> {
                    Object acr = Idms.claims(idms.tokens().id()).get("acr");
                    expect("3gpp:acr:password".equals(acr), "acr: " + acr);
                    return "acr: 3gpp:acr:password";
                }).after("B.2.1-present")));
        for (String service : Idms.SERVICES) {
            String name = Idms.idClaim(service);
            checks.add(Check.required("B.2.1-" + name.replace('_', '-'), name + " is there for a user of the service", idms -> {
                if (!idms.tokens().scopes().contains("3gpp:mc:" + service + "_service")) {
                    throw Finding.notApplicable("the service was not granted to this user");
                }
                expect(Idms.claims(idms.tokens().id()).get(name) instanceof String id && !id.isEmpty(), "there is none");
                return name + " is there";
            }).after("B.2.1-present"));
        }
        checks.add(Check.required("B.11-id-token", "The ID token passes a client's validation (OpenID Connect Core 3.1.3.7)", idms -> {
            JWT token = JWTParser.parse(idms.tokens().id());
            try {
                new IDTokenValidator(new Issuer(idms.target().issuer()), new ClientID(idms.target().client().id()),
                        (JWSAlgorithm) token.getHeader().getAlgorithm(), idms.keys())
                        .validate(token, new Nonce(idms.tokens().authorization().get("nonce")));
            } catch (BadJOSEException e) {
                throw Finding.notMet("Nimbus' validator refuses it: " + e.getMessage());
            }
            return "valid by Nimbus' validator";
        }).after("B.2.1-iss", "B.2.1-sub", "B.2.1-aud", "B.2.1-exp", "B.2.1-iat", "B.2.1-nonce", "B.2.1-signature"));
        return checks;
    }

    static boolean asymmetric(String jwt) throws java.text.ParseException {
        return JWTParser.parse(jwt).getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm
                && JWSAlgorithm.Family.SIGNATURE.contains(algorithm);
    }

    private interface Rule {
        boolean holds(Idms idms, Map<String, Object> claims);
    }

    private static Check claim(String id, String requirement, Rule rule, String name) {
        return Check.required(id, requirement, idms -> {
            Map<String, Object> claims = Idms.claims(idms.tokens().id());
            expect(rule.holds(idms, claims), claims.containsKey(name) ? name + " is another" : "there is no " + name);
            return name + " as asked for";
        }).after("B.2.1-present");
    }
}
