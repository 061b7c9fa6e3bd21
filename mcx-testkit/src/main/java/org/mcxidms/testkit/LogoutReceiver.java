package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A client's back-channel logout endpoint: keeps the logout tokens that the server sends. */
public final class LogoutReceiver implements AutoCloseable {

    private static final String PARAMETER = "logout_token=";

    private final HttpServer http;
    private final String url;
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();

    public LogoutReceiver(McxServer server) {
        try {
            // All addresses: a container reaches this host by the address of its bridge.
            http = HttpServer.create(new InetSocketAddress(0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/logout", this::receive);
        http.start();
        url = "http://" + server.nameOfTestHost() + ":" + http.getAddress().getPort() + "/logout";
    }

    public String url() {
        return url;
    }

    /** The claims of the logout tokens so far. */
    public List<JsonNode> received() {
        return List.copyOf(received);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String parameter : form.split("&")) {
            if (parameter.startsWith(PARAMETER)) {
                String token = URLDecoder.decode(parameter.substring(PARAMETER.length()), StandardCharsets.UTF_8);
                received.add(Json.claims(token));
            }
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
