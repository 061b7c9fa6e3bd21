package org.mcxidms.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Keycloak in production mode, from a home that is augmented for it. */
public final class ProductionServer extends ServerProcess {

    /** The variable with options of its JVM. */
    public static final String JVM_OPTIONS = "JAVA_OPTS_APPEND";

    private final String name;
    private final Production production;
    private final String database;
    private final String publicUrl;
    private Map<String, String> environment;

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
        super(Settings.target().resolve("server-" + name + ".log"), port);
        this.name = name;
        this.production = production;
        this.database = database;
        this.publicUrl = publicUrl;
        this.environment = environment;
    }

    /** The same server at a public address that is not its own. */
    public ProductionServer at(String url) {
        return new ProductionServer(name, production, database, port(), url, environment);
    }

    /** The same server with these variables in its environment, such as {@link #JVM_OPTIONS}. */
    public ProductionServer with(Map<String, String> variables) {
        return new ProductionServer(name, production, database, port(), publicUrl, variables);
    }

    /** A server in place of this one, at the same address: another version or set of jars, another database. */
    public ProductionServer replacedBy(Production other, String otherDatabase) {
        return new ProductionServer(name, other, otherDatabase, port(), publicUrl, environment);
    }

    /** From its next start on; zero for never. */
    public ProductionServer sweepingEvery(Duration interval) {
        environment = new HashMap<>(environment);
        environment.put(Settings.SWEEP_INTERVAL, Long.toString(interval.toSeconds()));
        return this;
    }

    /** That was set by {@link #sweepingEvery}. */
    Duration sweepInterval() {
        return Duration.ofSeconds(Long.parseLong(environment.get(Settings.SWEEP_INTERVAL)));
    }

    /** Starts with the shipped realms; returns when it serves. */
    public void startWithRealms() {
        production.prepareImport(port());
        launch(command("--import-realm"));
        production.discardImport();
    }

    /** Starts with the realm of an exported file; returns when it serves. */
    public void startWithRealm(Path file) {
        production.prepareImport(file);
        launch(command("--import-realm"));
        production.discardImport();
    }

    @Override
    ProcessBuilder command() {
        return command(new String[0]);
    }

    private ProcessBuilder command(String... options) {
        List<String> arguments = new ArrayList<>(List.of("start", "--optimized",
                "--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + port(),
                "--http-management-port=" + managementPort(), "--hostname=" + (publicUrl == null ? baseUrl() : publicUrl),
                "--bootstrap-admin-username=admin", "--bootstrap-admin-password=" + Settings.ADMIN_PASSWORD));
        if (database != null) {
            arguments.addAll(List.of("--db-url=" + database, "--db-username=postgres", "--db-password=postgres",
                    "--cache-embedded-network-bind-address=127.0.0.1"));
        }
        arguments.addAll(List.of(options));
        return production.command(environment, arguments);
    }

    /** Runs a command of {@code kc.sh}, such as an export, on this server's database and to its end. */
    public void run(String... arguments) {
        production.run(Map.of("KC_DB_URL", database, "KC_DB_USERNAME", "postgres", "KC_DB_PASSWORD", "postgres"), arguments);
    }
}
