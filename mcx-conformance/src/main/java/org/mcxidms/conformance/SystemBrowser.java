package org.mcxidms.conformance;

import java.awt.Desktop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.sun.net.httpserver.HttpServer;

/** The user's own browser; the loopback redirect (RFC 8252, 7.3) is caught here. */
final class SystemBrowser {

    private static final int PATIENCE_MINUTES = 3;

    private SystemBrowser() {
    }

    static UserAgent.Landing open(URI request, URI redirectUri) {
        CompletableFuture<URI> caught = new CompletableFuture<>();
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(redirectUri.getHost(), redirectUri.getPort()), 0);
        } catch (IOException e) {
            throw Finding.notTested("cannot listen at " + redirectUri);
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
            if (Desktop.isDesktopSupported()) {
                Desktop.getDesktop().browse(request);
            }
            return new UserAgent.Landing(caught.get(PATIENCE_MINUTES, TimeUnit.MINUTES), null);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw Finding.notTested("no answer by the browser");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            server.stop(0);
        }
    }
}
