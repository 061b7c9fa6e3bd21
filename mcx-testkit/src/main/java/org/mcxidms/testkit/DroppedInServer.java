package org.mcxidms.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Keycloak as its distribution comes, with the bundle dropped in as README.md says and nothing in its environment: what an
 * operator has who does not use our launcher.
 */
public final class DroppedInServer extends ServerProcess {

    /** Those of TS 33.310, annex E, as docs/deployment.md says: Keycloak's own list has others too. */
    private static final String SUITES = "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,"
            + "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,"
            + "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

    private final int tlsPort = Settings.freePort();
    private final Path home;
    private final SelfSigned certificate;
    private final List<String> options;

    private DroppedInServer(String name, Path home, SelfSigned certificate, List<String> options) {
        super(Settings.target().resolve("server-" + name + ".log"), Settings.freePort());
        this.home = home;
        this.certificate = certificate;
        this.options = options;
    }

    /**
     * Unpacks the distribution from Maven's local repository; the test is skipped where it is not there.
     *
     * @param certificate for {@code localhost}, with which it serves TLS beside plain HTTP
     */
    public static DroppedInServer start(SelfSigned certificate) {
        return start("dropped-in", certificate);
    }

    /**
     * The same with options of Keycloak.
     *
     * @param name of its home
     */
    public static DroppedInServer start(String name, SelfSigned certificate, String... options) {
        Path home = Homes.withBundle(name, Settings.keycloakVersion());
        Homes.copy(Settings.distribution().resolve("import"), home.resolve("data/import"));
        DroppedInServer server = new DroppedInServer(name, home, certificate, List.of(options));
        Homes.deleteTree(server.log());
        server.start();
        return server;
    }

    @Override
    ProcessBuilder command() {
        ProcessBuilder server = new ProcessBuilder(home.resolve("bin/kc.sh").toString(), "start-dev", "--import-realm",
                "--http-host", "127.0.0.1", "--http-port", Integer.toString(port()), "--https-port", Integer.toString(tlsPort),
                "--https-key-store-file", certificate.store().toString(), "--https-key-store-password", SelfSigned.PASSWORD,
                "--https-cipher-suites", SUITES);
        server.command().addAll(options);
        Map<String, String> environment = server.environment();
        environment.keySet().retainAll(List.of("PATH", "JAVA_HOME"));
        environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", Settings.ADMIN_PASSWORD);
        return server;
    }

    /** Where it serves TLS. */
    public String tlsUrl() {
        return "https://localhost:" + tlsPort;
    }
}
