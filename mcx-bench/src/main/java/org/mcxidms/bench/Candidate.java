package org.mcxidms.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;

/** Something to compare: a realm of a server of one or more nodes, and the radios that use it. */
final class Candidate {

    static final String BUNDLE = "bundle";
    static final String STOCK = "stock";

    private final String name;
    private final List<ProductionServer> nodes;
    private final List<McxClient> clients;
    private final List<McxClient> resourceServers;
    private final List<Radio> radios = new ArrayList<>();

    private Candidate(String name, List<ProductionServer> nodes, List<Realm> realms) {
        this.name = name;
        this.nodes = nodes;
        this.clients = realms.stream().map(realm -> realm.client("mcptt_client", BenchRealm.SECRET)).toList();
        this.resourceServers = realms.stream().map(realm -> realm.client("mcptt-server", BenchRealm.SECRET)).toList();
    }

    /** Its radios, with users of {@link BenchRealm}, have a session each for every user. */
    static Candidate of(String name, List<ProductionServer> nodes, String realm, int radios) {
        Candidate candidate = of(name, nodes, realm, radios, BenchRealm::username);
        candidate.radios.parallelStream().forEach(Radio::prepare);
        return candidate;
    }

    /** The radios have no session: the users may not exist. */
    static Candidate guessing(String name, List<ProductionServer> nodes, String realm, int radios,
            IntFunction<String> usernames) {
        return of(name, nodes, realm, radios, usernames);
    }

    private static Candidate of(String name, List<ProductionServer> nodes, String realm, int radios,
            IntFunction<String> usernames) {
        List<Realm> realms = nodes.stream().map(node -> node.mcx().realm(realm)).toList();
        Candidate candidate = new Candidate(name, nodes, realms);
        for (int radio = 0; radio < radios; radio++) {
            int first = radio;
            candidate.radios.add(new Radio(candidate, IntStream.range(0, BenchRealm.USERS)
                    .filter(user -> user % radios == first)
                    .mapToObj(user -> new Radio.Login(usernames.apply(user), BenchRealm.PASSWORD)).toList()));
        }
        return candidate;
    }

    String name() {
        return name;
    }

    boolean hasBundle() {
        return name.startsWith(BUNDLE);
    }

    List<Radio> radios() {
        return radios;
    }

    List<ProductionServer> nodes() {
        return nodes;
    }

    /** Its radios take sessions over that nobody logged in for, each as many. */
    void adopt(List<String> tokens) {
        for (int i = 0; i < radios.size(); i++) {
            int first = i;
            radios.get(i).adopt(IntStream.range(0, tokens.size()).filter(n -> n % radios.size() == first)
                    .mapToObj(tokens::get).toList());
        }
    }

    /** Has its servers read each of its sessions, so that their caches hold as many as they have room for. */
    void readSessions() {
        Together.run(radios.stream().<Callable<Integer>>map(radio -> radio::readSessions).toList());
    }

    /** The native client, at each node in turn. */
    McxClient client(int turn) {
        return clients.get(turn % clients.size());
    }

    McxClient resourceServer(int turn) {
        return resourceServers.get(turn % resourceServers.size());
    }

    /** The processor time that its servers have used so far. */
    double cpuMillis() {
        return nodes.stream().flatMap(node -> node.process().info().totalCpuDuration().stream())
                .mapToLong(Duration::toMillis).sum();
    }
}
