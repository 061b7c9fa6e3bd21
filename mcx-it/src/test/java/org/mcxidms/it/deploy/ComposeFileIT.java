package org.mcxidms.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import org.mcxidms.testkit.Mcx;

/** What holds for docker-compose.yml and its files whether or not there is a Docker engine. */
final class ComposeFileIT {

    private static final String TEXT = text("docker-compose.yml");
    private static final JsonNode FILE = new ObjectMapper().valueToTree(
            new Yaml(new SafeConstructor(new LoaderOptions())).<Map<String, Object>>load(TEXT));
    private static final Predicate<String> SECRET = Pattern.compile("PASSWORD|SECRET").asPredicate();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)([^}]*)}");

    @Test
    void everySecretMustBeSetAndComesFromTheEnvironmentAlone() {
        assertThat(VARIABLE.matcher(TEXT).results().filter(variable -> SECRET.test(variable.group(1))).toList())
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(variable -> assertThat(variable.group(2)).startsWith(":?"));
        services().forEach((name, service) -> service.path("environment").properties().stream()
                .filter(entry -> SECRET.test(entry.getKey()))
                .forEach(entry -> assertThat(entry.getValue().asText()).as("%s of %s", entry.getKey(), name)
                        .matches("\\$\\{[A-Z_]+:\\?[^}]*}")));
    }

    @Test
    void theExampleNamesEveryVariableAndHoldsNoSecret() {
        List<String> lines = text(".env.example").lines().filter(line -> line.matches("#?[A-Z_]+=.*")).toList();
        Set<String> named = lines.stream().map(line -> line.replaceAll("^#|=.*", "")).collect(Collectors.toSet());
        Set<String> used = VARIABLE.matcher(TEXT).results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertThat(named).isEqualTo(used);
        assertThat(lines).filteredOn(SECRET).isNotEmpty().allSatisfy(line -> assertThat(line).matches("[A-Z_]+="));
    }

    @Test
    void portsArePublishedOnTheLoopbackAddressAlone() {
        Set<String> published = new TreeSet<>();
        services().forEach((name, service) -> service.path("ports").forEach(port -> {
            assertThat(port.asText()).as(name).startsWith("127.0.0.1:");
            published.add(name);
        }));
        assertThat(published).containsExactly("keycloak", "proxy");
    }

    @Test
    void everyServiceHasAMemoryLimitAndAHealthCheck() {
        assertThat(services().keySet()).containsExactlyInAnyOrder("keycloak", "node-1", "node-2", "proxy", "postgres");
        services().forEach((name, service) -> {
            assertThat(service.path("mem_limit").asText()).as("mem_limit of %s", name).matches("\\d+m");
            assertThat(service.path("healthcheck").path("test").path(0).asText()).as("health check of %s", name)
                    .isEqualTo("CMD");
        });
    }

    @Test
    void onlyTheDatabaseRunsWithItsImagesCapabilities() {
        services().forEach((name, service) -> assertThat(service.path("cap_drop").path(0).asText()).as(name)
                .isEqualTo("postgres".equals(name) ? "" : "ALL"));
    }

    /** Compose 1.29 refuses these, or knows another meaning. */
    @Test
    void nothingIsUsedThatDockerCompose129DoesNotKnow() {
        assertThat(FILE.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("x-keycloak", "services", "volumes");
        assertThat(FILE.findValues("start_interval")).isEmpty();
        assertThat(FILE.findValues("create_host_path")).isEmpty();
        services().values().forEach(service -> service.path("depends_on")
                .forEach(dependency -> assertThat(dependency.properties()).hasSize(1)
                        .allSatisfy(entry -> assertThat(entry.getKey()).isEqualTo("condition"))));
    }

    @Test
    void theImageIsNotRootsAndHoldsNoSecret() {
        String dockerfile = text("deploy/Dockerfile");
        List<MatchResult> users = Pattern.compile("(?m)^USER (.*)$").matcher(dockerfile).results().toList();
        assertThat(users).hasSize(1).allSatisfy(user -> assertThat(user.group(1)).isEqualTo("1000"));
        assertThat(dockerfile.substring(dockerfile.lastIndexOf("FROM "))).contains("USER 1000", "\"--optimized\"");
        assertThat(dockerfile).doesNotContainIgnoringCase("password").doesNotContainPattern("--import-realm|/demo");
        assertThat(dockerfile.lines().filter(line -> line.startsWith("ENV ") || line.startsWith(" "))).as("variables").hasSize(6)
                .allSatisfy(line -> assertThat(line)
                        .matches("(ENV)? +KC_(CACHE_EMBEDDED_[A-Z_]+_MAX_COUNT|HTTP_MAX_QUEUED_REQUESTS)=\\d+( \\\\)?"));
        assertThat(dockerfile.lines().filter(line -> line.startsWith("ARG "))).singleElement().asString()
                .startsWith("ARG KEYCLOAK_VERSION=");
    }

    @Test
    void theBuildGetsTheJarsAndNothingElse() {
        assertThat(text(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .containsExactly("*", "!mcx-dist/target/dist/providers");
    }

    private static String text(String file) {
        try {
            return Files.readString(Mcx.repository(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new HashMap<>();
        FILE.path("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return services;
    }
}
