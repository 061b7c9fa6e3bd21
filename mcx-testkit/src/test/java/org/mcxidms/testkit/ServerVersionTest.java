package org.mcxidms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's version is pom.xml's, also in files that cannot read it there. */
final class ServerVersionTest {

    private static final Pattern VERSION = Pattern.compile("\\b26\\.\\d+\\.\\d+\\b");

    @ParameterizedTest
    @CsvSource({"deploy/Dockerfile, 1", "docker-compose.yml, 2", ".env.example, 1", "deploy/kubernetes/keycloak.yaml, 1"})
    void theDeploymentsVersionIsThatOfThePom(String file, int times) throws IOException {
        assertThat(versions(file)).hasSize(times).containsOnly(Settings.versionOfPom());
    }

    /** The launcher starts what it says: without a variable, the version of the POM, which it reads there. */
    @Test
    void theLauncherNamesNoVersionOfItsOwn() throws IOException, InterruptedException {
        assertThat(versions("mcx")).isEmpty();
        String assignment = Files.readString(Settings.root().resolve("mcx")).lines()
                .filter(line -> line.startsWith("VERSION=")).findFirst().orElseThrow();
        ProcessBuilder bash = new ProcessBuilder("bash", "-euc", assignment + "; echo \"$VERSION\"");
        bash.environment().put("ROOT", Settings.root().toString());
        bash.environment().remove("MCX_KEYCLOAK_VERSION");
        Process process = bash.start();
        assertThat(new String(process.getInputStream().readAllBytes()).strip()).isEqualTo(Settings.versionOfPom());
        assertThat(process.waitFor()).isZero();
    }

    private static List<String> versions(String file) throws IOException {
        return VERSION.matcher(Files.readString(Settings.root().resolve(file))).results().map(MatchResult::group).toList();
    }
}
