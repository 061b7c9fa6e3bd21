package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.mcxidms.testkit.Json;

/** MC servers that take every logout notice and count of how many users they were told. */
final class LogoutReceivers implements AutoCloseable {

    private static final String PARAMETER = "logout_token=";
    private static final int THREADS = 4;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Set<String>> told;
    private final AtomicInteger notices = new AtomicInteger();
    private volatile long lastNew;

    /** @param clients each gets an address of its own */
    LogoutReceivers(List<String> clients) {
        told = clients.stream().collect(Collectors.toMap(Function.identity(), client -> ConcurrentHashMap.newKeySet()));
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        told.forEach((client, users) -> http.createContext("/" + client, exchange -> receive(exchange, users)));
        http.start();
    }

    String url(String client) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/" + client;
    }

    /** Of how many users the receiver knows that was told of the fewest. */
    int toldOf() {
        return told.values().stream().mapToInt(Set::size).min().orElse(0);
    }

    /** All notices, those that came twice as well. */
    int notices() {
        return notices.get();
    }

    /** When a receiver was last told of a user of whom it did not know, by {@link System#nanoTime}. */
    long lastNew() {
        return lastNew;
    }

    private void receive(HttpExchange exchange, Set<String> users) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = URLDecoder.decode(form.substring(form.indexOf(PARAMETER) + PARAMETER.length()), StandardCharsets.UTF_8);
        notices.incrementAndGet();
        if (users.add(Json.claims(token).path("sub").asText())) {
            lastNew = System.nanoTime();
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
