package org.mcxidms.it.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

import org.junit.jupiter.api.Test;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.SixJars;

/** The one jar has what the modules' jars have, and nothing else. */
final class OneJarIT {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @Test
    void hasEveryFileOfTheModulesAndNoOther() {
        Map<String, List<byte[]>> expected = new TreeMap<>();
        for (String module : SixJars.MODULES) {
            String jar = module + "/target/" + module + "-" + Bundle.version() + ".jar";
            Bundle.entries(Mcx.repository(jar)).forEach((name, content) -> {
                if (!name.startsWith("META-INF/maven/") && !name.equals(MANIFEST)) {
                    expected.computeIfAbsent(name, key -> new ArrayList<>()).add(content);
                }
            });
        }
        Map<String, byte[]> jar = Bundle.entries(Bundle.jar());
        jar.remove(MANIFEST);

        assertThat(jar.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, parts) -> {
            if (name.startsWith("META-INF/services/") || name.startsWith("theme-resources/messages/")) {
                assertThat(lines(List.of(jar.get(name)))).as(name).containsExactlyInAnyOrderElementsOf(lines(parts));
            } else {
                // Two modules with one file: only one of the two would be in the jar.
                assertThat(parts).as(name).hasSize(1);
                assertThat(jar.get(name)).as(name).isEqualTo(parts.get(0));
            }
        });
    }

    @Test
    void noTextOfOneModuleHidesAnothers() {
        Bundle.entries(Bundle.jar()).forEach((name, content) -> {
            if (name.startsWith("theme-resources/messages/")) {
                assertThat(lines(List.of(content)).stream().filter(line -> line.contains("="))
                        .map(line -> line.substring(0, line.indexOf('=')).strip())).as(name).doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void theManifestTellsNameAndVersion() throws IOException {
        try (JarFile jar = new JarFile(Bundle.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE)).isEqualTo("MCX IdMS for Keycloak");
            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION)).isEqualTo(Bundle.version());
            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VENDOR)).isNull();
        }
    }

    private static List<String> lines(List<byte[]> parts) {
        return parts.stream().flatMap(part -> new String(part, StandardCharsets.UTF_8).lines())
                .filter(line -> !line.isBlank()).toList();
    }
}
