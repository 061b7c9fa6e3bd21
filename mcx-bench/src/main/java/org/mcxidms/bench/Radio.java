package org.mcxidms.bench;

import static org.mcxidms.testkit.Scopes.PTT;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Tokens;

/**
 * One client of the closed loop: sends a request when the last one is answered, and uses a refresh token once. It has users of
 * its own, since Keycloak lets one login of a user go on at a time. Anything but the answer it wants is an error.
 */
final class Radio {

    static final String[] SCOPES = {"openid", PTT, "3gpp:mc:ptt_key_management_service",
        "3gpp:mc:video_service", "3gpp:mc:data_service"};

    private final Candidate candidate;
    private final Deque<Login> users;
    private final Deque<String> refreshTokens = new ArrayDeque<>();
    private String accessToken;
    private Login user;
    private Browser browser;
    private AuthorizationRequest authorization;
    private Landing page;
    private String code;
    private int turn;

    /** What is typed into the form, whether there is such a user or not. */
    record Login(String username, String password) {
    }

    Radio(Candidate candidate, List<Login> users) {
        this.candidate = candidate;
        this.users = new ArrayDeque<>(users);
    }

    /** Every user logs in once: the sessions that are refreshed. */
    void prepare() {
        for (int i = 0; i < users.size(); i++) {
            openPage();
            fillForm();
            refreshTokens.add(exchangeCode().refreshToken());
        }
    }

    /** Refreshes the session that has not been for the longest time. */
    void refresh() {
        Tokens tokens = new Tokens(client().refresh(refreshTokens.remove()).send());
        refreshTokens.add(tokens.refreshToken());
        accessToken = tokens.accessToken();
    }

    /** A new browser, at the first node: logins lead to its pages. */
    void openPage() {
        user = users.remove();
        users.add(user);
        browser = candidate.client(0).newBrowser();
        authorization = candidate.client(0).authorization(SCOPES);
        page = browser.open(authorization.url());
    }

    void fillForm() {
        code = browser.login(page, user.username(), user.password()).code();
    }

    void guess() {
        Landing answer = browser.login(page, user.username(), user.password() + "?");
        if (answer.status() != 200 || answer.parameter("code") != null) {
            throw new AssertionError("Not refused: " + answer);
        }
    }

    Tokens exchangeCode() {
        Tokens tokens = new Tokens(client().exchange(authorization, code).send());
        accessToken = tokens.accessToken();
        return tokens;
    }

    void introspect() {
        Answer answer = candidate.resourceServer(turn++).introspect(accessToken).send();
        if (answer.status() != 200 || !answer.json().path("active").asBoolean()) {
            throw new AssertionError("Not active: " + answer);
        }
    }

    /** B.7 where the bundle is; where it is not, Keycloak's own token exchange is the nearest thing. */
    void exchangeToken() {
        McxClient client = client();
        new Tokens((candidate.hasBundle() ? client.securityToken(accessToken, BenchRealm.partner(0))
                : client.tokenExchange(accessToken)).send());
    }

    String aRefreshToken() {
        return refreshTokens.element();
    }

    /** Takes sessions over that nobody logged in for. */
    void adopt(List<String> tokens) {
        refreshTokens.clear();
        refreshTokens.addAll(tokens);
    }

    /** An introspection reads the session and its user as a refresh does, in less time. */
    int readSessions() {
        for (String token : refreshTokens) {
            Answer answer = client().introspect(token).with("token_type_hint", "refresh_token").send();
            if (answer.status() != 200 || !answer.json().path("active").asBoolean()) {
                throw new AssertionError("Not active: " + answer);
            }
        }
        return refreshTokens.size();
    }

    private McxClient client() {
        return candidate.client(turn++);
    }
}
