package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;
import static org.mcxidms.conformance.Finding.precondition;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.7 to B.9: another domain's services by a security token. */
final class Interdomain {

    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String EXCHANGE = "B.7.2-exchange";
    private static final String ASSERTION = "B.7.4-assertion";
    private static final int LONG_LIFE_SECONDS = 600;

    private Interdomain() {
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.required(EXCHANGE, "The access token is exchanged for a security token for the partner", idms -> {
            HTTPResponse response = request(idms).post();
            expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
            return Http.outline(response);
        }));
        home(checks, "resource-missing", "An exchange without resource is refused", (idms, form) -> form.without("resource"));
        home(checks, "resource-unlisted", "An exchange for an address that is no partner's is refused",
                (idms, form) -> form.with("resource", "https://stranger.example"));
        home(checks, "subject-missing", "An exchange without subject_token is refused",
                (idms, form) -> form.without("subject_token"));
        home(checks, "subject-forged", "A subject token with a changed signature is refused",
                (idms, form) -> form.with("subject_token", Forgery.withChangedSignature(idms.tokens().access())));
        home(checks, "subject-unsigned", "A subject token without signature is refused",
                (idms, form) -> form.with("subject_token", Forgery.unsigned(idms.tokens().access())));
        home(checks, "client-authentication", "An exchange without client authentication is refused",
                (idms, form) -> form.unauthenticated());
        checks.add(Check.required("B.7.3-response",
                "The exchange's response has access_token, issued_token_type, token_type, expires_in", idms -> {
                    Map<String, Object> body = Http.json(securityTokenResponse(idms));
                    expect(body.keySet().containsAll(Set.of("access_token", "issued_token_type", "token_type", "expires_in")),
                            "the response has only " + body.keySet());
                    expect(JWT.equals(body.get("issued_token_type")), "issued_token_type is " + body.get("issued_token_type"));
                    return "all four";
                }).after(EXCHANGE));
        checks.add(Check.reported("B.7.3-token-type", "token_type of the exchange's response is bearer, or N_A as in RFC 8693",
                idms -> {
                    Object type = Http.json(securityTokenResponse(idms)).get("token_type");
                    expect("bearer".equalsIgnoreCase(String.valueOf(type)) || "N_A".equals(type), "token_type is " + type);
                    return "token_type: " + type;
                }).after("B.7.3-response"));
        checks.add(Check.required("B.8-signature", "The security token is signed by a published key of the home IdMS", idms -> {
            idms.published().verify(securityToken(idms));
            return "verified";
        }).after(EXCHANGE));
        claim(checks, "iss", "iss of the security token is the home IdMS",
                (idms, claims) -> idms.target().issuer().equals(claims.get("iss")));
        claim(checks, "sub", "sub of the security token is that of the ID token",
                (idms, claims) -> claims.get("sub") instanceof String sub
                        && sub.equals(Tokens.claims(idms.tokens().id()).get("sub")),
                "B.2.1-sub");
        claim(checks, "aud", "aud of the security token is the client_id and the partner's address, the value of resource",
                (idms, claims) -> claims.get("aud") instanceof List<?> audience && audience.size() == 2
                        && audience.contains(idms.target().client().id())
                        && audience.contains(idms.target().partner().issuer()));
        claim(checks, "exp", "exp is in the security token", (idms, claims) -> claims.get("exp") instanceof Number);
        claim(checks, "iat", "iat is in the security token", (idms, claims) -> claims.get("iat") instanceof Number);
        checks.add(Check.recommended("B.8-life", "The security token lives no longer than ten minutes", idms -> {
            Map<String, Object> claims = Tokens.claims(securityToken(idms));
            long life = ((Number) claims.get("exp")).longValue() - ((Number) claims.get("iat")).longValue();
            expect(life <= LONG_LIFE_SECONDS, "the security token lives " + life + " s");
            return life + " s";
        }).after("B.8-exp", "B.8-iat"));
        checks.add(Check.required(ASSERTION, "The partner takes the security token for an access token of its own", idms -> {
            HTTPResponse response = idms.assertion(securityToken(idms)).post();
            expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
            return Http.outline(response);
        }).after(EXCHANGE, "B.8-aud", "B.8-iss", "B.8-sub", "B.8-exp", "B.8-iat", "B.8-signature"));
        checks.add(Check.recommended("B.7.2-resource-endpoint",
                "The partner may be named by its token endpoint, which is what a client knows",
                idms -> {
                    URI endpoint = partnerTokenEndpoint(idms);
                    HTTPResponse response = request(idms).with("resource", endpoint.toString()).post();
                    expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
                    String token = (String) Http.json(response).get("access_token");
                    Object audience = Tokens.claims(token).get("aud");
                    expect(audience instanceof List<?> list && list.contains(endpoint.toString()),
                            "the security token's aud does not repeat the value of resource");
                    HTTPResponse taken = idms.assertion(token).post();
                    expect(taken.getStatusCode() == 200, "the partner answers " + Http.outline(taken));
                    return "the partner takes the security token";
                }).after(EXCHANGE, ASSERTION));
        partner(checks, "forged", "An assertion with a changed signature is refused",
                (idms, form) -> form.with("assertion", Forgery.withChangedSignature(form.get("assertion"))));
        partner(checks, "unsigned", "An assertion without signature is refused",
                (idms, form) -> form.with("assertion", Forgery.unsigned(form.get("assertion"))));
        partner(checks, "algorithm", "An assertion signed by HS256 with the public key is refused",
                (idms, form) -> form.with("assertion", Forgery.signedByPublicKey(form.get("assertion"), idms.published().keys())),
                "B.7.4-forged");
        partner(checks, "issuer", "An assertion by an issuer that is no partner is refused",
                (idms, form) -> form.with("assertion", Forgery.byAnotherIssuer(form.get("assertion"))), "B.7.4-forged");
        checks.add(Check.required("B.7.4-expired", "An expired assertion is refused", idms -> {
            String token = securityToken(idms);
            idms.awaitExpiry(token);
            return Finding.expectRefused(idms.assertion(token).post(), "the expired assertion");
        }).after(ASSERTION));
        partner(checks, "audience", "An access token of the home IdMS, without the two audiences, is refused",
                (idms, form) -> form.with("assertion", idms.tokens().access()));
        partner(checks, "scope-missing", "An assertion without scope is refused", (idms, form) -> form.without("scope"));
        partner(checks, "scope-not-mc", "An assertion without an MC scope is refused",
                (idms, form) -> form.with("scope", "openid"));
        partner(checks, "client-authentication", "An assertion without client authentication is refused",
                (idms, form) -> form.unauthenticated());
        checks.add(Check.recommended("B.7.4-reuse", "A security token is good once", idms -> {
            Request form = idms.assertion(securityToken(idms));
            precondition(form.post().getStatusCode() == 200, "the first use of the security token was refused");
            return Finding.expectRefused(form.post(), "the second use of the security token");
        }).after(ASSERTION));
        checks.add(Check.required("B.7.5-response", "The partner's response has access_token, token_type bearer and expires_in",
                idms -> {
                    Map<String, Object> body = Http.json(partnerResponse(idms));
                    expect(body.get("access_token") instanceof String, "the partner's response has no access_token");
                    expect("bearer".equalsIgnoreCase(String.valueOf(body.get("token_type"))),
                            "token_type is " + body.get("token_type"));
                    expect(body.get("expires_in") instanceof Number, "the partner's response has no expires_in");
                    return "all three";
                }).after(ASSERTION));
        checks.add(Check.required("B.9-token", "The partner's token is an access token of B.2.2 by the partner", idms -> {
            String token = (String) Http.json(partnerResponse(idms)).get("access_token");
            idms.partner().published().verify(token);
            Map<String, Object> claims = Tokens.claims(token);
            expect(idms.target().partner().client().id().equals(claims.get("client_id")),
                    "client_id of the partner's token is " + claims.get("client_id"));
            expect(claims.get("exp") instanceof Number, "the partner's token has no exp");
            expect(String.valueOf(claims.get("scope")).contains(McNames.PTT),
                    "scope of the partner's token is " + claims.get("scope"));
            expect(claims.get("mcptt_id") instanceof String, "the partner's token has no mcptt_id");
            return "signed by the partner, with exp, scope, client_id and mcptt_id";
        }).after("B.7.5-response"));
        return checks;
    }

    private interface Change {
        Request to(Idms idms, Request form);
    }

    private interface Rule {
        boolean holds(Idms idms, Map<String, Object> claims);
    }

    private static void home(List<Check> checks, String name, String requirement, Change change) {
        checks.add(Check.required("B.7.2-" + name, requirement,
                idms -> Finding.expectRefused(change.to(idms, request(idms)).post(), "such a request")).after(EXCHANGE));
    }

    private static void partner(List<Check> checks, String name, String requirement, Change change, String... after) {
        checks.add(Check.required("B.7.4-" + name, requirement, idms -> Finding.expectRefused(
                change.to(idms, idms.assertion(securityToken(idms))).post(), "such an assertion"))
                .after(Stream.concat(Stream.of(ASSERTION), Stream.of(after)).toArray(String[]::new)));
    }

    private static void claim(List<Check> checks, String name, String requirement, Rule rule, String... after) {
        checks.add(Check.required("B.8-" + name, requirement, idms -> {
            Map<String, Object> claims = Tokens.claims(securityToken(idms));
            expect(rule.holds(idms, claims), claims.containsKey(name)
                    ? "the security token's " + name + " is not as asked for" : "the security token has no " + name);
            return name + " as asked for";
        }).after(Stream.concat(Stream.of(EXCHANGE), Stream.of(after)).toArray(String[]::new)));
    }

    private static Request request(Idms idms) {
        return idms.securityToken(idms.tokens().access());
    }

    private static HTTPResponse securityTokenResponse(Idms idms) {
        HTTPResponse response = request(idms).post();
        precondition(Http.json(response).get("access_token") instanceof String, "the server gave no security token");
        return response;
    }

    private static String securityToken(Idms idms) {
        return (String) Http.json(securityTokenResponse(idms)).get("access_token");
    }

    private static URI partnerTokenEndpoint(Idms idms) {
        return idms.partner().metadata().getTokenEndpointURI();
    }

    private static HTTPResponse partnerResponse(Idms idms) {
        HTTPResponse response = idms.assertion(securityToken(idms)).post();
        precondition(response.getStatusCode() == 200, "the partner gave no token");
        return response;
    }
}
