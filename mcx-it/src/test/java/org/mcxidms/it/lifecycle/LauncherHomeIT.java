package org.mcxidms.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.SixJars;

/** {@code ./mcx run} in a home that an older bundle is in. */
final class LauncherHomeIT {

    @Test
    void theSixJarsOfTheFirstReleaseGiveWayToTheOne(@TempDir Path home) throws Exception {
        Path providers = Files.createDirectory(home.resolve("providers"));
        SixJars.copyTo(providers);
        Files.writeString(providers.resolve("mcx-idms-0.1.9.jar"), "an older version of the one jar");
        Files.writeString(providers.resolve("someone-elses.jar"), "not ours");

        // "help" does nothing, and leaves the launcher's functions with the shell.
        Process launcher = new ProcessBuilder("bash", "-c", "source ./mcx help >/dev/null; SERVER=$1; install_providers",
                "bash", home.toString()).directory(Mcx.repository("").toFile()).inheritIO().start();

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isZero();
        List<String> jars = names(Mcx.repository("mcx-dist/target/dist/providers"));
        assertThat(jars).singleElement().asString().startsWith("mcx-idms-");
        assertThat(names(providers)).containsExactly(jars.get(0), "someone-elses.jar");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
