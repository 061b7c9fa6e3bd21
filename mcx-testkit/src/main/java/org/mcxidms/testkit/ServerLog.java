package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A server's console output, and the wait for its readiness, which shows the output's end where it fails. */
public final class ServerLog {

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);
    private static final int TAIL = 60;

    private final Path file;

    public ServerLog(Path file) {
        this.file = file;
    }

    /** Everything written from {@code offset}, a result of {@link #size()}, to now. */
    public String since(long offset) {
        String text = text();
        return text.substring((int) Math.min(offset, text.length()));
    }

    /** How many characters have been written. */
    public long size() {
        return text().length();
    }

    public String text() {
        try {
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until {@code url} answers 200, telling on the console that it does. */
    void awaitReady(String url, BooleanSupplier isAlive) {
        long start = System.nanoTime();
        long nextProgress = PROGRESS_INTERVAL.toNanos();
        while (!answers(url)) {
            long elapsed = System.nanoTime() - start;
            if (!isAlive.getAsBoolean()) {
                throw new IllegalStateException("The server ended\n" + tail());
            }
            if (elapsed > Settings.START_TIMEOUT.toNanos()) {
                throw new IllegalStateException(
                        "The server is not ready after " + Settings.START_TIMEOUT.toSeconds() + " s\n" + tail());
            }
            if (elapsed > nextProgress) {
                System.out.println("waiting for the server, " + Duration.ofNanos(elapsed).toSeconds() + " s, log " + file);
                nextProgress += PROGRESS_INTERVAL.toNanos();
            }
            Polling.pause(Duration.ofMillis(250));
        }
        System.out.println("server ready after " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s: " + url);
    }

    String tail() {
        List<String> lines = text().lines().toList();
        return "The end of " + file + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    private static boolean answers(String url) {
        try {
            return Http.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(url)).GET()).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
