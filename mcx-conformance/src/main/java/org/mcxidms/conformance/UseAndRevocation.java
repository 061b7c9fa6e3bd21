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
                    expect(response.getStatusCode() == 200, "userinfo answers HTTP " + response.getStatusCode());
                    return "HTTP 200";
                }),
                refused("B.10-no-token", "A request without a token is refused", idms -> null),
                refused("B.10-unsigned", "An access token without signature (alg none) is refused",
                        idms -> Forgery.unsigned(idms.tokens().access())),
                refused("B.10-forged", "An access token with a changed signature is refused",
                        idms -> Forgery.withChangedSignature(idms.tokens().access())),
                refused("B.10-algorithm", "An access token signed by HS256 with the public key is refused",
                        idms -> Forgery.signedByPublicKey(idms.tokens().access(), idms.published().keys()))
                        .after("B.10-bearer", "B.10-forged"),
                refused("B.10-id-token", "An ID token in place of an access token is refused", idms -> idms.tokens().id()),
                Check.required("B.10-introspection", "Introspection calls a live token active, with its scope", idms -> {
                    HTTPResponse response = idms.introspection(idms.tokens().access()).post();
                    expect(Boolean.TRUE.equals(Http.json(response).get("active")),
                            "introspection answers " + Http.outline(response));
                    expect(Http.json(response).get("scope") instanceof String, "introspection does not tell the scope");
                    return "active";
                }),
                Check.required("B.10-introspection-unknown",
                        "Introspection calls what is no token not active, and tells nothing of it", idms -> {
                            HTTPResponse response = idms.introspection("x" + UUID.randomUUID()).post();
                            expect(Boolean.FALSE.equals(Http.json(response).get("active")),
                                    "introspection answers " + Http.outline(response));
                            expect(Http.json(response).size() == 1, "introspection tells " + Http.json(response).keySet());
                            return "not active";
                        }),
                Check.required("B.10-introspection-forged", "Introspection calls a token with a changed signature not active",
                        idms -> {
                            expect(!idms.seesActive(Forgery.withChangedSignature(idms.tokens().access())),
                                    "the forged token is active");
                            return "not active";
                        }),
                Check.required("B.10-introspection-client", "Introspection without client authentication is refused", idms -> {
                    HTTPResponse response = idms.introspection(idms.tokens().access()).unauthenticated()
                            .with("client_id", idms.target().resourceServer().id()).post();
                    expect(!Boolean.TRUE.equals(Http.json(response).get("active")),
                            "introspection answers a client that did not authenticate");
                    return Http.outline(response);
                }),
                Check.required("B.10-revocation-refresh", "A revoked refresh token is refused", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).refresh();
                    HTTPResponse response = idms.revocation(token).with("token_type_hint", "refresh_token").post();
                    expect(response.getStatusCode() == 200, "revocation answers " + Http.outline(response));
                    return Finding.expectRefused(idms.refresh(token).post(), "the revoked refresh token");
                }).after("B.5.2-refresh"),
                Check.required("B.10-revocation-access", "Introspection calls a revoked access token not active", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).access();
                    precondition(idms.seesActive(token), "the token was not active before");
                    HTTPResponse response = idms.revocation(token).with("token_type_hint", "access_token").post();
                    expect(response.getStatusCode() == 200, "revocation answers " + Http.outline(response));
                    expect(!idms.seesActive(token), "the token is still active");
                    return "not active";
                }).after("B.10-introspection"),
                Check.required("B.10-revocation-userinfo", "A revoked access token is refused", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).access();
                    precondition(idms.userInfo(token).getStatusCode() == 200, "the token was not accepted before");
                    idms.revocation(token).with("token_type_hint", "access_token").post();
                    return refused(idms, token);
                }).after("B.10-bearer", "B.10-revocation-access"),
                Check.required("B.12-userinfo", "An expired access token is refused", idms -> refused(idms, idms.expiredToken()))
                        .after("B.10-bearer"),
                Check.required("B.12-introspection", "Introspection calls an expired access token not active", idms -> {
                    expect(!idms.seesActive(idms.expiredToken()), "the expired token is still active");
                    return "not active";
                }).after("B.10-introspection"),
                Check.required("B.10-revocation-client", "Revocation without client authentication does nothing", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).refresh();
                    idms.revocation(token).unauthenticated().post();
                    expect(idms.refresh(token).post().getStatusCode() == 200, "the refresh token was revoked");
                    return "the token lives";
                }).strictOnly().after("B.5.2-refresh", "B.10-revocation-refresh"),
                Check.required("B.10-revocation-other", "Another client cannot revoke the token", idms -> {
                    precondition(idms.target().other() != null, "the option --other-client-id is not given");
                    String token = idms.login(McNames.OPENID_PTT).refresh();
                    idms.revocation(token).basic(idms.target().other()).with("client_id", idms.target().other().id()).post();
                    expect(idms.refresh(token).post().getStatusCode() == 200, "the refresh token was revoked");
                    return "the token lives";
                }).after("B.5.2-refresh", "B.10-revocation-refresh"),
                Check.required("B.10-revocation-unknown", "Revocation of what is no token makes no server error", idms -> {
                    HTTPResponse response = idms.revocation("x" + UUID.randomUUID()).post();
                    expect(response.getStatusCode() < 500, "revocation answers " + Http.outline(response));
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
        expect(response.getStatusCode() >= 400 && response.getStatusCode() < 500,
                "userinfo answers HTTP " + response.getStatusCode());
        return "HTTP " + response.getStatusCode();
    }
}
