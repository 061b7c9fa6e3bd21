package org.mcxidms.it.mcserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Polling;

/** The example MC server of examples/mc-server, in a process of its own, as its users start it. */
final class ExampleMcServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    /** @param port a free one, which an IdMS may have to know before this server starts */
    ExampleMcServer(String issuer, String clientId, int port, Path log) {
        this.port = port;
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-jar", Mcx.repository("examples/mc-server/target/mc-server.jar").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        // All addresses: a container reaches this host by the address of its bridge.
        builder.environment().putAll(Map.of("MC_SERVER_ISSUER", issuer, "MC_SERVER_CLIENT_ID", clientId,
                "MC_SERVER_PORT", Integer.toString(port), "MC_SERVER_ADDRESS", "0.0.0.0"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Polling.await(PATIENCE, "the example server answers, log " + log,
                () -> isUp() ? Optional.of(port) : Optional.empty());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isUp() {
        assertThat(process.isAlive()).as("the example server runs").isTrue();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** @param accessToken {@code null} for none */
    Answer get(String path, String accessToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return Http.send(accessToken == null ? request : request.header("Authorization", "Bearer " + accessToken));
    }

    Answer logout(String token) {
        return Http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/backchannel-logout"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8))));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
