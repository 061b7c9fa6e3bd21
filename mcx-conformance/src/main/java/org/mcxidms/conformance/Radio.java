package org.mcxidms.conformance;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * What a radio does with its IdMS, told at a terminal step by step. A step that the IdMS refuses ends in {@link Finding#notMet},
 * one that it does not answer in {@link Finding#notTested}; both messages are sentences for the person at the terminal.
 */
final class Radio {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY_AND_CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time");
    /** Claims that differ from token to token. */
    private static final Set<String> FLEETING = Set.of("exp", "iat", "jti", "nbf");
    /** A radio out of reach of its IdMS tries again; after so many refreshes without an answer this one ends. */
    private static final int SILENCE = 5;

    private final Idms idms;
    private final String scope;
    private final PrintStream out;
    private Tokens tokens;
    private String refreshToken;

    Radio(Target target, String scope, PrintStream out) {
        this.idms = new Idms(target);
        this.scope = scope;
        this.out = out;
    }

    void say(String sentence) {
        out.println(LocalTime.now().format(CLOCK) + "  " + printable(sentence));
    }

    void login() {
        Target target = idms.target();
        say("Logs in at " + target.issuer() + (target.browser() ? " in your browser." : " as " + target.username() + "."));
        Request request = idms.authorization(scope);
        UserAgent.Landing landing = target.browser() ? idms.authorize(request) : idms.attempt(request);
        if (!landing.isRedirect()) {
            expectNoTrouble(landing.page());
            throw Finding.notMet("Refused at the login; the IdMS's page says: " + RefusalText.of(landing.page()));
        }
        HTTPResponse response = idms.exchange(request, code(request, Idms.parameters(landing))).post();
        expectTokens(response, "Refused at the exchange of the code for tokens: ");
        tokens = new Tokens(request, response);
        boolean identified = tokens.json().get("id_token") instanceof String;
        if (identified) {
            IdTokens.validate(idms, tokens);
        }
        refreshToken = tokens.json().get("refresh_token") instanceof String text ? text : null;
        say("Logged in. Granted: " + String.join(" ", tokens.granted()));
        show("access token", Tokens.claims(tokens.access()));
        if (identified) {
            show("ID token", Tokens.claims(tokens.id()));
        } else {
            say("The IdMS gave no ID token.");
        }
    }

    private String code(Request request, Map<String, String> answer) {
        // Whoever can open an address in the user's browser can send this radio the answer to somebody else's
        // request.
        Finding.expect(request.get("state").equals(answer.get("state")),
                "The browser brought an answer to another request than this radio's (state); the radio does not take it.");
        String issuer = answer.getOrDefault("iss", idms.target().issuer());
        Finding.expect(issuer.equals(idms.target().issuer()),
                "The answer comes from another IdMS, " + issuer + "; the radio does not take it.");
        if (answer.containsKey("error")) {
            throw Finding.notMet("Refused at the login: " + RefusalText.of(answer.get("error"), answer.get("error_description")));
        }
        Finding.expect(answer.containsKey("code"), "The IdMS led back from the login without a code.");
        return answer.get("code");
    }

    /** Gets a security token at home (B.7.2) and the partner's own access token for it (B.7.4). */
    void visitPartner() {
        String issuer = idms.target().partner().issuer();
        say("Visits the partner " + issuer + ".");
        HTTPResponse atHome = idms.securityToken(tokens.access()).post();
        expectTokens(atHome, "Refused at home, where the radio asks for a security token for the partner: ");
        String securityToken = new Tokens(tokens.authorization(), atHome).access();
        show("security token", Tokens.claims(securityToken));
        HTTPResponse there = idms.assertion(securityToken).post();
        expectTokens(there, "Refused by the partner, to which the radio shows the security token: ");
        say("The partner lets the radio in.");
        show("the partner's access token", Tokens.claims(new Tokens(tokens.authorization(), there).access()));
    }

    /**
     * Refreshes until it is refused.
     *
     * @param times how often at most; 0 for no end
     */
    void refresh(Duration pause, int times) throws InterruptedException {
        Finding.expect(refreshToken != null, "The IdMS gave no refresh token: there is nothing to refresh.");
        say("Refreshes every " + (pause.toSeconds() == 1 ? "second" : pause.toSeconds() + " seconds")
                + (times == 0 ? "; Ctrl-C ends the radio." : ", " + times + (times == 1 ? " time." : " times.")));
        int silent = 0;
        for (int refresh = 1; times == 0 || refresh <= times; refresh++) {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            idms.http().trace().clear();
            try {
                refresh("Refused at refresh " + refresh + ": ");
                silent = 0;
            } catch (Finding end) {
                if (end.kind() == Finding.Kind.NOT_MET || ++silent == SILENCE) {
                    throw end;
                }
                say(end.getMessage() + ". The radio tries again.");
                refresh--;
            }
        }
    }

    private void refresh(String refused) {
        HTTPResponse response = idms.refresh(refreshToken).post();
        expectTokens(response, refused);
        Tokens fresh = new Tokens(tokens.authorization(), response);
        if (fresh.json().get("refresh_token") instanceof String text) {
            refreshToken = text;
        }
        Map<String, Object> claims = Tokens.claims(fresh.access());
        say("Refreshed." + (claims.get("exp") instanceof Number exp ? " The access token is good until " + time(exp) + "." : ""));
        showChanges(lasting(Tokens.claims(tokens.access())), lasting(claims));
        tokens = fresh;
    }

    private void showChanges(Map<String, Object> before, Map<String, Object> after) {
        Map<String, Object> changes = new TreeMap<>(after);
        changes.entrySet().removeAll(before.entrySet());
        before.keySet().forEach(name -> {
            if (!after.containsKey(name)) {
                changes.put(name, "is gone");
            }
        });
        if (!changes.isEmpty()) {
            show("what changed in it", changes);
        }
    }

    private static Map<String, Object> lasting(Map<String, Object> claims) {
        Map<String, Object> lasting = new TreeMap<>(claims);
        lasting.keySet().removeAll(FLEETING);
        return lasting;
    }

    private static void expectNoTrouble(HTTPResponse response) {
        Finding.precondition(response.getStatusCode() < 500,
                "The IdMS has trouble of its own: HTTP " + response.getStatusCode());
    }

    private static void expectTokens(HTTPResponse response, String refused) {
        expectNoTrouble(response);
        Finding.expect(response.getStatusCode() == 200, refused + RefusalText.of(response));
    }

    private void show(String title, Map<String, Object> claims) {
        out.println("          " + title + (claims.isEmpty() ? ": no JWT, so there is nothing in it to read" : ""));
        int width = claims.keySet().stream().mapToInt(String::length).max().orElse(0);
        new TreeMap<>(claims)
                .forEach((name, value) -> out.println("            " + printable(name) + " ".repeat(width - name.length()) + "  "
                        + printable(text(value)) + (TIMES.contains(name) && value instanceof Number at ? "  " + time(at) : "")));
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<String, Object> members = new TreeMap<>();
            object.forEach((name, member) -> members.put(String.valueOf(name), member));
            return JSONObjectUtils.toJSONString(members);
        }
        return value instanceof List<?> list ? JSONArrayUtils.toJSONString(list) : String.valueOf(value);
    }

    /** The time of the day where it is today's. */
    private static String time(Number seconds) {
        var time = Instant.ofEpochSecond(seconds.longValue()).atZone(ZoneId.systemDefault());
        boolean today = time.toLocalDate().equals(Instant.now().atZone(ZoneId.systemDefault()).toLocalDate());
        return time.format(today ? CLOCK : DAY_AND_CLOCK);
    }

    /** What an IdMS sends may hold what a terminal takes for a command. */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }
}
