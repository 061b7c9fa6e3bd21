package org.mcxidms.it.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.harness.DemoCommands;
import org.mcxidms.it.harness.Json;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;

/** The commands of docs/devices.md do what it says. */
@ExtendWith(McxExtension.class)
final class DevicesDocsIT {

    @Test
    void deviceIsRegisteredGetsANewSecretAndIsWithdrawn(Mcx mcx, @TempDir Path directory) throws Exception {
        run(DemoCommands.of("docs/devices.md", mcx), directory);

        assertThat(json(directory, "refused.json").path("error").asText()).isEqualTo("invalid_client_metadata");
        assertThat(json(directory, "refused.json").has("client_id")).isFalse();
        JsonNode device = json(directory, "device.json");
        assertThat(device.path("token_endpoint_auth_method").asText()).isEqualTo("client_secret_basic");
        assertThat(device.path("scope").asText()).contains("3gpp:mc:ptt_service");
        assertThat(json(directory, "old.json").path("error").asText()).isEqualTo("unauthorized_client");
        assertThat(json(directory, "new.json").path("error").asText()).isEqualTo("invalid_grant");
        assertThat(json(directory, "gone.json").path("error").asText()).isEqualTo("invalid_client");
        assertThat(mcx.realm().admin().clients().findByClientId(device.path("client_id").asText())).isEmpty();
    }

    private static void run(String script, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c",
                "mktemp() { echo '" + directory + "'; }\n" + script)
                .redirectErrorStream(true).redirectOutput(output.toFile());
        bash.environment().put("LC_ALL", "C.UTF-8");
        Process process = bash.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
        assertThat(process.exitValue()).as(() -> read(output)).isZero();
    }

    private static JsonNode json(Path directory, String file) {
        return Json.parse(read(directory.resolve(file)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
