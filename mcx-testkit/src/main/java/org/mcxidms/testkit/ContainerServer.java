package org.mcxidms.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.utility.MountableFile;

/**
 * The official Keycloak image with the distribution's providers and realms. Its port is the same inside and outside, so
 * that the issuer's address serves both the tests and the server itself, which reads the other domain's keys there.
 */
final class ContainerServer implements McxServer {

    private static final String HOST_NAME = "host.docker.internal";
    /** For everyone: the server's user in the image is not the user who runs the tests. */
    private static final int READABLE = 0644;

    private final KeycloakContainer container;
    private final Path log;
    private final String baseUrl;

    private ContainerServer(KeycloakContainer container, Path log, String baseUrl) {
        this.container = container;
        this.log = log;
        this.baseUrl = baseUrl;
    }

    static String image() {
        return "quay.io/keycloak/keycloak:" + Settings.keycloakVersion();
    }

    static McxServer start() {
        int port = Settings.freePort();
        String baseUrl = "http://localhost:" + port;
        Path log = newLog();
        KeycloakContainer container = new KeycloakContainer(image())
                .withProductionMode()
                .withAdminUsername("admin")
                .withAdminPassword(Settings.ADMIN_PASSWORD)
                .withRamPercentage(2, 8)
                .withStartupTimeout(Settings.START_TIMEOUT)
                .withProviderLibsFrom(providers())
                .withEnv("KC_DB", "dev-file")
                .withEnv("KC_CACHE", "local")
                .withEnv(Settings.serverOptions(HOST_NAME))
                .withEnv("KC_HTTP_ENABLED", "true")
                .withEnv("KC_HTTP_PORT", Integer.toString(port))
                .withEnv("KC_HOSTNAME", baseUrl)
                .withExtraHost(HOST_NAME, "host-gateway")
                .withLogConsumer(frame -> append(log, frame));
        for (File realm : preparedImport(port)) {
            container.withCopyFileToContainer(MountableFile.forHostPath(realm.toPath(), READABLE),
                    "/opt/keycloak/data/import/" + realm.getName());
        }
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + port));
        System.out.println("starting " + image() + ", log " + log);
        try {
            container.start();
        } catch (RuntimeException e) {
            throw new IllegalStateException("The container did not start\n" + new ServerLog(log).tail(), e);
        }
        // The container counts as started before Keycloak has made its database.
        new ServerLog(log).awaitReady(baseUrl + "/realms/mcx-partner", container::isRunning);
        return new ContainerServer(container, log, baseUrl);
    }

    @Override
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public String nameOfTestHost() {
        return HOST_NAME;
    }

    @Override
    public void close() {
        container.stop();
    }

    private static List<File> providers() {
        return files(Settings.distribution().resolve("providers"), ".jar");
    }

    /** By the tool that the launcher uses. */
    private static List<File> preparedImport(int port) {
        Path target = Settings.target().resolve("container-import");
        String classPath = Settings.distribution().resolve("tools/mcx-prepare-import.jar") + File.pathSeparator
                + System.getProperty("java.class.path");
        ProcessBuilder tool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath,
                "org.mcxidms.dist.PrepareImport", Settings.distribution().toString(), target.toString())
                .inheritIO();
        tool.environment().putAll(Settings.environment(port));
        try {
            if (tool.start().waitFor() != 0) {
                throw new IllegalStateException("PrepareImport failed, see above");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return files(target, ".json");
    }

    private static List<File> files(Path directory, String suffix) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toFile).filter(file -> file.getName().endsWith(suffix)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Build the distribution first: mvn -pl mcx-dist -am package", e);
        }
    }

    private static Path newLog() {
        Path log = Settings.target().resolve("server.log");
        try {
            Files.writeString(log, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log;
    }

    private static void append(Path log, OutputFrame frame) {
        try {
            Files.writeString(log, frame.getUtf8String(), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
