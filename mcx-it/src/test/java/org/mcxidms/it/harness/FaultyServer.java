package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A server in production mode whose process, and whose line to its database, are the test's to break. */
public final class FaultyServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;
    private final Line database;
    private final ProductionServer server;

    private FaultyServer(String name, Production production) {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = new Line(postgres.getPort());
        server = new ProductionServer(name, production, "jdbc:postgresql://localhost:" + database.port() + "/postgres")
                .with(Map.of(Settings.SWEEP_INTERVAL, "5"));
    }

    /** With the bundle and the shipped realms. */
    static FaultyServer withBundle(String name) {
        return started(new FaultyServer(name, Production.withBundle()), null);
    }

    /** Stock Keycloak with the {@link StockRealm}. */
    public static FaultyServer stock(String name, Path directory) {
        return started(new FaultyServer(name, Production.withoutBundle()), StockRealm.write(directory));
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
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
