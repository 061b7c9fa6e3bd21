package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Keycloak as its distribution comes, with the bundle dropped in as the README says and nothing in its environment: what an
 * operator has who does not use our launcher.
 */
public final class StockServer implements McxServer {

    /** Those of TS 33.310, annex E, as docs/deployment.md says: Keycloak's own list has others too. */
    private static final String SUITES = "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,"
            + "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,"
            + "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

    private final int port = Settings.freePort();
    private final int tlsPort = Settings.freePort();
    private final Path log = Settings.target().resolve("server-stock.log");
    private final Process process;

    private StockServer(Path home, SelfSigned certificate) {
        ProcessBuilder server = new ProcessBuilder(home.resolve("bin/kc.sh").toString(), "start-dev", "--import-realm",
                "--http-host", "127.0.0.1", "--http-port", Integer.toString(port), "--https-port", Integer.toString(tlsPort),
                "--https-key-store-file", certificate.store().toString(), "--https-key-store-password", SelfSigned.PASSWORD,
                "--https-cipher-suites", SUITES)
                .redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = server.environment();
        environment.keySet().retainAll(List.of("PATH", "JAVA_HOME"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", Settings.ADMIN_PASSWORD);
        try {
            process = server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Unpacks the distribution from Maven's local repository; the test is skipped where it is not there.
     *
     * @param certificate for {@code localhost}, with which it serves TLS beside plain HTTP
     */
    public static StockServer start(SelfSigned certificate) {
        Path home = Homes.withBundle("stock", Settings.keycloakVersion());
        Homes.copy(Settings.distribution().resolve("import"), home.resolve("data/import"));
        StockServer server = new StockServer(home, certificate);
        try {
            new ServerLog(server.log).awaitReady(server.baseUrl() + "/realms/mcx", server.process::isAlive);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** The way to its realms. */
    public Mcx mcx() {
        return new Mcx(this);
    }

    /** Where it serves TLS. */
    public String tlsUrl() {
        return "https://localhost:" + tlsPort;
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
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        Processes.stop(process);
    }
}
