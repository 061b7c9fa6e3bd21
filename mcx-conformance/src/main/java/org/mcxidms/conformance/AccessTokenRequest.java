package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;

/** B.4.2.4: the access token request. */
final class AccessTokenRequest {

    private interface Change {
        Request to(Idms idms, Request request);
    }

    private AccessTokenRequest() {
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.required("B.4.2.4-exchange", "A complete token request gets tokens", idms -> {
            Request authorization = idms.authorization(McNames.allScopes());
            HTTPResponse response = idms.exchange(authorization, idms.code(authorization)).post();
            expect(response.getStatusCode() == 200, "the server answers " + Http.outline(response));
            return "tokens";
        }));
        refused(checks, "code-missing", "A token request without code is refused", (idms, request) -> request.without("code"));
        refused(checks, "code-unknown", "An unknown code is refused",
                (idms, request) -> request.with("code", "x" + UUID.randomUUID()));
        refused(checks, "redirect-missing", "A token request without redirect_uri is refused",
                (idms, request) -> request.without("redirect_uri"));
        refused(checks, "redirect-other", "Another redirect_uri than that of the authentication request is refused",
                (idms, request) -> request.with("redirect_uri", "mcptt://organization_mcptt/cb".equals(
                        request.get("redirect_uri")) ? "http://3gpp.mcptt/cb" : "mcptt://organization_mcptt/cb"));
        refused(checks, "verifier-wrong", "A wrong code_verifier is refused",
                (idms, request) -> request.with("code_verifier", new CodeVerifier().getValue()));
        refused(checks, "verifier-missing", "A token request without code_verifier is refused",
                (idms, request) -> request.without("code_verifier"), "verifier-wrong");
        refused(checks, "grant-type-missing", "A token request without grant_type is refused",
                (idms, request) -> request.without("grant_type"));
        refused(checks, "repeated", "A token request with a parameter twice is refused",
                (idms, request) -> request.repeating("code"));
        refused(checks, "secret-wrong", "A wrong client secret is refused", (idms, request) -> request.basic(
                new Target.ClientLogin(idms.target().client().id(), "wrong-" + UUID.randomUUID())));
        refused(checks, "client-authentication", "A token request without client authentication is refused, PKCE or not",
                (idms, request) -> request.unauthenticated(), "secret-wrong");
        checks.add(Check.recommended("B.4.2.4-secret-in-body",
                "A secret in the body instead of the Authorization header is refused",
                idms -> {
                    Request authorization = idms.authorization(McNames.OPENID_PTT);
                    return Finding.expectRefused(idms.exchange(authorization, idms.code(authorization)).unauthenticated()
                            .with("client_secret", secret(idms)).post(), "a request with the secret in the body");
                }).after("B.4.2.4-exchange", "B.4.2.4-client-authentication"));
        checks.add(Check.required("B.4.2.4-client-other", "A code is refused from another client than it was issued to", idms -> {
            Finding.precondition(idms.target().other() != null, "the option --other-client-id is not given");
            Request authorization = idms.authorization(McNames.OPENID_PTT);
            return Finding.expectRefused(idms.exchange(authorization, idms.code(authorization)).basic(idms.target().other())
                    .with("client_id", idms.target().other().id()).post(), "the code of another client");
        }).after("B.4.2.4-exchange"));
        checks.add(Check.required("B.4.2.4-code-reuse", "A code is good once", idms -> {
            Request authorization = idms.authorization(McNames.OPENID_PTT);
            Request request = idms.exchange(authorization, idms.code(authorization));
            Finding.precondition(request.post().getStatusCode() == 200, "the first use of the code was refused");
            return Finding.expectRefused(request.post(), "the second use of the code");
        }).after("B.4.2.4-exchange"));
        checks.add(Check.recommended("B.4.2.4-code-reuse-revokes", "The tokens of a code that comes twice are revoked", idms -> {
            Request authorization = idms.authorization(McNames.OPENID_PTT);
            Request request = idms.exchange(authorization, idms.code(authorization));
            Tokens tokens = new Tokens(authorization, request.post());
            String refresh = tokens.refresh();
            request.post();
            return Finding.expectRefused(idms.refresh(refresh).post(), "the refresh token of the first use");
        }).after("B.4.2.4-code-reuse"));
        checks.add(Check.required("B.4.2.4-get", "The token endpoint does not take a request by GET", idms -> {
            Request authorization = idms.authorization(McNames.OPENID_PTT);
            HTTPResponse response = idms.exchange(authorization, idms.code(authorization)).get();
            return Finding.expectRefused(response, "a token request by GET");
        }).after("B.4.2.4-exchange"));
        checks.add(Check.recommended("B.4.2.4-error-format", "A refusal is HTTP 400 with a JSON error of RFC 6749 and no-store",
                idms -> {
                    HTTPResponse response = idms.token("authorization_code").with("code", "unknown")
                            .with("redirect_uri", idms.target().redirectUri().toString())
                            .with("code_verifier", new CodeVerifier().getValue()).post();
                    expect(response.getStatusCode() == 400, "the server answers HTTP " + response.getStatusCode());
                    expect("invalid_grant".equals(Http.json(response).get("error")),
                            "the error is " + Http.json(response).get("error"));
                    expect(String.valueOf(response.getHeaderValue("Cache-Control")).contains("no-store"),
                            "the refusal has no Cache-Control: no-store");
                    return Http.outline(response);
                }));
        checks.add(Check.required("B.4.2.4-password-grant", "The password grant is refused: the profile has none",
                idms -> Finding.expectRefused(idms.token("password").with("username", String.valueOf(idms.target().username()))
                        .with("password", String.valueOf(idms.target().password())).with("scope", "openid").post(),
                        "the password grant")));
        return checks;
    }

    private static String secret(Idms idms) {
        String secret = idms.target().client().secret();
        Finding.precondition(secret != null, "the option --client-secret is not given");
        return secret;
    }

    private static void refused(List<Check> checks, String name, String requirement, Change change, String... after) {
        Check check = Check.required("B.4.2.4-" + name, requirement, idms -> {
            Request authorization = idms.authorization(McNames.OPENID_PTT);
            return Finding.expectRefused(
                    change.to(idms, idms.exchange(authorization, idms.code(authorization))).post(), "such a request");
        });
        List<String> ids = new ArrayList<>(List.of("B.4.2.4-exchange"));
        for (String other : after) {
            ids.add("B.4.2.4-" + other);
        }
        boolean lenient = name.startsWith("client-authentication");
        checks.add((lenient ? check.strictOnly() : check).after(ids.toArray(String[]::new)));
    }
}
