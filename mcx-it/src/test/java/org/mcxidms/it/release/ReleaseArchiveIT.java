package org.mcxidms.it.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Mcx;

/** The release archive has all that its documents speak of, for a reader without a checkout. */
final class ReleaseArchiveIT {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    private final Map<String, byte[]> archive = new TreeMap<>();

    /** Everything is in one directory, whose name has the version. */
    ReleaseArchiveIT() {
        String root = "mcx-idms-" + Bundle.version();
        Bundle.entries(Mcx.repository("mcx-dist/target/" + root + ".zip")).forEach((name, content) -> {
            assertThat(name).startsWith(root + "/");
            archive.put(name.substring(root.length() + 1), content);
        });
    }

    @Test
    void hasWhatAnOperatorNeeds() throws IOException {
        assertThat(archive.keySet()).contains("README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md",
                "providers/mcx-idms-" + Bundle.version() + ".jar", "import/mcx-realm.json",
                "realm-export/README.md", "realm-export/mcx-realm.json", "realm-export/mcx-tuned.json",
                "realm-export/mcx-legacy-client.json", "realm-export/mcx-console-client.json",
                "realm-export/mcx-strong-login.json", "docs/console.md", "docs/strong-login.md",
                "realm-export/mcx-partner-realm.json",
                "deploy/grafana/mcx-idms.json", "deploy/prometheus/mcx-idms.rules.yml",
                "kubernetes/keycloak.yaml", "kubernetes/kustomization.yaml", "kubernetes/realm-import.yaml",
                "tools/mcx", "tools/mcx-tools.jar", "tools/mcx-conformance.jar");
        try (Stream<Path> documents = Files.list(Mcx.repository("docs"))) {
            assertThat(archive.keySet()).containsAll(documents.map(file -> "docs/" + file.getFileName())
                    .filter(name -> name.endsWith(".md")).toList());
        }
        assertThat(archive.keySet()).filteredOn(name -> name.startsWith("providers/")).hasSize(1);
    }

    @Test
    void hasNothingThatTheBuildOrAnEditorLeft() {
        assertThat(archive.keySet()).noneMatch(name -> name.contains("target/") || name.endsWith("~") || name.endsWith(".env")
                || name.endsWith(".class") || name.contains(".git"));
    }

    /** Two are the exception: the image and the example are built in a checkout. */
    @Test
    void linksLeadToFilesOfTheArchive() {
        TreeSet<String> dead = new TreeSet<>();
        archive.forEach((name, content) -> {
            if (name.endsWith(".md")) {
                LINK.matcher(new String(content, StandardCharsets.UTF_8)).results().map(link -> target(name, link))
                        .filter(target -> archive.keySet().stream()
                                .noneMatch(file -> file.equals(target) || file.startsWith(target + "/")))
                        .forEach(dead::add);
            }
        });

        assertThat(dead).containsExactly("deploy/Dockerfile", "examples/mc-server");
    }

    @Test
    void theToolsRunWithoutACheckout(@TempDir Path directory) throws Exception {
        Path tools = Files.createDirectories(directory.resolve("a place/tools"));
        for (String tool : List.of("mcx", "mcx-tools.jar", "mcx-conformance.jar")) {
            Files.write(tools.resolve(tool), archive.get("tools/" + tool));
        }

        assertThat(output(tools, "provision", "--help")).contains("--server");
        assertThat(output(tools, "radio", "--help")).contains("--issuer");
        assertThat(output(tools, "conformance", "run", "--help")).contains("--issuer");
        assertThat(output(tools)).contains("provision");
    }

    private static String output(Path tools, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("bash", tools.resolve("mcx").toString()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String target(String document, MatchResult link) {
        Path target = Path.of("/", document).resolveSibling(link.group(1)).normalize();
        return target.toString().substring(1);
    }
}
