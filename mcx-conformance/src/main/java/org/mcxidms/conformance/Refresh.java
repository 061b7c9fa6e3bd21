package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;
import static org.mcxidms.conformance.Finding.precondition;

import java.util.List;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.5.2: refresh. */
final class Refresh {

    private static final String WORKS = "B.5.2-refresh";
    private static final String VIDEO = "3gpp:mc:video_service";
    /** A server may forgive a lost answer; no server forgives this many. */
    private static final int REPLAYS = 4;

    private Refresh() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required(WORKS, "A refresh token gets a new access token", idms -> {
                    HTTPResponse response = idms.refresh(idms.login("openid " + Idms.PTT).refresh()).post();
                    expect(response.getStatusCode() == 200 && Idms.json(response).containsKey("access_token"),
                            Http.outline(response));
                    return Http.outline(response);
                }),
                Check.required("B.5.2-secret-wrong", "A wrong client secret is refused", idms ->
                        Idms.expectRefused(idms.refresh(idms.login("openid " + Idms.PTT).refresh()).basic(new Target.ClientLogin(
                                idms.target().client().id(), "wrong-" + UUID.randomUUID())).post(), "it")).after(WORKS),
                Check.required("B.5.2-client-authentication", "Without client authentication it is refused", idms ->
                        Idms.expectRefused(idms.refresh(idms.login("openid " + Idms.PTT).refresh()).unauthenticated().post(), "it"))
                        .strictOnly().after(WORKS, "B.5.2-secret-wrong"),
                Check.required("B.5.2-client-other", "A refresh token is refused from another client", idms -> {
                    precondition(idms.target().other() != null, "no --other-client-id given");
                    return Idms.expectRefused(idms.refresh(idms.login("openid " + Idms.PTT).refresh())
                            .basic(idms.target().other()).with("client_id", idms.target().other().id()).post(), "it");
                }).after(WORKS),
                Check.required("B.5.2-unknown", "What is no refresh token is refused", idms ->
                        Idms.expectRefused(idms.refresh("x" + UUID.randomUUID()).post(), "it")),
                Check.required("B.5.2-forged", "A refresh token with a changed signature is refused", idms -> {
                    String token = idms.login("openid " + Idms.PTT).refresh();
                    if (token.split("\\.").length != 3) {
                        throw Finding.notApplicable("the refresh token is no JWT");
                    }
                    return Idms.expectRefused(idms.refresh(Idms.forged(token)).post(), "it");
                }).after(WORKS),
                Check.required("B.5.2-access-token", "An access token is no refresh token", idms ->
                        Idms.expectRefused(idms.refresh(idms.tokens().access()).post(), "it")),
                Check.required("B.5.2-scope-narrower", "A narrower scope is granted", idms -> {
                    Idms.Tokens tokens = idms.login("openid " + Idms.PTT + " " + VIDEO);
                    HTTPResponse response = idms.refresh(tokens.refresh()).with("scope", "openid " + Idms.PTT).post();
                    expect(response.getStatusCode() == 200, Http.outline(response));
                    List<String> granted = AccessTokens.scopes(new Idms.Tokens(tokens.authorization(), response));
                    expect(!granted.contains(VIDEO), "the token still has " + VIDEO);
                    return "granted: " + granted;
                }).after(WORKS, "B.2.2-scope"),
                Check.required("B.5.2-scope-wider", "A wider scope than the original is not granted", idms -> {
                    Idms.Tokens tokens = idms.login("openid " + Idms.PTT);
                    HTTPResponse response = idms.refresh(tokens.refresh())
                            .with("scope", "openid " + Idms.PTT + " " + VIDEO).post();
                    if (response.getStatusCode() != 200) {
                        return Idms.expectRefused(response, "it");
                    }
                    expect(!AccessTokens.scopes(new Idms.Tokens(tokens.authorization(), response)).contains(VIDEO),
                            "the token has " + VIDEO);
                    return "granted without the wider part";
                }).after(WORKS, "B.4.2.5-scope"),
                Check.recommended("B.5.2-rotation", "A refresh token that comes again and again is refused", idms -> {
                    Idms.Form request = idms.refresh(idms.login("openid " + Idms.PTT).refresh());
                    for (int i = 1; i < REPLAYS; i++) {
                        request.post();
                    }
                    return Idms.expectRefused(request.post(), "its use number " + REPLAYS);
                }).after(WORKS));
    }
}
