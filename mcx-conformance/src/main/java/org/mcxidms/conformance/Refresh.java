package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;
import static org.mcxidms.conformance.Finding.precondition;

import java.util.List;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.5.2: refresh. */
final class Refresh {

    private static final String WORKS = "B.5.2-refresh";
    /** A server may forgive a lost answer; no server forgives this many. */
    private static final int REPLAYS = 4;

    private Refresh() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required(WORKS, "A refresh token gets a new access token", idms -> {
                    HTTPResponse response = idms.refresh(idms.login(McNames.OPENID_PTT).refresh()).post();
                    expect(response.getStatusCode() == 200 && Http.json(response).containsKey("access_token"),
                            "the server answers " + Http.outline(response));
                    return Http.outline(response);
                }),
                Check.required("B.5.2-secret-wrong", "A refresh with a wrong client secret is refused",
                        idms -> Finding.expectRefused(
                                idms.refresh(idms.login(McNames.OPENID_PTT).refresh()).basic(new Target.ClientLogin(
                                        idms.target().client().id(), "wrong-" + UUID.randomUUID())).post(),
                                "a wrong client secret"))
                        .after(WORKS),
                Check.required("B.5.2-client-authentication", "A refresh without client authentication is refused",
                        idms -> Finding.expectRefused(
                                idms.refresh(idms.login(McNames.OPENID_PTT).refresh()).unauthenticated().post(),
                                "a refresh without client authentication"))
                        .strictOnly().after(WORKS, "B.5.2-secret-wrong"),
                Check.required("B.5.2-client-other", "A refresh token is refused from another client", idms -> {
                    precondition(idms.target().other() != null, "the option --other-client-id is not given");
                    return Finding.expectRefused(idms.refresh(idms.login(McNames.OPENID_PTT).refresh())
                            .basic(idms.target().other()).with("client_id", idms.target().other().id()).post(),
                            "a refresh by another client");
                }).after(WORKS),
                Check.required("B.5.2-unknown", "What is no refresh token is refused",
                        idms -> Finding.expectRefused(idms.refresh("x" + UUID.randomUUID()).post(), "what is no refresh token")),
                Check.required("B.5.2-forged", "A refresh token with a changed signature is refused", idms -> {
                    String token = idms.login(McNames.OPENID_PTT).refresh();
                    if (token.split("\\.").length != 3) {
                        throw Finding.notApplicable("the refresh token is no JWT");
                    }
                    return Finding.expectRefused(idms.refresh(Forgery.withChangedSignature(token)).post(),
                            "a refresh token with a changed signature");
                }).after(WORKS),
                Check.required("B.5.2-access-token", "An access token is no refresh token",
                        idms -> Finding.expectRefused(idms.refresh(idms.tokens().access()).post(),
                                "an access token in its place")),
                Check.required("B.5.2-scope-narrower", "A refresh gets a narrower scope where it asks for one", idms -> {
                    Tokens tokens = idms.login(McNames.OPENID_PTT + " " + McNames.VIDEO);
                    HTTPResponse response = idms.refresh(tokens.refresh()).with("scope", McNames.OPENID_PTT).post();
                    expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
                    List<String> granted = new Tokens(tokens.authorization(), response).scopesOfAccessToken();
                    expect(!granted.contains(McNames.VIDEO), "the new token still has the scope " + McNames.VIDEO);
                    return "granted: " + granted;
                }).after(WORKS, "B.2.2-scope"),
                Check.required("B.5.2-scope-wider", "A refresh gets no wider scope than the original", idms -> {
                    Tokens tokens = idms.login(McNames.OPENID_PTT);
                    HTTPResponse response = idms.refresh(tokens.refresh())
                            .with("scope", McNames.OPENID_PTT + " " + McNames.VIDEO).post();
                    if (response.getStatusCode() != 200) {
                        return Finding.expectRefused(response, "a wider scope");
                    }
                    expect(!new Tokens(tokens.authorization(), response).scopesOfAccessToken().contains(McNames.VIDEO),
                            "the new token has the scope " + McNames.VIDEO);
                    return "granted without the wider part";
                }).after(WORKS, "B.4.2.5-scope"),
                Check.recommended("B.5.2-rotation", "A refresh token that comes again and again is refused", idms -> {
                    Request request = idms.refresh(idms.login(McNames.OPENID_PTT).refresh());
                    for (int i = 1; i < REPLAYS; i++) {
                        request.post();
                    }
                    return Finding.expectRefused(request.post(), "use number " + REPLAYS + " of the refresh token");
                }).after(WORKS));
    }
}
