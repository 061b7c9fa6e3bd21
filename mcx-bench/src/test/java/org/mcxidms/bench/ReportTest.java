package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page from results. */
final class ReportTest {

    @TempDir
    Path directory;

    @Test
    void aPartThatHasNotRunIsSaidNotToHave() throws IOException {
        assertThat(page()).contains("Not measured yet.").doesNotContain("${");
    }

    @Test
    void ratioIsOfTheRoundsAndAbsoluteFiguresStandBeside() throws IOException {
        Result result = Result.create();
        round(result, "refresh", Candidate.BUNDLE, 490, 8);
        round(result, "refresh", Candidate.BUNDLE, 500, 8);
        round(result, "refresh", Candidate.STOCK, 500, 8);
        round(result, "refresh", Candidate.STOCK, 500, 10);
        round(result, "login to tokens", Candidate.BUNDLE, 20, 40);
        round(result, "login to tokens", Candidate.STOCK, 20, 40);
        result.write(directory.resolve("operations-postgres.json"));
        assertThat(page()).contains("| refresh | PostgreSQL | 0.99 (0.98–1.00) | 0.90 (0.80–1.00) |")
                .contains("| refresh | PostgreSQL | bundle | 495 (490–500) | 8.00 (8.00–8.00) |")
                // A second of processor time by 8 and by 9 ms.
                .contains("| refreshes | 120 | 111 | 125 |");
    }

    @Test
    void partThatIsNotMeasuredAnewIsTakenFromThePublishedOnes() throws IOException {
        Path published = Files.createDirectory(directory.resolve("kept"));
        refreshes(470).write(published.resolve("nodes.json"));
        refreshes(490).write(published.resolve("operations-h2.json"));
        refreshes(480).write(directory.resolve("operations-h2.json"));
        assertThat(page()).contains("| 470 (470–470) |", "| 480 (480–480) |").doesNotContain("490");

        new Report(directory, published).keep();

        Files.delete(directory.resolve("operations-h2.json"));
        assertThat(page()).contains("| 470 (470–470) |", "| 480 (480–480) |").doesNotContain("490");
    }

    private static Result refreshes(double perSecond) {
        Result result = Result.create();
        round(result, "refresh", Candidate.BUNDLE, perSecond, 8);
        round(result, "refresh", Candidate.STOCK, 500, 8);
        return result;
    }

    @Test
    void refreshOverStartsIsComparedWithStockAndOnOneServer() throws IOException {
        Result result = Result.create();
        for (double stock : new double[] {500, 400}) {
            round(result, "refresh", Candidate.STOCK, stock, 10);
            round(result, "refresh", RefreshPart.STOCK_REALM, 800, 10);
            round(result, "refresh", Candidate.BUNDLE, 600, 8);
        }
        result.note("starts", "2").note("rounds", "3").write(directory.resolve("refresh.json"));
        assertThat(page()).contains("2 starts, 3 each", "| bundle | 600 (600–600) | 1.35 (1.20–1.50) |",
                "| bundle ÷ stock's realm on the bundle's server |", "| refresh | 0.75 (0.75–0.75) |");
    }

    @Test
    void heapIsToldForEachUser() throws IOException {
        Result result = Result.create();
        for (String side : List.of(Candidate.BUNDLE, Candidate.STOCK)) {
            result.add(StartPart.HEAP + " with 1,000 users", side, Map.of(Metric.MEGABYTES, 80.0));
            result.add(StartPart.HEAP + " with 100,000 users", side, Map.of(Metric.MEGABYTES, 773.0));
        }
        result.write(directory.resolve("growth-cached.json"));
        assertThat(page()).contains("| with 100,000 users | 773.0 | 773.0 |", "| KB for each user more | 7.2 | 7.2 |");
    }

    @Test
    void growthIsToTheSmallest() throws IOException {
        Result result = Result.create();
        for (String side : new String[] {Candidate.BUNDLE, Candidate.STOCK}) {
            latency(result, "refresh with 10,000 users", side, 4, 2);
            latency(result, "refresh with 100,000 users", side, 5, 3);
            latency(result, "security-token exchange", side, 2, 1);
        }
        result.write(directory.resolve("growth.json"));
        assertThat(page()).contains("| with 100,000 users | 5.00 (5.00–5.00) | 1.25 |");
    }

    @Test
    void returnTellsWhatRadiosSee() throws IOException {
        Result result = Result.create();
        for (String label : List.of(ReturnPart.ONE_NODE, ReturnPart.TWO_NODES)) {
            result.add("refresh", label, Map.of(Metric.REQUESTS, 500.0, Metric.P50, 8.0, Metric.P95, 20.0, Metric.P99, 30.0,
                    Metric.MAX, 40.0, Metric.SECONDS, 10.25));
            // None of them was answered with tokens.
            result.add("login to tokens", label, Map.of(Metric.REQUESTS, 50.0, Metric.SECONDS, 12.0));
            result.note(ReturnPart.WITHOUT_TOKENS + label, "login to tokens: form HTTP 503: 50")
                    .note(ReturnPart.LOGGED_OUT + label, "0");
        }
        result.write(directory.resolve("return.json"));
        assertThat(page()).contains(
                "| two nodes, spread five times as long | refresh | 500 | 8.00 | 20.00 | 30.00 | 40 | 10.25 |",
                "| one node | login to tokens | 50 |  |  |  |  | 12.00 |",
                "| one node | login to tokens: form HTTP 503: 50 | 0 |");
    }

    @Test
    void suspensionIsComparedWithBeforeAndAfter() throws IOException {
        Result result = Result.create();
        round(result, "refresh", SuspensionPart.BEFORE, 300, 8);
        round(result, "refresh", SuspensionPart.MEANWHILE, 190, 8);
        round(result, "refresh", SuspensionPart.AFTER, 200, 8);
        result.add(StartPart.HEAP, SuspensionPart.BEFORE, Map.of(Metric.MEGABYTES, 200.0));
        result.add(StartPart.HEAP, SuspensionPart.AFTER, Map.of(Metric.MEGABYTES, 210.0));
        result.note(SuspensionPart.USERS, "20000").note(SuspensionPart.SUSPENDED, "10000")
                .note(SuspensionPart.LAST_NOTICE, "61.5").note(SuspensionPart.NOTICES, "30000")
                .write(directory.resolve("suspension.json"));
        assertThat(page()).contains("| 10000 of 20000 users suspended | s |",
                "| to the last of 30000 notices to three MC servers | 61.5 |",
                "| before | 300 | 8.00 | 20.00 | 30.00 | 200.0 |", "| meanwhile | 190 | 8.00 | 20.00 | 30.00 |  |",
                "| meanwhile ÷ mean of before and after, wanted: at least 0.9 | 0.76 |");
    }

    @Test
    void profileHasASum() throws IOException {
        Result result = Result.create();
        for (String side : List.of(Candidate.BUNDLE, Candidate.STOCK)) {
            result.add("account check", side, Map.of(Metric.SHARE, 2.0, Metric.KILOBYTES, 10.0));
            result.add("all else", side, Map.of(Metric.SHARE, 98.0, Metric.KILOBYTES, 400.0));
        }
        result.write(directory.resolve("profile.json"));
        assertThat(page()).contains("| together | 100.0 | 100.0 | 410.0 | 410.0 |");
    }

    @Test
    void ofSeveralPlacesOfAStackTheFirstCounts() {
        assertThat(ProfilePart.Place.of(List.of("org.mcxidms.core.McAccount.at",
                "org.mcxidms.authenticator.grant.AccountValidityExecutor.answer",
                "org.keycloak.services.clientpolicy.DefaultClientPolicyManager.triggerOnEvent")))
                .isEqualTo(ProfilePart.Place.ACCOUNT);
        assertThat(ProfilePart.Place.of(List.of("com.fasterxml.jackson.databind.ObjectMapper.readValue",
                "org.keycloak.services.clientpolicy.DefaultClientPolicyManager.triggerOnEvent",
                "org.mcxidms.account.policy.LeanClientPolicyManager.triggerOnEvent")))
                .isEqualTo(ProfilePart.Place.POLICIES);
        assertThat(ProfilePart.Place.of(List.of("java.lang.Thread.run"))).isEqualTo(ProfilePart.Place.REST);
    }

    @Test
    void startIsReadFromKeycloaksLog() {
        assertThat(StartPart.started("… Keycloak 26.7.3 on JVM (powered by Quarkus 3) started in 9.123s. Listening on"))
                .isEqualTo(9.123);
    }

    private static void round(Result result, String figure, String side, double perSecond, double cpu) {
        result.add(figure, side, Map.of(Metric.PER_SECOND, perSecond, Metric.CPU, cpu, Metric.P50, 8.0, Metric.P95, 20.0,
                Metric.P99, 30.0));
    }

    private static void latency(Result result, String figure, String side, double p50, double cpu) {
        result.add(figure, side, Map.of(Metric.P50, p50, Metric.PER_SECOND, 500.0, Metric.CPU, cpu));
    }

    private String page() throws IOException {
        new Report(directory, directory.resolve("kept")).write(directory);
        return Files.readString(directory.resolve(Report.PAGE));
    }
}
