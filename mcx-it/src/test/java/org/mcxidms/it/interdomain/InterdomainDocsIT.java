package org.mcxidms.it.interdomain;

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

/** The commands of docs/interdomain.md do what it says, between the two shipped realms. */
@ExtendWith(McxExtension.class)
final class InterdomainDocsIT {

    @Test
    void chainEndsInThePartnersAccessTokenOnce(Mcx mcx, @TempDir Path directory) throws Exception {
        run(DemoCommands.of("docs/interdomain.md", mcx), directory);

        JsonNode securityToken = json(directory, "security-token.json");
        assertThat(securityToken.path("issued_token_type").asText()).isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        assertThat(Json.claims(securityToken.path("access_token").asText()).path("aud")).extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("mcptt_client", mcx.partnerRealm().issuer());
        JsonNode access = Json.claims(json(directory, "partner.json").path("access_token").asText());
        assertThat(access.path("iss").asText()).isEqualTo(mcx.partnerRealm().issuer());
        assertThat(access.path("mcptt_id").asText()).isEqualTo("sip:alice@visitor.org.com");
        JsonNode again = json(directory, "again.json");
        assertThat(again.path("error").asText()).isEqualTo("invalid_grant");
        assertThat(again.has("access_token")).isFalse();
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
