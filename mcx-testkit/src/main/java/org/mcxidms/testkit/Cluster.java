package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Two Keycloak nodes in production mode with one PostgreSQL and one augmented home. Node A's address is the public one: a
 * login's pages lead there, so users log in while A is up; every other endpoint is tried at either node.
 */
public final class Cluster implements AutoCloseable {

    private final EmbeddedPostgres database;
    private final ProductionServer a;
    private final ProductionServer b;

    private Cluster(EmbeddedPostgres database, Production production, Map<String, String> environmentOfB) {
        this.database = database;
        String url = database.getJdbcUrl("postgres", "postgres");
        this.a = new ProductionServer("cluster-a", production, url);
        this.b = new ProductionServer("cluster-b", production, url).at(a.baseUrl()).with(environmentOfB);
    }

    /** Starts with an empty database and the shipped realms, and does not sweep; skips the test where the distribution is not at hand. */
    public static Cluster start() {
        return start(Map.of());
    }

    /** @param environmentOfB variables of node B alone */
    public static Cluster start(Map<String, String> environmentOfB) {
        Production production = Production.withBundle();
        EmbeddedPostgres database;
        try {
            database = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Cluster cluster = new Cluster(database, production, environmentOfB);
        try {
            cluster.a.sweepingEvery(Duration.ZERO).startWithRealms();
            cluster.b.sweepingEvery(Duration.ZERO).start();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    public ProductionServer a() {
        return a;
    }

    public ProductionServer b() {
        return b;
    }

    public List<ProductionServer> nodes() {
        return List.of(a, b);
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
}
