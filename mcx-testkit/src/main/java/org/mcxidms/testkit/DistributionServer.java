package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The server of {@code ./mcx run}, with a home of its own. */
final class DistributionServer implements McxServer {

    private final Process process;
    private final Path log;
    private final String baseUrl;
    private final String metricsUrl;

    private DistributionServer(Process process, Path log, String baseUrl, String metricsUrl) {
        this.process = process;
        this.log = log;
        this.baseUrl = baseUrl;
        this.metricsUrl = metricsUrl;
    }

    static DistributionServer start() {
        int port = Settings.freePort();
        Path home = Settings.target().resolve("mcx");
        Path log = Settings.target().resolve("server.log");
        deleteTree(home);
        ProcessBuilder launcher = new ProcessBuilder(Settings.root().resolve("mcx").toString(), "run", "--no-build")
                .directory(Settings.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = Settings.environment(port);
        launcher.environment().putAll(environment);
        launcher.environment().put("MCX_HOME", home.toString());
        DistributionServer server;
        try {
            server = new DistributionServer(launcher.start(), log, "http://localhost:" + port,
                    "http://localhost:" + environment.get("MCX_MANAGEMENT_PORT") + "/metrics");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            new ServerLog(log).awaitReady(server.baseUrl + "/realms/mcx", server.process::isAlive);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
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
    public Optional<String> metrics() {
        return Optional.of(Http.send(HttpRequest.newBuilder(URI.create(metricsUrl))).body());
    }

    @Override
    public void close() {
        Processes.stop(process);
    }

    static void deleteTree(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
