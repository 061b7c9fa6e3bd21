package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Two Keycloak nodes in production mode with one PostgreSQL and one augmented home. Node A's address is the public one: a
 * login's pages lead there, so users log in while A is up; every other endpoint is tried at either node.
 */
public final class Cluster implements AutoCloseable {

    private final EmbeddedPostgres database;
    private final Path home;
    private final Node a = new Node("a");
    private final Node b = new Node("b");

    private Cluster(EmbeddedPostgres database, Path home) {
        this.database = database;
        this.home = home;
    }

    /** Starts with an empty database and the shipped realms; skips the test where the distribution is not at hand. */
    public static Cluster start() {
        Path home = StockServer.homeWithProviders("cluster");
        EmbeddedPostgres database;
        try {
            database = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Cluster cluster = new Cluster(database, home);
        try {
            cluster.complete(cluster.keycloak("build", "build", "--db=postgres", "--cache=ispn", "--cache-stack=jdbc-ping",
                    "--health-enabled=true", "--metrics-enabled=true"));
            cluster.prepareImport();
            cluster.a.start("--import-realm");
            DistributionServer.deleteTree(home.resolve("data/import"));
            cluster.b.start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    public Node a() {
        return a;
    }

    public Node b() {
        return b;
    }

    @Override
    public void close() {
        a.close();
        b.close();
        try {
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepareImport() {
        ProcessBuilder prepare = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", Settings.distribution().resolve("tools/mcx-prepare-import.jar") + ":" + home + "/lib/lib/main/*",
                "org.mcxidms.dist.PrepareImport", Settings.distribution().toString(), home.resolve("data/import").toString());
        prepare.environment().putAll(Settings.environment(a.port));
        complete(launch(prepare, log("build")));
    }

    private Process keycloak(String log, String... arguments) {
        ProcessBuilder server = new ProcessBuilder(home.resolve("bin/kc.sh").toString());
        server.command().addAll(List.of(arguments));
        Map<String, String> environment = server.environment();
        environment.keySet().retainAll(List.of("PATH", "JAVA_HOME"));
        return launch(server, log(log));
    }

    private static Process launch(ProcessBuilder command, Path log) {
        try {
            return command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void complete(Process process) {
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("Not built\n" + new ServerLog(log("build")).tail());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path log(String name) {
        return Settings.target().resolve("server-cluster-" + name + ".log");
    }

    /** One of the two. It keeps its address over {@link #kill()}, {@link #stop()} and {@link #start}. */
    public final class Node implements McxServer {

        private final int port = Settings.freePort();
        private final int managementPort = Settings.freePort();
        private final String name;
        private Process process;

        private Node(String name) {
            this.name = name;
        }

        /** Returns when it serves. */
        public void start(String... options) {
            String[] arguments = {"start", "--optimized",
                "--db-url=" + database.getJdbcUrl("postgres", "postgres"), "--db-username=postgres", "--db-password=postgres",
                "--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + port,
                "--http-management-port=" + managementPort, "--hostname=" + a.baseUrl(),
                "--cache-embedded-network-bind-address=127.0.0.1",
                "--bootstrap-admin-username=admin", "--bootstrap-admin-password=" + Settings.ADMIN_PASSWORD};
            List<String> all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of(options));
            process = keycloak(name, all.toArray(String[]::new));
            new ServerLog(log()).awaitReady(baseUrl() + "/realms/mcx", process::isAlive);
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

        /** The way to the realms through this node. */
        public Mcx mcx() {
            return new Mcx(this);
        }

        @Override
        public String baseUrl() {
            return "http://localhost:" + port;
        }

        @Override
        public Path log() {
            return Cluster.log(name);
        }

        @Override
        public String nameOfTestHost() {
            return "localhost";
        }

        @Override
        public void close() {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroy);
                Processes.stop(process);
            }
        }
    }
}
