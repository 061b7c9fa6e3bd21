package org.mcxidms.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Two Keycloak nodes in production mode with one PostgreSQL and one augmented home. Node A's address is the public one: a
 * login's pages lead there, so users log in while A is up; every other endpoint is tried at either node.
 */
public final class Cluster implements AutoCloseable {

    private final Postgres database;
    private final ProductionServer a;
    private final ProductionServer b;

    private Cluster(Postgres database, Production production, Map<String, String> environmentOfB) {
        this.database = database;
        String url = database.url();
        this.a = new ProductionServer("cluster-a", production, url);
        this.b = new ProductionServer("cluster-b", production, url).at(a.baseUrl()).with(environmentOfB);
    }

    /** Starts with an empty database and the shipped realms, does not sweep; skips the test where there is no distribution. */
    public static Cluster start() {
        return start(Map.of());
    }

    /** @param environmentOfB variables of node B alone */
    public static Cluster start(Map<String, String> environmentOfB) {
        Production production = Production.withBundle();
        Cluster cluster = new Cluster(Postgres.start(), production, environmentOfB);
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

    /** Both nodes run and sweep so often, zero for never: a node that does not is started anew. */
    public void sweepEvery(Duration interval) {
        for (ProductionServer node : nodes()) {
            if (!node.isRunning() || !node.sweepInterval().equals(interval)) {
                node.stop();
                node.sweepingEvery(interval).start();
            }
        }
    }

    @Override
    public void close() {
        a.close();
        b.close();
        database.close();
    }
}
