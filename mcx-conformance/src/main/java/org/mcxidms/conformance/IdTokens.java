package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
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
                Check.required("B.2.1-present", "The scope openid gets an ID token, a JWT", idms -> {
                    Object token = idms.tokens().json().get("id_token");
                    expect(token instanceof String text && !Tokens.claims(text).isEmpty(), "the token response has no ID token");
                    return "an ID token";
                }),
                claim("B.2.1-iss", "iss of the ID token is the issuer",
                        (idms, claims) -> idms.target().issuer().equals(claims.get("iss")), "iss"),
                claim("B.2.1-sub", "sub is in the ID token, at most 255 bytes",
                        (idms, claims) -> claims.get("sub") instanceof String sub
                                && !sub.isEmpty() && sub.getBytes(StandardCharsets.UTF_8).length <= SUB_BYTES,
                        "sub"),
                claim("B.2.1-aud", "aud of the ID token is the client_id",
                        (idms, claims) -> idms.target().client().id().equals(claims.get("aud"))
                                || List.of(idms.target().client().id()).equals(claims.get("aud")),
                        "aud"),
                claim("B.2.1-exp", "exp is in the ID token and ahead", (idms, claims) -> claims.get("exp") instanceof Number exp
                        && exp.longValue() > Instant.now().getEpochSecond(), "exp"),
                claim("B.2.1-iat", "iat is in the ID token and not ahead",
                        (idms, claims) -> claims.get("iat") instanceof Number iat
                                && iat.longValue() <= Instant.now().getEpochSecond() + LEEWAY_SECONDS,
                        "iat"),
                claim("B.2.1-nonce", "nonce of the ID token is the request's",
                        (idms, claims) -> idms.tokens().authorization().get("nonce")
                                .equals(claims.get("nonce")),
                        "nonce"),
                Check.required("B.2.1-signature", "The ID token's signature is asymmetric and by a published key", idms -> {
                    expect(asymmetric(idms.tokens().id()), "the ID token's algorithm is not asymmetric");
                    idms.published().verify(idms.tokens().id());
                    return JWTParser.parse(idms.tokens().id()).getHeader().getAlgorithm().getName();
                }).after("B.2.1-present"),
                Check.required("B.2.1-sub-stable", "sub is the same at the next login", idms -> {
                    Object first = Tokens.claims(idms.tokens().id()).get("sub");
                    expect(first.equals(Tokens.claims(idms.login(McNames.OPENID_PTT).id()).get("sub")),
                            "sub is another at the next login");
                    return "the same";
                }).after("B.2.1-sub"),
                Check.recommended("B.2.1-acr", "acr of the ID token tells how the user was authenticated: 3gpp:acr:password",
                        idms -> {
                            Object acr = Tokens.claims(idms.tokens().id()).get("acr");
                            expect(McNames.BY_PASSWORD.equals(acr), "the ID token's acr is " + acr);
                            return "acr: 3gpp:acr:password";
                        }).after("B.2.1-present")));
        checks.add(Check.recommended("B.2.1-acr-several",
                "acr is one of the profile's values where the request lists another first",
                idms -> {
                    Tokens tokens = idms.login(idms.authorization(McNames.OPENID_PTT)
                            .with("acr_values", "1 " + McNames.BY_PASSWORD));
                    Object acr = Tokens.claims(tokens.id()).get("acr");
                    expect(isOfProfile(acr), "the ID token's acr is " + acr);
                    Object ofAccessToken = Tokens.claims(tokens.access()).get("acr");
                    expect(ofAccessToken == null || isOfProfile(ofAccessToken), "the access token's acr is " + ofAccessToken);
                    return "acr: " + acr;
                }).after("B.2.1-acr"));
        for (String service : McNames.SERVICES) {
            String name = McNames.idClaim(service);
            checks.add(Check.required("B.2.1-" + name.replace('_', '-'), name + " is in the ID token of a user of the service",
                    idms -> {
                        if (!idms.tokens().granted().contains("3gpp:mc:" + service + "_service")) {
                            throw Finding.notApplicable("the service was not granted to this user");
                        }
                        expect(Tokens.claims(idms.tokens().id()).get(name) instanceof String id && !id.isEmpty(),
                                "the ID token has no " + name);
                        return name + " is there";
                    }).after("B.2.1-present"));
        }
        checks.add(Check.required("B.11-id-token", "The ID token passes a client's validation (OpenID Connect Core 3.1.3.7)",
                idms -> {
                    validate(idms, idms.tokens());
                    return "valid by Nimbus' validator";
                }).after("B.2.1-iss", "B.2.1-sub", "B.2.1-aud", "B.2.1-exp", "B.2.1-iat", "B.2.1-nonce", "B.2.1-signature"));
        return checks;
    }

    /** Requires that the ID token of a login passes a client's validation. */
    static void validate(Idms idms, Tokens tokens) {
        try {
            expect(asymmetric(tokens.id()), "the ID token's algorithm is not asymmetric");
            JWT token = JWTParser.parse(tokens.id());
            new IDTokenValidator(new Issuer(idms.target().issuer()), new ClientID(idms.target().client().id()),
                    (JWSAlgorithm) token.getHeader().getAlgorithm(), idms.published().keys())
                    .validate(token, new Nonce(tokens.authorization().get("nonce")));
        } catch (java.text.ParseException e) {
            throw Finding.notMet("the ID token is no JWT");
        } catch (BadJOSEException | JOSEException e) {
            throw Finding.notMet("Nimbus' validator refuses the ID token: " + e.getMessage());
        }
    }

    private static boolean isOfProfile(Object acr) {
        return acr instanceof String text && text.startsWith("3gpp:acr:");
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
            Map<String, Object> claims = Tokens.claims(idms.tokens().id());
            expect(rule.holds(idms, claims),
                    claims.containsKey(name) ? "the ID token's " + name + " is not as asked for" : "the ID token has no " + name);
            return name + " as asked for";
        }).after("B.2.1-present");
    }
}
