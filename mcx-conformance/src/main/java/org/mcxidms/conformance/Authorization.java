package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** B.4.2.2 and B.4.2.3: the authentication request and its response. */
final class Authorization {

    static final String CODE = "B.4.2.3-code";
    /** As a radio of a later release may send. */
    private static final String UNKNOWN_SCOPE = "3gpp:mc:conformance_unknown_service";

    private interface Change {
        Request to(Request request);
    }

    private Authorization() {
    }

    static List<Check> checks() {
        List<Check> checks = new ArrayList<>(List.of(
                Check.required(CODE, "A complete request and the right password lead back to the client with a code", idms -> {
                    Map<String, String> answer = answer(idms, idms.authorization(McNames.OPENID_PTT));
                    expect(answer.containsKey("code"),
                            "the server leads back without a code, and with the error " + answer.get("error"));
                    return "a code";
                }),
                Check.required("B.4.2.3-state", "The response carries the request's state unchanged", idms -> {
                    String state = "a b&c=ü~" + UUID.randomUUID();
                    Map<String, String> answer = answer(idms, idms.authorization(McNames.OPENID_PTT).with("state", state));
                    expect(state.equals(answer.get("state")), "the response's state is another, or none");
                    return "the same state";
                }).after(CODE),
                Check.required("B.4.2.3-query", "Code and state travel in the query, not in the fragment", idms -> {
                    UserAgent.Landing landing = idms.authorize(idms.authorization(McNames.OPENID_PTT));
                    expect(landing.uri().getFragment() == null, "the address that the server leads back to has a fragment");
                    return "no fragment";
                }).after(CODE),
                Check.recommended("B.4.2.3-issuer", "The response names the issuer, against mix-up of servers (RFC 9207)",
                        idms -> {
                            Map<String, String> answer = answer(idms, idms.authorization(McNames.OPENID_PTT));
                            expect(idms.target().issuer().equals(answer.get("iss")),
                                    "the response's iss is " + answer.get("iss"));
                            return "iss is the issuer";
                        }).after(CODE),
                Check.required("B.4.2.2-scopes", "The scope openid and all twelve MC scope names may be requested at once",
                        idms -> {
                            Map<String, String> answer = answer(idms, idms.authorization(McNames.allScopes()));
                            expect(answer.containsKey("code"), "the server answers the error " + answer.get("error"));
                            return "a code";
                        }).after(CODE),
                Check.required("B.4.2.2-password", "A wrong password gives no code", idms -> {
                    Finding.precondition(!idms.target().browser(), "a wrong password cannot be tried with --browser");
                    UserAgent.Landing landing = idms.userAgent().login(idms.authorization(McNames.OPENID_PTT).uri(),
                            idms.target().username(), "wrong-" + UUID.randomUUID());
                    expect(!Idms.parameters(landing).containsKey("code"), "a wrong password got a code");
                    return "no code";
                }).after(CODE),
                Check.required("B.4.2.2-prompt-none", "prompt=none without a session answers login_required, with the state",
                        idms -> {
                            Request request = idms.authorization(McNames.OPENID_PTT).with("prompt", "none");
                            Map<String, String> answer = Idms.parameters(idms.userAgent().open(request.uri()));
                            expect("login_required".equals(answer.get("error")),
                                    "the server answers the error " + answer.get("error"));
                            expect(request.get("state").equals(answer.get("state")), "the error carries no state");
                            return "login_required";
                        }).after(CODE)));
        checks.add(Check.required("B.4.2.2-post",
                "An authentication request by POST is taken as one by GET (OpenID Connect Core 3.1.2.1)",
                idms -> {
                    UserAgent agent = idms.userAgent();
                    UserAgent.Landing form = agent.post(idms.authorization(McNames.OPENID_PTT));
                    expect(UserAgent.showsLogin(form), "the server answers the request by POST without a login page");
                    if (idms.target().browser()) {
                        return "the login page";
                    }
                    UserAgent.Landing landing = agent.login(form, idms.target().username(), idms.target().password());
                    expect(Idms.parameters(landing).containsKey("code"), "the login after a request by POST gives no code");
                    return "a code";
                }).after(CODE));
        checks.add(Check.recommended("B.4.2.2-scope-unknown", "A scope name that the server does not know is ignored "
                + "(OpenID Connect Core 3.1.2.1)", idms -> {
                    Request request = idms.authorization(McNames.OPENID_PTT + " " + UNKNOWN_SCOPE);
                    Map<String, String> answer = answer(idms, request);
                    expect(answer.containsKey("code"), "the server answers the error " + answer.get("error"));
                    HTTPResponse response = idms.exchange(request, answer.get("code")).post();
                    Finding.precondition(response.getStatusCode() == 200, "the code was not exchanged for tokens");
                    Tokens tokens = new Tokens(request, response);
                    expect(tokens.granted().contains(McNames.PTT), "the server grants nothing but " + tokens.granted());
                    expect(!tokens.granted().contains(UNKNOWN_SCOPE), "the server grants the scope that it cannot know");
                    return "granted without it: " + tokens.granted();
                }).after(CODE));
        refused(checks, "pkce-missing", "A request without code_challenge is refused", Level.REQUIRED,
                request -> request.without("code_challenge").without("code_challenge_method"));
        refused(checks, "pkce-plain", "PKCE with the method plain is refused", Level.REQUIRED,
                request -> request.with("code_challenge_method", "plain").with("code_challenge", request.verifier()));
        refused(checks, "pkce-method-missing", "A challenge without a method, which means plain, is refused", Level.REQUIRED,
                request -> request.without("code_challenge_method").with("code_challenge", request.verifier()));
        refused(checks, "client-unknown", "An unknown client is refused", Level.REQUIRED,
                request -> request.with("client_id", "unknown-" + UUID.randomUUID()));
        refused(checks, "implicit", "response_type=token is refused: the profile has the code flow only", Level.REQUIRED,
                request -> request.with("response_type", "token"));
        refused(checks, "hybrid", "response_type=code id_token is refused", Level.RECOMMENDED,
                request -> request.with("response_type", "code id_token"));
        refused(checks, "response-type-missing", "A request without response_type is refused", Level.REQUIRED,
                request -> request.without("response_type"));
        refused(checks, "redirect-missing", "A request without redirect_uri is refused", Level.REQUIRED,
                request -> request.without("redirect_uri"));
        refused(checks, "state-missing", "A request without state is refused", Level.RECOMMENDED,
                request -> request.without("state"));
        refused(checks, "acr-missing", "A request without acr_values is refused", Level.RECOMMENDED,
                request -> request.without("acr_values"));
        refused(checks, "openid-missing", "A request whose scope lacks openid is refused", Level.RECOMMENDED,
                request -> request.with("scope", McNames.PTT));
        refused(checks, "repeated", "A request with a parameter twice is refused", Level.RECOMMENDED,
                request -> request.repeating("scope"));
        redirect(checks, "redirect-host", "another host", "https://attacker.example/cb");
        redirect(checks, "redirect-path", "a longer path", "{}/more");
        redirect(checks, "redirect-query", "an added query", "{}?more=1");
        redirect(checks, "redirect-traversal", "a path that climbs", "{}/../cb2");
        redirect(checks, "redirect-user-info", "the registered host as user name of another", "{userinfo}");
        redirect(checks, "redirect-fragment", "a fragment", "{}#f");
        return checks;
    }

    private static Map<String, String> answer(Idms idms, Request request) {
        UserAgent.Landing landing = idms.authorize(request);
        expect(landing.isRedirect(), "the login led to a page of the server with HTTP status "
                + (landing.page() == null ? "" : landing.page().getStatusCode()));
        return Idms.parameters(landing);
    }

    private static void refused(List<Check> checks, String name, String requirement, Level level, Change change) {
        Check.Procedure procedure = idms -> {
            Request request = change.to(idms.authorization(McNames.OPENID_PTT));
            UserAgent.Landing landing = idms.attempt(request);
            Map<String, String> answer = Idms.parameters(landing);
            expect(!answer.containsKey("code") && !answer.containsKey("access_token") && !answer.containsKey("id_token"),
                    "the request was accepted");
            expect(landing.isRedirect() || landing.page().getStatusCode() < 500, "the request made a server error");
            return landing.isRedirect() ? "error=" + answer.get("error") : "a page, HTTP " + landing.page().getStatusCode();
        };
        checks.add(new Check("B.4.2.2-" + name, requirement, level, false, List.of(CODE), procedure));
    }

    private static void redirect(List<Check> checks, String name, String what, String pattern) {
        checks.add(Check.required("B.4.2.2-" + name, "A redirect address with " + what + " gets nothing", idms -> {
            var registered = idms.target().redirectUri();
            String variant = pattern.replace("{}", registered.toString())
                    .replace("{userinfo}", registered.getScheme() + "://" + registered.getHost() + "@attacker.example/cb");
            Request request = idms.authorization(McNames.OPENID_PTT).with("redirect_uri", variant);
            UserAgent.Landing landing = idms.attempt(request);
            expect(!landing.isRedirect(), "the server redirects to the address");
            expect(landing.page().getStatusCode() < 500, "the request made a server error");
            return "a page, HTTP " + landing.page().getStatusCode();
        }).after(CODE));
    }
}
