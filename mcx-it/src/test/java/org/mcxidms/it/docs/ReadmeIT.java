package org.mcxidms.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.harness.DemoCommands;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;

/** The README's commands do what the README says. */
@ExtendWith(McxExtension.class)
final class ReadmeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void walkThroughEndsInRefusalThatOutlivesTheSuspension(Mcx mcx, @TempDir Path directory) throws Exception {
        run(DemoCommands.of("README.md", mcx), directory);

        JsonNode tokens = json(directory, "tokens.json");
        assertThat(tokens.get("token_type").textValue()).isEqualTo("bearer");
        assertThat(tokens.get("expires_in").intValue()).isEqualTo(7200);
        assertThat(tokens.has("refresh_token")).isTrue();
        for (String token : new String[] {"access_token", "id_token"}) {
            JWTClaimsSet claims = SignedJWT.parse(tokens.get(token).textValue()).getJWTClaimsSet();
            assertThat(claims.getStringClaim("mcptt_id")).isEqualTo("alice@org.com");
            assertThat(claims.getStringClaim("mcvideo_id")).isEqualTo("alice.video@org.com");
            assertThat(claims.getStringClaim("mcdata_id")).isEqualTo("alice.data@org.com");
        }
        assertThat(json(directory, "refreshed.json").has("access_token")).isTrue();
        assertThat(json(directory, "security-token.json").get("issued_token_type").textValue())
                .isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        JWTClaimsSet visitor = SignedJWT.parse(json(directory, "partner.json").get("access_token").textValue()).getJWTClaimsSet();
        assertThat(visitor.getIssuer()).isEqualTo(mcx.partnerRealm().issuer());
        assertThat(visitor.getStringClaim("mcptt_id")).isNotEmpty();
        assertThat(visitor.getStringClaim("scope").split(" ")).containsExactlyInAnyOrder("openid", "3gpp:mc:ptt_service");
        assertThat(json(directory, "refused.json")).isEqualTo(JSON.readTree(
                "{\"error\":\"invalid_grant\",\"error_description\":\"MC user account is not valid: suspended\"}"));
        JsonNode dead = json(directory, "dead.json");
        assertThat(dead.get("error").textValue()).isEqualTo("invalid_grant");
        assertThat(dead.has("access_token")).isFalse();
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

    private static JsonNode json(Path directory, String file) throws IOException {
        return JSON.readTree(Files.readString(directory.resolve(file)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
