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
                Check.required("B.2.2-signature", "It is a JWT, signed asymmetrically by a published key", idms -> {
                    expect(IdTokens.asymmetric(idms.tokens().access()), "the algorithm is not asymmetric");
                    idms.verified(idms.tokens().access());
                    return "verified";
                }),
                Check.required("B.2.2-exp", "exp is there and ahead", idms -> {
                    Object exp = Idms.claims(idms.tokens().access()).get("exp");
                    expect(exp instanceof Number number && number.longValue() > Instant.now().getEpochSecond(), "exp: " + exp);
                    return "exp is ahead";
                }),
                Check.required("B.2.2-client-id", "client_id is the client's", idms -> {
                    Object id = Idms.claims(idms.tokens().access()).get("client_id");
                    expect(idms.target().client().id().equals(id), "client_id: " + id);
                    return "client_id: " + id;
                }),
                Check.required("B.2.2-scope", "scope is there", idms -> {
                    expect(!scopes(idms.tokens()).isEmpty(), "there is none");
                    return "scope is there";
                }),
                Check.required("B.2.2-scope-string", "scope is a JSON string, not an array", idms -> {
                    expect(Idms.claims(idms.tokens().access()).get("scope") instanceof String, "it is an array");
                    return "a string";
                }).strictOnly().after("B.2.2-scope"),
                Check.required("B.2.2-scope-granted", "scope is what the response says was granted", idms -> {
                    expect(Set.copyOf(scopes(idms.tokens())).equals(Set.copyOf(idms.tokens().scopes())),
                            "token: " + scopes(idms.tokens()) + ", response: " + idms.tokens().scopes());
                    return "the same";
                }).after("B.2.2-scope", "B.4.2.5-scope"),
                Check.required("B.12-expires-in", "exp and expires_in tell the same end", idms -> {
                    long exp = ((Number) Idms.claims(idms.tokens().access()).get("exp")).longValue();
                    Object iat = Idms.claims(idms.tokens().access()).get("iat");
                    long life = ((Number) idms.tokens().json().get("expires_in")).longValue();
                    long start = iat instanceof Number number ? number.longValue() : Instant.now().getEpochSecond();
                    expect(Math.abs(exp - start - life) <= TOLERANCE_SECONDS, "they differ by " + (exp - start - life) + " s");
                    return "the same within " + TOLERANCE_SECONDS + " s";
                }).after("B.2.2-exp", "B.4.2.5-expires-in")));
        for (String service : Idms.SERVICES) {
            String name = Idms.idClaim(service);
            checks.add(Check.required("B.2.2-" + name.replace('_', '-'), name + " is there for a user of the service", idms -> {
                if (!idms.tokens().scopes().contains("3gpp:mc:" + service + "_service")) {
                    throw Finding.notApplicable("the service was not granted to this user");
                }
                expect(Idms.claims(idms.tokens().access()).get(name) instanceof String id && !id.isEmpty(), "there is none");
                return name + " is there";
            }).after("B.2.2-signature"));
        }
        checks.add(Check.recommended("B.2.2-services-apart", "No service ID of a service that was not requested", idms -> {
            Map<String, Object> claims = Idms.claims(idms.login("openid " + Idms.PTT).access());
            expect(!claims.containsKey("mcvideo_id") && !claims.containsKey("mcdata_id"), "there is one");
            return "none";
        }));
        return checks;
    }

    static List<String> scopes(Idms.Tokens tokens) {
        Object scope = Idms.claims(tokens.access()).get("scope");
        if (scope instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return scope instanceof String text && !text.isBlank() ? List.of(text.split(" ")) : List.of();
    }
}
