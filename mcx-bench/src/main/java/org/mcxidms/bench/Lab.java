package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Postgres;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;

/** The servers that are compared, in production mode with the same heap, and their databases. Only one is loaded at a time. */
final class Lab implements AutoCloseable {

    static final String REALM = "mcx";

    private static final List<Integer> NODES = List.of(1, 2);
    private static final Map<String, String> HEAP = Map.of("JAVA_OPTS_KC_HEAP", "-Xms1g -Xmx1g");

    private final Path directory;
    private final Map<String, Production> homes = new HashMap<>();
    private final Map<String, String> builtFor = new HashMap<>();
    private final List<ProductionServer> running = new ArrayList<>();
    private Postgres postgres;

    Lab(Path directory) {
        this.directory = directory;
    }

    private Production home(String side) {
        return homes.computeIfAbsent(side, key -> Production.unbuilt("bench-" + key, key.equals(Candidate.BUNDLE)));
    }

    /** Augments the home of this side, whether it was for this database before or not. */
    void build(String side, String database) {
        home(side).build(database);
        builtFor.put(side, database);
    }

    /** As below, with Keycloak's own defaults. */
    List<ProductionServer> start(String side, String database, int nodes) {
        return start(side, database, nodes, Map.of());
    }

    /**
     * Servers of this side with the benchmark's realm, each node of them; an embedded database has one.
     *
     * @param environment Keycloak's options, by the names of their variables
     */
    List<ProductionServer> start(String side, String database, int nodes, Map<String, String> environment) {
        if (!database.equals(builtFor.get(side))) {
            build(side, database);
        }
        Map<String, String> variables = new HashMap<>(HEAP);
        variables.putAll(environment);
        List<ProductionServer> servers = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            String name = "bench-" + side + "-" + node;
            ProductionServer server = (database.equals(Production.EMBEDDED)
                    ? ProductionServer.withEmbeddedDatabase(name, home(side))
                    : new ProductionServer(name, home(side), postgres().url(database(side, nodes)))).with(variables);
            running.add(server);
            if (node == 0) {
                server.startWithRealm(write(side.equals(Candidate.BUNDLE)
                        ? BenchRealm.withBundle(REALM) : BenchRealm.stock(REALM)));
            } else {
                server = server.at(servers.get(0).baseUrl());
                running.add(server);
                server.start();
            }
            servers.add(server);
        }
        return servers;
    }

    /** The database of servers with so many nodes. */
    static String database(String side, int nodes) {
        return side + nodes;
    }

    private Path write(ObjectNode realm) {
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve(realm.path("realm").asText() + "-realm.json"), realm.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The databases of this side and number of nodes, made where they are not. */
    Postgres postgres() {
        if (postgres == null) {
            postgres = Postgres.start(Map.of("shared_preload_libraries", "pg_stat_statements"));
            for (String side : List.of(Candidate.BUNDLE, Candidate.STOCK)) {
                for (int nodes : NODES) {
                    postgres.run("create database " + database(side, nodes));
                }
            }
        }
        return postgres;
    }

    /** Forgets what the parts before have written; no server may run. */
    void emptyDatabases() {
        for (String side : List.of(Candidate.BUNDLE, Candidate.STOCK)) {
            for (int nodes : NODES) {
                postgres().run("drop database " + database(side, nodes), "create database " + database(side, nodes));
            }
        }
    }

    /** Stops the servers; the homes and databases stay for the next part. */
    void stopServers() {
        running.forEach(ProductionServer::close);
        running.clear();
    }

    @Override
    public void close() {
        stopServers();
        if (postgres != null) {
            postgres.close();
        }
    }
}
