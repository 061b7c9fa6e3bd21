package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.it.abuse.FuzzedRequest.Template;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.ServerLog;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.testkit.WholeServer;

/**
 * Good requests with one to three things wrong with them, {@code -Dmcx.fuzz.requests} of them from {@code -Dmcx.fuzz.seed}.
 * What each answer must not be is in {@link #fault}. A failure names the numbers by which it comes again:
 * {@code -Dmcx.fuzz.first=NUMBER -Dmcx.fuzz.requests=1} beside the seed.
 */
@WholeServer
@ExtendWith(McxExtension.class)
final class FuzzIT {

    private static final int REQUESTS = Integer.getInteger("mcx.fuzz.requests", 5_000);
    private static final int FIRST = Integer.getInteger("mcx.fuzz.first", 0);
    private static final long SEED = Long.getLong("mcx.fuzz.seed", 20261125L);
    private static final int AT_ONCE = 4;
    private static final int SHOWN = 10;
    private static final int SHOWN_LENGTH = 600;
    private static final String PARTNER = "https://partner.example/realms/partner";
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final Pattern INSIDES =
            Pattern.compile("Exception|\\bat (org|java|io)\\.|org\\.keycloak|org\\.mcxidms|java\\.lang");
    private static final Pattern VALUE =
            Pattern.compile("\"(access|refresh|id)_token\":|\"active\":true|\"device_code\"|\"request_uri\"");

    private static final String UNCAUGHT = "Uncaught server error: ";
    /**
     * What Keycloak itself answers with 500: a form that is not URL-encoded, before any code of the bundle runs, and a
     * token without an algorithm in Keycloak's own token exchange, which is off for the shipped client.
     */
    private static final Pattern KEYCLOAKS_OWN = Pattern.compile(UNCAUGHT + "java\\.lang\\.(IllegalArgumentException: Failed to"
            + " decode URL|NullPointerException: Cannot invoke \"org\\.keycloak\\.jose\\.jws\\.Algorithm\\.name)");

    private final Mcx mcx;

    FuzzIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void noAnswerGivesAnythingAway() throws Exception {
        ServerLog log = new ServerLog(mcx.server().log());
        long start = log.size();
        long began = System.nanoTime();
        try (Realm realm = mcx.realmLike("fuzz", FuzzIT::withEverything)) {
            Secrets secrets = new Secrets(realm);
            List<Template> templates = templates(realm, secrets);
            List<String> faults = Collections.synchronizedList(new ArrayList<>());
            int[] statuses = new int[600];
            JqwikSession.run(() -> run(templates, faults, statuses));
            System.out.printf("fuzz: seed %d, requests %d to %d in %d s, answers %s%n", SEED, FIRST, FIRST + REQUESTS,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), summary(statuses));
            assertThat(faults.stream().limit(SHOWN)).as(faults.size() + " faults, seed " + SEED).isEmpty();
            assertThat(statuses[200]).as("good requests among them").isPositive();
            assertLogIsClean(log.since(start), secrets);
            assertErrorsAreKeycloaksOwn(log.since(start), IntStream.range(500, statuses.length).map(i -> statuses[i]).sum());
        }
    }

    private static void run(List<Template> templates, List<String> faults, int[] statuses) {
        RandomGenerator<List<Mutation>> mutations = Mutation.some().generator(1_000, true);
        ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE);
        for (int i = FIRST; i < FIRST + REQUESTS; i++) {
            int number = i;
            Random random = new Random(SEED * 1_000_003L + number);
            Template template = templates.get(random.nextInt(templates.size()));
            List<Mutation> steps = mutations.next(random).value();
            senders.execute(() -> {
                FuzzedRequest request = new FuzzedRequest(template).apply(steps);
                try {
                    Answer answer = request.send();
                    synchronized (statuses) {
                        statuses[answer.status()]++;
                    }
                    String fault = fault(template, request, answer);
                    if (fault != null) {
                        faults.add(cut(number + " " + template.name() + ", " + fault + ": " + steps + " gave " + answer));
                    }
                } catch (RuntimeException | AssertionError e) {
                    faults.add(cut(number + " " + template.name() + ", " + e + " after " + steps));
                }
            });
        }
        senders.shutdown();
        try {
            if (!senders.awaitTermination(1, TimeUnit.HOURS)) {
                throw new AssertionError("Not done in an hour");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String fault(Template template, FuzzedRequest request, Answer answer) {
        if (INSIDES.matcher(answer.body()).find()) {
            return "insides of the server";
        }
        String location = answer.header("Location");
        if (VALUE.matcher(answer.body()).find() && !request.isIntact()
                || location != null && location.matches(".*[?&#](code|access_token)=.*")) {
            return "something worth having";
        }
        if (!template.get() && answer.status() >= 400 && !isOAuthError(answer.body())) {
            return "no OAuth error";
        }
        boolean redirect = answer.status() >= 300 && answer.status() < 400;
        // The server redirects an authentication request that names scopes its client cannot get to the same address
        // without them.
        boolean beginsAnew = template.get() && location != null && location.startsWith(template.url() + "?");
        if (redirect && !beginsAnew && (location == null || !location.startsWith("http://3gpp.mcptt/cb"))) {
            return "a redirect to elsewhere";
        }
        return null;
    }

    /** Keycloak refuses a device's request with its error page, where it cannot read it. */
    private static boolean isOAuthError(String body) {
        return body.startsWith("<!DOCTYPE html>") || Json.parse(body).has("error");
    }

    private static void assertLogIsClean(String log, Secrets secrets) {
        assertThat(log.lines().filter(line -> line.contains("org.mcxidms")
                && (line.contains(" ERROR ") || line.contains(" WARN ") || line.startsWith("\tat "))).limit(SHOWN)).isEmpty();
        System.out.println("fuzz: Keycloak's own errors in the log by their text: " + log.lines()
                .filter(line -> line.contains(" ERROR ")).map(line -> line.replaceFirst(".*\\) ", "")).map(FuzzIT::cut)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        assertThat(log.lines().filter(line -> secrets.all().stream().anyMatch(line::contains))
                .map(line -> secrets.all().stream().reduce(line, (text, secret) -> text.replace(secret, "SECRET")))
                .map(FuzzIT::cut).limit(SHOWN)).isEmpty();
    }

    private static void assertErrorsAreKeycloaksOwn(String log, long answered) {
        List<String> uncaught = log.lines().filter(line -> line.contains(UNCAUGHT)).toList();
        assertThat(uncaught.stream().filter(line -> !KEYCLOAKS_OWN.matcher(line).find()).map(FuzzIT::cut).limit(SHOWN)).isEmpty();
        assertThat(answered).as("answers of 500 and above").isEqualTo(uncaught.size());
    }

    private static void withEverything(RealmFile file) {
        // The one refresh token serves throughout.
        file.set("revokeRefreshToken", false);
        file.executor("mcx-partner-domains-executor").putArray("partners").add(PARTNER);
        file.client("mcptt_client").withObject("/attributes").put("standard.token.exchange.enabled", "true")
                .put("oauth2.device.authorization.grant.enabled", "true");
    }

    /** What the good requests are made of. */
    private static final class Secrets {

        private final McxClient client;
        private final TestUser user;
        private final Tokens tokens;
        private final Tokens toRevoke;

        private Secrets(Realm realm) {
            client = realm.nativeClient();
            user = realm.users().pttUser("fuzz");
            tokens = client.login(user, "openid", PTT);
            toRevoke = client.login(realm.users().pttUser("fuzz"), "openid", PTT);
        }

        private List<String> all() {
            return List.of(client.secret(), user.password(), tokens.accessToken(), tokens.refreshToken(), tokens.idToken(),
                    toRevoke.accessToken(), toRevoke.refreshToken());
        }
    }

    private static List<Template> templates(Realm realm, Secrets secrets) {
        McxClient client = secrets.client;
        String token = client.endpoint("token");
        String basic = basic("mcptt_client", client.secret());
        String access = secrets.tokens.accessToken();
        String grant = "urn:ietf:params:oauth:grant-type:";
        AuthorizationRequest authorization = client.authorization("openid", PTT);
        List<Map.Entry<String, String>> asked = new ArrayList<>();
        for (String name : List.of("response_type", "client_id", "redirect_uri", "scope", "state", "acr_values",
                "code_challenge", "code_challenge_method")) {
            asked.add(Map.entry(name, authorization.parameter(name)));
        }
        String code = UUID.randomUUID() + "." + UUID.randomUUID() + "." + UUID.randomUUID();
        return List.of(
                post("code", token, basic, false, List.of(), "grant_type", "authorization_code", "client_id", "mcptt_client",
                        "code", code, "redirect_uri", client.redirectUri(), "code_verifier", authorization.verifier()),
                post("refresh", token, basic, true, List.of("grant_type", "refresh_token"), "grant_type", "refresh_token",
                        "client_id", "mcptt_client", "refresh_token", secrets.tokens.refreshToken(), "scope", "openid " + PTT),
                post("password", token, basic, false, List.of(), "grant_type", "password", "client_id", "mcptt_client",
                        "username", secrets.user.username(), "password", secrets.user.password(), "scope", "openid"),
                post("client credentials", token, basic, false, List.of(), "grant_type", "client_credentials",
                        "client_id", "mcptt_client", "scope", "openid"),
                post("device", token, basic, false, List.of(), "grant_type", grant + "device_code", "client_id", "mcptt_client",
                        "device_code", "x"),
                post("security token", token, basic, true, List.of("grant_type", "subject_token", "subject_token_type"),
                        "grant_type", grant + "token-exchange", "client_id", "mcptt_client", "subject_token", access,
                        "subject_token_type", TOKEN_TYPE + "jwt", "resource", PARTNER),
                post("exchange", token, basic, true, List.of("grant_type", "subject_token", "subject_token_type"),
                        "grant_type", grant + "token-exchange", "client_id", "mcptt_client", "subject_token", access,
                        "subject_token_type", TOKEN_TYPE + "access_token", "requested_token_type", TOKEN_TYPE + "access_token"),
                post("assertion", token, basic, false, List.of(), "grant_type", grant + "jwt-bearer", "client_id", "mcptt_client",
                        "assertion", access, "scope", PTT),
                post("introspection", client.endpoint("token/introspect"), basic("mcptt-server",
                        realm.resourceServer("mcptt-server").secret()), true, List.of("token"), "token", access,
                        "token_type_hint", "access_token"),
                post("revocation", client.endpoint("revoke"), basic, false, List.of(), "client_id", "mcptt_client",
                        "token", secrets.toRevoke.refreshToken(), "token_type_hint", "refresh_token"),
                post("device authorization", client.endpoint("auth/device"), basic, true, List.of("client_id"),
                        "client_id", "mcptt_client", "scope", "openid"),
                new Template("authorization", client.endpoint("auth"), true, false, null, List.of(), asked));
    }

    private static Template post(String name, String url, String authorization, boolean yields, List<String> essential,
            String... parameters) {
        return new Template(name, url, false, yields, authorization, essential, IntStream.range(0, parameters.length / 2)
                .mapToObj(i -> Map.entry(parameters[2 * i], parameters[2 * i + 1])).toList());
    }

    private static String basic(String clientId, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((clientId + ":"
                + URLEncoder.encode(secret, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    private static String summary(int[] statuses) {
        return Arrays.toString(IntStream.range(0, statuses.length).filter(status -> statuses[status] > 0)
                .mapToObj(status -> status + ": " + statuses[status]).toArray());
    }

    private static String cut(String text) {
        return text.length() > SHOWN_LENGTH ? text.substring(0, SHOWN_LENGTH) + "…" : text;
    }
}
