package org.mcxidms.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.TestUser;

/** The shipped checker, run as its users run it. */
public final class Checker {

    private static final int PATIENCE_SECONDS = 180;

    private final Mcx mcx;
    private final List<String> options = new ArrayList<>();
    private final McxClient client;
    private final TestUser user;

    public Checker(Mcx mcx, McxClient client, TestUser user) {
        this.mcx = mcx;
        this.client = client;
        this.user = user;
    }

    public Checker with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** @param how {@code --disable} for a Keycloak without the bundle, else empty */
    Checker withHooks(String how) {
        String account = "'" + java() + "' -jar '" + jar() + "' keycloak-account --issuer '" + client.issuer()
                + "' --username '" + user.username() + "' " + how;
        return with("--suspend-command", account + " --suspend", "--reinstate-command", account + " --reinstate");
    }

    public record Report(int status, JsonNode json) {
    }

    public Report run(Path directory, String otherSecret, String partnerSecret) throws IOException, InterruptedException {
        Path json = directory.resolve("report.json");
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar().toString(), "run", "--issuer", client.issuer(),
                "--client-id", client.clientId(), "--username", user.username(), "--json", json.toString(),
                "--report", directory.resolve("report.html").toString()));
        command.addAll(options);
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        var environment = process.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("MCX_CLIENT_SECRET", client.secret());
        environment.put("MCX_PASSWORD", user.password());
        environment.put("MCX_OTHER_CLIENT_SECRET", otherSecret);
        environment.put("MCX_RESOURCE_SERVER_SECRET", otherSecret);
        environment.put("MCX_PARTNER_CLIENT_SECRET", partnerSecret);
        environment.put("MCX_ADMIN_PASSWORD", mcx.adminPassword());
        Process running = process.start();
        assertThat(running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended in time").isTrue();
        String said = Files.readString(output);
        assertThat(json).as(said).exists();
        for (String secret : new String[] {client.secret(), user.password(), "eyJ"}) {
            assertThat(said + Files.readString(json) + Files.readString(directory.resolve("report.html")))
                    .doesNotContain(secret);
        }
        return new Report(running.exitValue(), new ObjectMapper().readTree(Files.readString(json)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path jar() {
        return Mcx.repository("mcx-dist/target/dist/tools/mcx-conformance.jar");
    }
}
