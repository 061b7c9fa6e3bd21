package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A proxy that loses requests and answers, as one does whose server restarts. Requests are regular expressions of method and
 * path.
 */
public final class FaultyProxy implements AutoCloseable {

    /** What the {@link HttpClient} sets itself. */
    private static final Set<String> OWN_HEADERS = Set.of("connection", "content-length", "expect", "host", "upgrade",
            "transfer-encoding");

    private final String server;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    private record Fault(Pattern request, AtomicInteger passed, AtomicInteger left, boolean reaches, Runnable action) {
    }

    public FaultyProxy(String server) {
        this.server = server;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return "http://localhost:" + http.getAddress().getPort();
    }

    /** After {@code passed} such requests, the next {@code times} get 503 and do not reach the server. */
    public FaultyProxy keep(String request, int passed, int times) {
        return add(request, passed, times, false, null);
    }

    /** The next {@code times} such requests reach the server; their answers are lost, and 503 comes instead. */
    public FaultyProxy lose(String request, int times) {
        return add(request, 0, times, true, null);
    }

    /** Before the next such request goes on. */
    public FaultyProxy before(String request, Runnable action) {
        return add(request, 0, 1, true, action);
    }

    /** Whether every fault there was to be happened. */
    public boolean isUsedUp() {
        return faults.stream().allMatch(fault -> fault.left().get() <= 0);
    }

    private FaultyProxy add(String request, int passed, int times, boolean reaches, Runnable action) {
        faults.add(new Fault(Pattern.compile(request), new AtomicInteger(passed), new AtomicInteger(times), reaches, action));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault fault = faults.stream().filter(one -> one.request().matcher(request).matches()
                    && one.passed().getAndDecrement() <= 0 && one.left().getAndDecrement() > 0).findFirst().orElse(null);
            if (fault != null && fault.action() != null) {
                fault.action().run();
            }
            HttpResponse<byte[]> answer = fault == null || fault.reaches() ? forward(exchange, body) : null;
            if (fault != null && fault.action() == null) {
                byte[] page = "<html>\nno server\n</html>".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(503, page.length);
                exchange.getResponseBody().write(page);
                return;
            }
            answer.headers().map().forEach((name, values) -> {
                if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .version(HttpClient.Version.HTTP_1_1)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
