package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Keycloak in a process of this machine. It keeps its address and its log over {@link #stop()}, {@link #kill()} and
 * {@link #start()}. Its kinds differ in the command that starts it.
 */
public abstract sealed class ServerProcess implements McxServer permits LauncherServer, ProductionServer, DroppedInServer {

    private final Path log;
    private final int port;
    private final int managementPort = Settings.freePort();
    private Process process;

    ServerProcess(Path log, int port) {
        this.log = log;
        this.port = port;
    }

    /** The command that starts the server, with its environment. */
    abstract ProcessBuilder command();

    /** The realms that answer as soon as the server serves. */
    List<String> realms() {
        return List.of("mcx");
    }

    /** Whether the process that the command starts ends the server when it is asked to end. */
    boolean passesSignalsOn() {
        return false;
    }

    /** Returns when the server serves. */
    public void start() {
        launch(command());
    }

    /** Runs the command that starts the server; returns when the server serves. */
    final void launch(ProcessBuilder command) {
        process = Processes.launch(command, log);
        try {
            realms().forEach(realm -> new ServerLog(log).awaitReady(baseUrl() + "/realms/" + realm, process::isAlive));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** In good order, as an operator does; an embedded database writes with a delay. */
    public void stop() {
        if (process != null) {
            if (!passesSignalsOn()) {
                process.descendants().forEach(ProcessHandle::destroy);
            }
            Processes.stop(process);
        }
    }

    /** As a power cut does: SIGKILL. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Processes.awaitEnd(process);
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** The Java process, for its consumption and for the system's and the JDK's tools. */
    public ProcessHandle process() {
        return Processes.java(process);
    }

    /** The address of the server's realms. */
    public Mcx mcx() {
        return new Mcx(this);
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    @Override
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public Optional<String> metrics() {
        URI endpoint = URI.create("http://localhost:" + managementPort + "/metrics");
        // The older of its two formats, which promtool checks; without the comma that it has behind the last label.
        return Optional.of(Http.send(HttpRequest.newBuilder(endpoint).header("Accept", "text/plain; version=0.0.4")).body()
                .replace(",}", "}"));
    }

    @Override
    public void close() {
        stop();
    }
}
