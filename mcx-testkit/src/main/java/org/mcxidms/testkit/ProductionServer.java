package org.mcxidms.testkit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Keycloak in production mode. It keeps its address over {@link #kill()}, {@link #stop()} and {@link #start()}. */
public final class ProductionServer implements McxServer {

    /** The variable with options of its JVM. */
    public static final String JVM_OPTIONS = "JAVA_OPTS_APPEND";

    private final int port;
    private final int managementPort = Settings.freePort();
    private final String name;
    private final Production production;
    private final String database;
    private final String publicUrl;
    private Map<String, String> environment;
    private Process process;

    /** @param database the JDBC address of a PostgreSQL whose superuser is {@code postgres} */
    public ProductionServer(String name, Production production, String database) {
        this(name, production, database, Settings.freePort(), null, Map.of());
    }

    /** A server with the embedded database of a home that is built for it. */
    public static ProductionServer withEmbeddedDatabase(String name, Production production) {
        return new ProductionServer(name, production, null);
    }

    private ProductionServer(String name, Production production, String database, int port, String publicUrl,
            Map<String, String> environment) {
        this.name = name;
        this.production = production;
        this.database = database;
        this.port = port;
        this.publicUrl = publicUrl;
        this.environment = environment;
    }

    /** The same server at a public address that is not its own. */
    public ProductionServer at(String url) {
        return new ProductionServer(name, production, database, port, url, environment);
    }

    /** The same server with these variables in its environment, such as {@link #JVM_OPTIONS}. */
    public ProductionServer with(Map<String, String> variables) {
        return new ProductionServer(name, production, database, port, publicUrl, variables);
    }

    /** A server in place of this one, at the same address: another version or set of jars, another database. */
    public ProductionServer replacedBy(Production other, String otherDatabase) {
        return new ProductionServer(name, other, otherDatabase, port, publicUrl, environment);
    }

    /** From its next start on; zero for never. */
    public ProductionServer sweepingEvery(Duration interval) {
        environment = new HashMap<>(environment);
        environment.put(Settings.SWEEP_INTERVAL, Long.toString(interval.toSeconds()));
        return this;
    }

    /** Starts with the shipped realms; returns when it serves. */
    public void startWithRealms() {
        production.prepareImport(port);
        start("--import-realm");
        production.discardImport();
    }

    /** Starts with the realm of an exported file; returns when it serves. */
    public void startWithRealm(Path file) {
        production.prepareImport(file);
        start("--import-realm");
        production.discardImport();
    }

    /** Returns when it serves. */
    public void start() {
        start(new String[0]);
    }

    private void start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("start", "--optimized",
                "--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + port,
                "--http-management-port=" + managementPort, "--hostname=" + (publicUrl == null ? baseUrl() : publicUrl),
                "--bootstrap-admin-username=admin", "--bootstrap-admin-password=" + Settings.ADMIN_PASSWORD));
        if (database != null) {
            arguments.addAll(List.of("--db-url=" + database, "--db-username=postgres", "--db-password=postgres",
                    "--cache-embedded-network-bind-address=127.0.0.1"));
        }
        arguments.addAll(List.of(options));
        process = production.start(log(), environment, arguments);
        try {
            new ServerLog(log()).awaitReady(baseUrl() + "/realms/mcx", process::isAlive);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Runs a command of {@code kc.sh}, such as an export, on this server's database and to its end. */
    public void run(String... arguments) {
        production.run(Map.of("KC_DB_URL", database, "KC_DB_USERNAME", "postgres", "KC_DB_PASSWORD", "postgres"), arguments);
    }

    /** In good order, as an operator does. */
    public void stop() {
        close();
    }

    /** As a power cut does: SIGKILL. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Processes.awaitEnd(process);
    }

    /** The Java process, for its consumption and for the JDK's tools. */
    public ProcessHandle process() {
        return Processes.java(process);
    }

    /** The way to the realms through this server. */
    public Mcx mcx() {
        return new Mcx(this);
    }

    @Override
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    @Override
    public Path log() {
        return Settings.target().resolve("server-" + name + ".log");
    }

    @Override
    public Optional<String> metrics() {
        return Optional.of(Http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/metrics"))).body());
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            Processes.stop(process);
        }
    }
}
