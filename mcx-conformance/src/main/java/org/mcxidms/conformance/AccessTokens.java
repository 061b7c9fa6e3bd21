package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** B.2.2, the access token, and B.12, its life. */
final class AccessTokens {

    private static final int TOLERANCE_SECONDS = 60;

    private AccessTokens() {
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>(List.of(
                Check.required("B.2.2-signature", "The access token is a JWT, signed asymmetrically by a published key", idms -> {
                    expect(IdTokens.asymmetric(idms.tokens().access()), "the access token's algorithm is not asymmetric");
                    idms.published().verify(idms.tokens().access());
                    return "verified";
                }),
                Check.required("B.2.2-exp", "exp is in the access token and ahead", idms -> {
                    Object exp = Tokens.claims(idms.tokens().access()).get("exp");
                    expect(exp instanceof Number number && number.longValue() > Instant.now().getEpochSecond(),
                            "the access token's exp is " + exp);
                    return "exp is ahead";
                }),
                Check.required("B.2.2-client-id", "client_id of the access token is the client's", idms -> {
                    Object id = Tokens.claims(idms.tokens().access()).get("client_id");
                    expect(idms.target().client().id().equals(id), "the access token's client_id is " + id);
                    return "client_id: " + id;
                }),
                Check.required("B.2.2-scope", "scope is in the access token", idms -> {
                    expect(!idms.tokens().scopesOfAccessToken().isEmpty(), "the access token has no scope");
                    return "scope is there";
                }),
                Check.required("B.2.2-scope-string", "scope of the access token is a JSON string, not an array", idms -> {
                    expect(Tokens.claims(idms.tokens().access()).get("scope") instanceof String,
                            "the access token's scope is an array");
                    return "a string";
                }).strictOnly().after("B.2.2-scope"),
                Check.required("B.2.2-scope-granted", "scope of the access token is what the response says was granted", idms -> {
                    List<String> told = idms.tokens().scopesOfAccessToken();
                    expect(Set.copyOf(told).equals(Set.copyOf(idms.tokens().granted())),
                            "the token says " + told + " and the response " + idms.tokens().granted());
                    return "the same";
                }).after("B.2.2-scope", "B.4.2.5-scope"),
                Check.required("B.12-expires-in", "exp of the access token and expires_in tell the same end", idms -> {
                    long exp = ((Number) Tokens.claims(idms.tokens().access()).get("exp")).longValue();
                    Object iat = Tokens.claims(idms.tokens().access()).get("iat");
                    long life = ((Number) idms.tokens().json().get("expires_in")).longValue();
                    long start = iat instanceof Number number ? number.longValue() : Instant.now().getEpochSecond();
                    expect(Math.abs(exp - start - life) <= TOLERANCE_SECONDS,
                            "exp and expires_in differ by " + (exp - start - life) + " s");
                    return "the same within " + TOLERANCE_SECONDS + " s";
                }).after("B.2.2-exp", "B.4.2.5-expires-in")));
        for (String service : McNames.SERVICES) {
            String name = McNames.idClaim(service);
            checks.add(Check.required("B.2.2-" + name.replace('_', '-'),
                    name + " is in the access token of a user of the service", idms -> {
                        if (!idms.tokens().granted().contains("3gpp:mc:" + service + "_service")) {
                            throw Finding.notApplicable("the service was not granted to this user");
                        }
                        expect(Tokens.claims(idms.tokens().access()).get(name) instanceof String id && !id.isEmpty(),
                                "the access token has no " + name);
                        return name + " is there";
                    }).after("B.2.2-signature"));
        }
        checks.add(Check.recommended("B.2.2-services-apart",
                "The access token has no service ID of a service that was not requested", idms -> {
                    Map<String, Object> claims = Tokens.claims(idms.login(McNames.OPENID_PTT).access());
                    expect(!claims.containsKey("mcvideo_id") && !claims.containsKey("mcdata_id"),
                            "the access token has the service ID of another service");
                    return "none";
                }));
        return checks;
    }
}
