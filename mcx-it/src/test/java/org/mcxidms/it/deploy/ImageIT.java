package org.mcxidms.it.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.mcxidms.testkit.Mcx;

/** The image of deploy/Dockerfile, built and started, where a Docker engine and the images that it goes on from are. */
final class ImageIT {

    private static final String IMAGE = "mcx-idms:test";
    private static final String KEYCLOAK = Mcx.keycloakVersion();

    @BeforeAll
    static void needsAnEngineAndTheOfficialImages() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "No Docker engine answers: the image is not tried");
        for (String image : List.of("quay.io/keycloak/keycloak:" + KEYCLOAK, "postgres:17")) {
            assumeTrue(run("docker", "image", "inspect", image), "No image " + image + " here: the image is not tried");
        }
    }

    @Test
    void isBuiltAndServesWithTheBundleAsSomeoneElseThanRoot() throws IOException, InterruptedException {
        assertThat(run("docker", "build", "-q", "--build-arg", "KEYCLOAK_VERSION=" + KEYCLOAK,
                "-f", "deploy/Dockerfile", "-t", IMAGE, ".")).as("docker build").isTrue();
        try (GenericContainer<?> postgres = new GenericContainer<>(DockerImageName.parse("postgres:17"))
                .withEnv("POSTGRES_USER", "keycloak").withEnv("POSTGRES_PASSWORD", "of-the-test")
                .withEnv("POSTGRES_DB", "keycloak").withExposedPorts(5432).waitingFor(Wait.forListeningPort())) {
            postgres.start();
            String database = postgres.getContainerInfo().getNetworkSettings().getNetworks().values().iterator().next()
                    .getIpAddress();
            try (GenericContainer<?> keycloak = new GenericContainer<>(DockerImageName.parse(IMAGE))
                    .withCreateContainerCmdModifier(command -> command.getHostConfig().withMemory(1500L << 20))
                    .withEnv("KC_DB_URL_HOST", database).withEnv("KC_DB_USERNAME", "keycloak")
                    .withEnv("KC_DB_PASSWORD", "of-the-test").withEnv("KC_CACHE", "local")
                    .withEnv("KC_HTTP_ENABLED", "true").withEnv("KC_HOSTNAME", "http://localhost")
                    .withExposedPorts(8080, 9000)
                    .waitingFor(Wait.forHttp("/health/ready").forPort(9000).withStartupTimeout(Duration.ofMinutes(3)))) {
                keycloak.start();
                assertThat(keycloak.execInContainer("id", "-u").getStdout().strip()).isEqualTo("1000");
                assertThat(keycloak.execInContainer("ls", "/opt/keycloak/providers").getStdout().lines())
                        .filteredOn(name -> name.startsWith("mcx-"))
                        .singleElement().asString().matches("mcx-idms-.+\\.jar");
                assertThat(keycloak.getLogs()).doesNotContain("Updating the configuration").doesNotContain(" ERROR ");
            }
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command).directory(Mcx.repository("").toFile())
                    .redirectOutput(Path.of("/dev/null").toFile()).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
