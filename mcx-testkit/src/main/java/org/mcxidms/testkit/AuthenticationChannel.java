package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.sun.net.httpserver.HttpServer;

/**
 * The device on which a user approves a backchannel authentication (OpenID CIBA), as the server under test is told at its start:
 * one at a time. The server sends a token to it, and the approval comes back with that token.
 */
public final class AuthenticationChannel implements AutoCloseable {

    static final int PORT = Settings.freePort();

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final HttpServer server;

    public AuthenticationChannel() {
        try {
            // On every address: a server in a container comes from another one than this machine's own.
            server = HttpServer.create(new InetSocketAddress(PORT), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
    }

    /** Approves the oldest request that has not been approved. */
    public void approve(McxClient client) {
        String authorization = Polling.await(Duration.ofSeconds(10), "a request of the server for an approval",
                () -> Optional.ofNullable(requests.poll()));
        Answer answer = Http.send(HttpRequest.newBuilder(URI.create(client.endpoint("ext/ciba/auth/callback")))
                .header("Authorization", authorization).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"status\":\"SUCCEED\"}")));
        if (answer.status() != 200) {
            throw new AssertionError("Not approved: " + answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
