package org.mcxidms.conformance;

import java.awt.Desktop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.HttpServer;

/** The user's own browser; the loopback redirect (RFC 8252, 7.3) is caught here. */
final class SystemBrowser {

    private static final int PATIENCE_MINUTES = 3;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private SystemBrowser() {
    }

    static UserAgent.Landing open(URI request, URI redirectUri) {
        CompletableFuture<URI> caught = new CompletableFuture<>();
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(redirectUri.getHost(), redirectUri.getPort()), 0);
        } catch (IOException e) {
            throw Finding.notTested("nothing can listen at " + redirectUri);
        }
        server.createContext(redirectUri.getPath(), exchange -> {
            byte[] page = "You may close this page.".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            caught.complete(redirectUri.resolve(exchange.getRequestURI()));
        });
        server.start();
        try {
            System.err.println("Log in here: " + request);
            show(request);
            return new UserAgent.Landing(caught.get(PATIENCE_MINUTES, TimeUnit.MINUTES), null);
        } catch (ExecutionException | TimeoutException e) {
            throw Finding.notTested("the browser did not come back in " + PATIENCE_MINUTES + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            server.stop(0);
        }
    }

    /** Where no browser can be opened, the user does it: the address is on the terminal. */
    private static void show(URI request) {
        String command = System.getenv("BROWSER");
        try {
            if (command != null && !command.isBlank()) {
                start(command, request);
            } else if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                Desktop.getDesktop().browse(request);
            } else {
                start("xdg-open", request);
            }
        } catch (IOException e) {
            System.err.println("Open it by hand: no browser could be started.");
        }
    }

    private static void start(String command, URI request) throws IOException {
        new ProcessBuilder(command, request.toString()).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Where the redirect is caught: a registered loopback address is good with any port (RFC 8252, 7.3). */
    static URI caughtAt(URI redirectUri) {
        if (!"http".equals(redirectUri.getScheme()) || !LOOPBACK.contains(redirectUri.getHost())) {
            throw new IllegalArgumentException(
                    "a browser comes back to a --redirect-uri on loopback only, such as http://127.0.0.1/cb");
        }
        return redirectUri.getPort() < 0
                ? URI.create("http://" + redirectUri.getHost() + ":" + freePort() + redirectUri.getPath()) : redirectUri;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
