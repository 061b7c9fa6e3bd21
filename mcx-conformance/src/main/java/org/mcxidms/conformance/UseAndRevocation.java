package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;
import static org.mcxidms.conformance.Finding.precondition;

import java.util.List;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.10: use of tokens, introspection and revocation. */
final class UseAndRevocation {

    private UseAndRevocation() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required("B.10-bearer", "The access token is accepted in the Authorization header", idms -> {
                    HTTPResponse response = idms.userInfo(idms.tokens().access());
                    expect(response.getStatusCode() == 200, "HTTP " + response.getStatusCode());
                    return "HTTP 200";
                }),
                refused("B.10-no-token", "Without a token: 401", idms -> null),
                refused("B.10-unsigned", "An access token without signature (alg none): 401",
                        idms -> Idms.unsigned(idms.tokens().access())),
                refused("B.10-forged", "An access token with a changed signature: 401",
                        idms -> Idms.forged(idms.tokens().access())),
                refused("B.10-algorithm", "An access token signed by HS256 with the public key: 401",
                        idms -> idms.signedByPublicKey(idms.tokens().access())).after("B.10-bearer", "B.10-forged"),
                refused("B.10-id-token", "An ID token is no access token: 401", idms -> idms.tokens().id()),
                Check.required("B.10-introspection", "A live token is active, with its scope", idms -> {
                    HTTPResponse response = idms.introspection(idms.tokens().access()).post();
                    expect(Boolean.TRUE.equals(Idms.json(response).get("active")), Http.outline(response));
                    expect(Idms.json(response).get("scope") instanceof String, "there is no scope");
                    return "active";
                }),
                Check.required("B.10-introspection-unknown", "What is no token is not active, and nothing is told of it", idms -> {
                    HTTPResponse response = idms.introspection("x" + UUID.randomUUID()).post();
                    expect(Boolean.FALSE.equals(Idms.json(response).get("active")), Http.outline(response));
                    expect(Idms.json(response).size() == 1, "it tells " + Idms.json(response).keySet());
                    return "not active";
                }),
                Check.required("B.10-introspection-forged", "A token with a changed signature is not active", idms -> {
                    expect(!idms.seesActive(Idms.forged(idms.tokens().access())), "it is");
                    return "not active";
                }),
                Check.required("B.10-introspection-client", "Introspection without client authentication is refused", idms -> {
                    HTTPResponse response = idms.introspection(idms.tokens().access()).unauthenticated()
                            .with("client_id", idms.target().resourceServer().id()).post();
                    expect(!Boolean.TRUE.equals(Idms.json(response).get("active")), "it answers");
                    return Http.outline(response);
                }),
                Check.required("B.10-revocation-refresh", "A revoked refresh token is refused", idms -> {
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    HTTPResponse response = idms.revocation(token).with("token_type_hint", "refresh_token").post();
                    expect(response.getStatusCode() == 200, "revocation: " + Http.outline(response));
                    return Idms.expectRefused(idms.refresh(token).post(), "it");
                }).after("B.5.2-refresh"),
                Check.required("B.10-revocation-access", "A revoked access token is not active", idms -> {
                    String token = idms.login("openid " + Idms.PTT).access();
                    precondition(idms.seesActive(token), "it was not active before");
                    HTTPResponse response = idms.revocation(token).with("token_type_hint", "access_token").post();
                    expect(response.getStatusCode() == 200, "revocation: " + Http.outline(response));
                    expect(!idms.seesActive(token), "it still is");
                    return "not active";
                }).after("B.10-introspection"),
                Check.required("B.10-revocation-userinfo", "A revoked access token: 401", idms -> {
                    String token = idms.login("openid " + Idms.PTT).access();
                    precondition(idms.userInfo(token).getStatusCode() == 200, "it was not accepted before");
                    idms.revocation(token).with("token_type_hint", "access_token").post();
                    return refused(idms, token);
                }).after("B.10-bearer", "B.10-revocation-access"),
                Check.required("B.12-userinfo", "An expired access token: 401", idms ->
                        refused(idms, idms.expiredToken())).after("B.10-bearer"),
                Check.required("B.12-introspection", "An expired access token is not active", idms -> {
                    expect(!idms.seesActive(idms.expiredToken()), "it still is");
                    return "not active";
                }).after("B.10-introspection"),
                Check.required("B.10-revocation-client", "Revocation without client authentication does nothing", idms -> {
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    idms.revocation(token).unauthenticated().post();
                    expect(idms.refresh(token).post().getStatusCode() == 200, "the token was revoked");
                    return "the token lives";
                }).strictOnly().after("B.5.2-refresh", "B.10-revocation-refresh"),
                Check.required("B.10-revocation-other", "Another client cannot revoke the token", idms -> {
                    precondition(idms.target().other() != null, "no --other-client-id given");
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    idms.revocation(token).basic(idms.target().other()).with("client_id", idms.target().other().id()).post();
                    expect(idms.refresh(token).post().getStatusCode() == 200, "the token was revoked");
                    return "the token lives";
                }).after("B.5.2-refresh", "B.10-revocation-refresh"),
                Check.required("B.10-revocation-unknown", "Revocation of what is no token makes no server error", idms -> {
                    HTTPResponse response = idms.revocation("x" + UUID.randomUUID()).post();
                    expect(response.getStatusCode() < 500, Http.outline(response));
                    return Http.outline(response);
                }));
    }

    private interface Token {
        String of(Idms idms);
    }

    private static Check refused(String id, String requirement, Token token) {
        return Check.required(id, requirement, idms -> refused(idms, token.of(idms))).after("B.10-bearer");
    }

    private static String refused(Idms idms, String token) {
        HTTPResponse response = idms.userInfo(token);
        expect(response.getStatusCode() >= 400 && response.getStatusCode() < 500, "HTTP " + response.getStatusCode());
        return "HTTP " + response.getStatusCode();
    }
}
