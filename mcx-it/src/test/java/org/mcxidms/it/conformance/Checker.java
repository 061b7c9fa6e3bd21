package org.mcxidms.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.TestUser;

/** The shipped checker, run as its users run it. */
public final class Checker {

    private static final int PATIENCE_SECONDS = 180;

    private final Mcx mcx;
    private final List<String> options = new ArrayList<>();
    private final McxClient client;
    private final TestUser user;
    private String baseUrl;
    private Path ca;
    private Path browser;

    public Checker(Mcx mcx, McxClient client, TestUser user) {
        this.mcx = mcx;
        this.client = client;
        this.user = user;
        this.baseUrl = mcx.baseUrl();
    }

    /** Makes the checker use the server's TLS address, whose certificate only this file makes trusted. */
    public Checker at(String tlsUrl, Path certificate) {
        baseUrl = tlsUrl;
        ca = certificate;
        return with(trust().toArray(String[]::new));
    }

    /** Makes the checker open this command as the user's browser. The checker then learns nothing of the user. */
    public Checker inBrowser(Path command) {
        browser = command;
        return with("--browser", "--redirect-uri", "http://127.0.0.1/cb");
    }

    public Checker with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** @param how {@code --disable} for a Keycloak without the bundle, else empty */
    public Checker withHooks(String how) {
        String account = "'" + java() + "' -jar '" + jar() + "' keycloak-account --issuer '" + issuer()
                + "' --username '" + user.username() + "' " + String.join(" ", trust()) + " " + how;
        return with("--suspend-command", account + " --suspend", "--reinstate-command", account + " --reinstate");
    }

    private List<String> trust() {
        return ca == null ? List.of() : List.of("--ca-certificate", ca.toString());
    }

    private String issuer() {
        return baseUrl + client.issuer().substring(mcx.baseUrl().length());
    }

    /** @param junit the text of the JUnit report */
    public record Report(int status, JsonNode json, String junit) {

        /** The ids of the checks with one of these verdicts. */
        public List<String> having(String... verdicts) {
            return checks().filter(check -> List.of(verdicts).contains(check.get("verdict").textValue()))
                    .map((JsonNode check) -> check.get("id").textValue()).toList();
        }

        /** The checks that failed or were warned of. */
        public List<String> breaches() {
            return having("failed", "warning");
        }

        Duration time() {
            return Duration.ofMillis(checks().mapToLong(check -> check.get("millis").longValue()).sum());
        }

        private Stream<JsonNode> checks() {
            return StreamSupport.stream(json.get("checks").spliterator(), false);
        }
    }

    public Report run(Path directory, String otherSecret, String partnerSecret) throws IOException, InterruptedException {
        Path json = directory.resolve("report.json");
        Path junit = directory.resolve("report.xml");
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString(), "run", "--issuer", issuer(),
                "--client-id", client.clientId(), "--json", json.toString(), "--junit", junit.toString(),
                "--report", directory.resolve("report.html").toString()));
        command.addAll(options);
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        var environment = process.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("MCX_CLIENT_SECRET", client.secret());
        if (browser == null) {
            command.addAll(List.of("--username", user.username()));
            environment.put("MCX_PASSWORD", user.password());
        } else {
            environment.put("BROWSER", browser.toString());
        }
        environment.put("MCX_OTHER_CLIENT_SECRET", otherSecret);
        environment.put("MCX_RESOURCE_SERVER_SECRET", otherSecret);
        environment.put("MCX_PARTNER_CLIENT_SECRET", partnerSecret);
        environment.put("MCX_ADMIN_PASSWORD", mcx.adminPassword());
        Process running = process.start();
        assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended in time").isTrue();
        String said = Files.readString(output);
        assertThat(json).as(said).exists();
        for (String secret : new String[] {client.secret(), user.password(), "eyJ"}) {
            assertThat(said + Files.readString(json) + Files.readString(junit)
                    + Files.readString(directory.resolve("report.html")))
                    .doesNotContain(secret);
        }
        return new Report(running.exitValue(), new ObjectMapper().readTree(Files.readString(json)), Files.readString(junit));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path jar() {
        return Mcx.repository("mcx-dist/target/dist/tools/mcx-conformance.jar");
    }
}
