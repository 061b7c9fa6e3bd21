package org.mcxidms.testkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server in production mode whose process, and whose line to its database, are the test's to break. */
public final class FaultyServer implements AutoCloseable {

    /**
     * A node that was killed is still in the table of members when it comes back, and so first asks itself, ten times,
     * to be let in.
     */
    private static final String JOINS_SOON = Production.FIRST_COMPILER + " -Djgroups.join_timeout=200";

    private final Postgres postgres;
    private final Line database;
    private final ProductionServer server;

    private FaultyServer(String name, Production production, Map<String, String> environment) {
        postgres = Postgres.start();
        database = new Line(postgres.port());
        Map<String, String> variables = new HashMap<>(environment);
        variables.put(Settings.SWEEP_INTERVAL, "5");
        variables.put(ProductionServer.JVM_OPTIONS, JOINS_SOON);
        server = new ProductionServer(name, production, "jdbc:postgresql://localhost:" + database.port() + "/postgres")
                .with(variables);
    }

    /**
     * With the bundle and the shipped realms.
     *
     * @param environment variables of the server, beside those of {@link Production}
     */
    public static FaultyServer withBundle(String name, Map<String, String> environment) {
        return started(new FaultyServer(name, Production.withBundle(), environment), null);
    }

    /** Stock Keycloak with the {@link StockRealm}. */
    public static FaultyServer stock(String name, Path directory) {
        return started(new FaultyServer(name, Production.withoutBundle(), Map.of()), StockRealm.write(directory));
    }

    private static FaultyServer started(FaultyServer faulty, Path realm) {
        try {
            if (realm == null) {
                faulty.server.startWithRealms();
            } else {
                faulty.server.startWithRealm(realm);
            }
        } catch (RuntimeException e) {
            faulty.close();
            throw e;
        }
        return faulty;
    }

    /** What a test that failed has left broken. */
    void repair() {
        database.restore();
        if (!server.isRunning()) {
            server.start();
        }
    }

    public ProductionServer server() {
        return server;
    }

    /** Its line to PostgreSQL. */
    public Line database() {
        return database;
    }

    @Override
    public void close() {
        server.close();
        database.close();
        postgres.close();
    }
}
