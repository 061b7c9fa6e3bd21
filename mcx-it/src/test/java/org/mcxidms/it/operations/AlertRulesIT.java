package org.mcxidms.it.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.mcxidms.testkit.Mcx;

/** The alert rules, checked and tried by Prometheus' own tool. */
final class AlertRulesIT {

    private static final Path RULES = Mcx.repository("deploy/prometheus");

    @ParameterizedTest
    @CsvSource({"check, mcx-idms.rules.yml", "test, mcx-idms.rules-test.yml"})
    void promtoolIsContent(String command, String file) throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", command, "rules", file).directory(RULES.toFile())
                    .redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.abort("skipped, promtool is not installed (Debian: prometheus)");
            return;
        }
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
    }
}
