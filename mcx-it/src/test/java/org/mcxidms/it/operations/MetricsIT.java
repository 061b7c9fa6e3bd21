package org.mcxidms.it.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.testkit.WholeServer;

/** The counters on the server's own metrics endpoint, and what the dashboard and the alert rules ask of them. */
@WholeServer
@ExtendWith(McxExtension.class)
final class MetricsIT {

    private static final String PARTNER = "https://metrics.example/realms/partner";
    private static final String ISSUED = "mcx_security_tokens_total{outcome=\"issued\",partner=\"" + PARTNER + "\"}";
    private static final Path DEPLOY = Mcx.repository("deploy");

    private final Mcx mcx;

    MetricsIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** Prometheus' own check of names, types and help texts; the other counters are Keycloak's. */
    @Test
    void promtoolIsContentWithOurCounters() throws Exception {
        String ours = metrics().lines().filter(line -> line.matches("(# (HELP|TYPE) )?mcx_.*"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(ours).contains("# HELP mcx_refusals_total Refusals of an MC account");
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.abort("skipped, promtool is not installed (Debian: prometheus)");
            return;
        }
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(ours.getBytes(StandardCharsets.UTF_8));
        }
        String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(complaints).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    @Test
    void aRefusalItsRevocationAndAnExchangeAreCounted() {
        double suspended = counter("mcx_refusals_total{reason=\"suspended\"}");
        double revoked = counter("mcx_revocations_total{revoked=\"session\"}");
        try (Realm realm = mcx.realmLike("metrics",
                file -> file.noticeAtGrantsOnly().executor("mcx-partner-domains-executor").putArray("partners").add(PARTNER))) {
            TestUser user = realm.users().pttUser("counted");
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(user, "openid", PTT);
            assertThat(metrics()).doesNotContain(ISSUED);
            assertThat(client.securityToken(tokens.accessToken(), PARTNER).send().status()).isEqualTo(200);
            String chosen = "https://chosen-by-the-request.example";
            assertThat(client.securityToken(tokens.accessToken(), chosen).send().status()).isEqualTo(400);
            String invalid = "mcx_security_tokens_total{outcome=\"subject_token_invalid\",partner=\"" + PARTNER + "\"}";
            assertThat(metrics()).doesNotContain(invalid);
            assertRefused(client.securityToken("none", PARTNER).send(), 400, "invalid_request");
            assertThat(counter(invalid)).isEqualTo(1);
            user.suspend();
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

            assertThat(counter(ISSUED)).isEqualTo(1);
            assertThat(counter("mcx_security_tokens_total{outcome=\"resource_unlisted\",partner=\"other\"}")).isPositive();
            assertThat(counter("mcx_refusals_total{reason=\"suspended\"}")).isEqualTo(suspended + 1);
            assertThat(counter("mcx_revocations_total{revoked=\"session\"}")).isEqualTo(revoked + 1);
            assertThat(metrics()).doesNotContain(chosen, user.id(), user.username());
        }
    }

    @Test
    void brokenRulesAreCountedByRuleAndMode() {
        String logged = "mcx_request_profile_total{mode=\"log\",rule=\"acr-values\"}";
        String refused = "mcx_request_profile_total{mode=\"enforce\",rule=\"state\"}";
        double loggedBefore = counter(logged);
        double refusedBefore = counter(refused);
        try (Realm realm =
                mcx.realmLike("metrics-rules", file -> file.executor("mcx-request-profile-executor").put("acr-values", "log"))) {
            McxClient client = realm.nativeClient();
            client.newBrowser().open(client.authorization("openid", PTT).without("acr_values").url());
            client.newBrowser().open(client.authorization("openid", PTT).without("state").url());
        }
        assertThat(counter(logged)).isEqualTo(loggedBefore + 1);
        assertThat(counter(refused)).isEqualTo(refusedBefore + 1);
    }

    @Test
    void securityTokensAreCountedByPrimaryAndOutcome() {
        McxClient partner = mcx.partnerRealm().nativeClient();
        double accepted = assertions("accepted");
        double usedBefore = assertions("used_before");
        double noMcScope = assertions("no_mc_scope");
        double notASecurityToken = assertions("not_a_security_token");
        Tokens tokens = mcx.realm().nativeClient().login(mcx.realm().users().demo("alice@org.com"), "openid", PTT);
        String securityToken = securityToken(tokens);

        assertThat(partner.jwtBearer(securityToken, "openid", PTT).send().status()).isEqualTo(200);
        assertThat(assertions("accepted")).isEqualTo(accepted + 1);
        assertThat(assertions("used_before")).isEqualTo(usedBefore);
        assertRefused(partner.jwtBearer(securityToken, "openid", PTT).send(), 400, "invalid_grant");
        assertThat(assertions("used_before")).isEqualTo(usedBefore + 1);
        assertThat(assertions("accepted")).isEqualTo(accepted + 1);
        assertRefused(partner.jwtBearer(securityToken(tokens), "openid").send(), 400, "invalid_scope");
        assertThat(assertions("no_mc_scope")).isEqualTo(noMcScope + 1);
        assertRefused(partner.jwtBearer(tokens.accessToken(), "openid", PTT).send(), 400, "invalid_grant");
        assertThat(assertions("not_a_security_token")).isEqualTo(notASecurityToken + 1);
    }

    /** The template makes an ID that is too long, so that no account is made. */
    @Test
    void visitorWhoseIdIsRefusedIsCountedOnce() {
        IdentityProviderResource primary = mcx.partnerRealm().admin().identityProviders()
                .get(mcx.partnerRealm().admin().identityProviders().findAll().get(0).getAlias());
        IdentityProviderRepresentation before = primary.toRepresentation();
        IdentityProviderRepresentation creating = primary.toRepresentation();
        creating.getConfig().put("mcxCreateVisitors", "true");
        creating.getConfig().put("mcxVisitorIds", "mcptt_id sip:{sub}@" + "a".repeat(300) + ".example");
        TestUser user = mcx.realm().users().pttUser("refused-visitor");
        Tokens tokens = mcx.realm().nativeClient().login(user, "openid", PTT);
        double refused = assertions("visitor_id_refused");
        try {
            primary.update(creating);
            assertRefused(mcx.partnerRealm().nativeClient().jwtBearer(securityToken(tokens), "openid", PTT).send(),
                    400, "invalid_grant");
        } finally {
            primary.update(before);
        }
        assertThat(assertions("visitor_id_refused")).isEqualTo(refused + 1);
    }

    @Test
    void sessionsThatEndAtOnceAndSweepsAreCounted() {
        double ended = counter("mcx_sessions_ended_total{reason=\"suspended\"}");
        TestUser user = mcx.realm().users().pttUser("ended");
        mcx.realm().nativeClient().login(user, "openid", PTT);

        user.suspend();

        assertThat(counter("mcx_sessions_ended_total{reason=\"suspended\"}")).isEqualTo(ended + 1);
        double sweeps = counter("mcx_sweeps_total");
        Polling.await(Duration.ofSeconds(20), "sweep",
                () -> Optional.of(counter("mcx_sweeps_total")).filter(now -> now > sweeps));
    }

    @Test
    void dashboardAndRulesNameOnlyMetricsThatTheServerHas() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : new String[] {"grafana/mcx-idms.json", "prometheus/mcx-idms.rules.yml"}) {
            Matcher name = Pattern.compile("\\bmcx_\\w+").matcher(Files.readString(DEPLOY.resolve(file)));
            name.results().forEach(result -> names.add(result.group()));
        }
        assertThat(names).contains("mcx_refusals_total", "mcx_assertions_total");
        assertThat(metrics().lines().map(line -> line.replaceFirst("[{ ].*", ""))).containsAll(names);
    }

    private double counter(String series) {
        return metrics().lines().filter(line -> line.startsWith(series + " "))
                .flatMap(line -> Stream.of(Double.valueOf(line.substring(series.length() + 1)))).findFirst()
                .orElseThrow(() -> new AssertionError("No " + series + " in\n" + metrics().lines()
                        .filter(line -> line.startsWith("mcx_")).toList()));
    }

    private String securityToken(Tokens tokens) {
        Answer answer =
                mcx.realm().nativeClient().securityToken(tokens.accessToken(), mcx.partnerRealm().nativeClient().issuer()).send();
        return new Tokens(answer).accessToken();
    }

    /** Of the partner realm's one primary; a series that was never counted is not there. */
    private double assertions(String outcome) {
        String alias = mcx.partnerRealm().admin().identityProviders().findAll().get(0).getAlias();
        String series = "mcx_assertions_total{outcome=\"" + outcome + "\",partner=\"" + alias + "\"}";
        return metrics().contains(series + " ") ? counter(series) : 0;
    }

    private String metrics() {
        String metrics = mcx.server().metrics().orElse(null);
        Assumptions.assumeTrue(metrics != null, "skipped, the server's metrics endpoint cannot be reached");
        return metrics;
    }
}
