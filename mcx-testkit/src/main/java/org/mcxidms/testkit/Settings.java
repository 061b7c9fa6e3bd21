package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where things are and how the server under test is called; what is not set here comes from the build's system properties. */
final class Settings {

    static final String ADMIN_PASSWORD = "admin-of-the-tests";
    static final String DEMO_PASSWORD = "demo-password-of-the-tests";
    static final String MCPTT_CLIENT_SECRET = "mcptt+secret %&é";
    static final String PARTNER_CLIENT_SECRET = "partner-secret-of-the-tests";
    static final String SERVER_CLIENT_SECRET = "server-secret-of-the-tests";
    /** Seconds between two sweeps, as the server's variable. */
    static final String SWEEP_INTERVAL = "KC_SPI_EVENTS_LISTENER__MCX_ACCOUNT_VALIDITY_LISTENER__SWEEP_INTERVAL";
    static final Duration START_TIMEOUT = Duration.ofMinutes(6);
    /** Variables that make password hashing cheap, for servers of tests; the benchmark's servers do not have them. */
    static final Map<String, String> CHEAP_PASSWORDS = Map.of("KC_SPI_PASSWORD_HASHING__ARGON2__ITERATIONS", "1",
            "KC_SPI_PASSWORD_HASHING__ARGON2__MEMORY", "64");

    private static final Pattern VERSION = Pattern.compile("<keycloak\\.server\\.version>(.*)</");

    private Settings() {
    }

    /** The root of the repository. */
    static Path root() {
        return Path.of(System.getProperty("mcx.it.root", "..")).toAbsolutePath().normalize();
    }

    /** What an operator gets: providers, realm files, tools. */
    static Path distribution() {
        return root().resolve("mcx-dist/target/dist");
    }

    /** The module's build directory. */
    static Path target() {
        return Path.of(System.getProperty("mcx.it.target", "target")).toAbsolutePath();
    }

    /** A server's distribution in Maven's local repository. */
    static Path serverZip(String version) {
        return mavenRepository().resolve(Path.of(
                "org/keycloak/keycloak-quarkus-dist", version, "keycloak-quarkus-dist-" + version + ".zip"));
    }

    /** Maven's local repository. */
    static Path mavenRepository() {
        return Path.of(System.getProperty("mcx.it.repository", System.getProperty("user.home") + "/.m2/repository"));
    }

    static String keycloakVersion() {
        String version = System.getProperty("keycloak.server.version");
        return version == null ? versionOfPom() : version;
    }

    /** The server's version for a test that is started without the build. */
    static String versionOfPom() {
        try {
            Matcher version = VERSION.matcher(Files.readString(root().resolve("pom.xml")));
            if (!version.find()) {
                throw new IllegalStateException("pom.xml names no server version");
            }
            return version.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code container}, {@code distribution}, {@code auto}, or the URL of a server that already runs. */
    static String server() {
        return System.getProperty("mcx.it.server", "auto");
    }

    /** The launcher's environment. No value is a demo default, so that a test notices a default that slips in. */
    static Map<String, String> environment(int port) {
        Map<String, String> environment = serverOptions("localhost");
        environment.putAll(Map.ofEntries(
                Map.entry("MCX_VERBOSE", "yes"),
                Map.entry("MCX_HTTP_PORT", Integer.toString(port)),
                Map.entry("MCX_KEYCLOAK_VERSION", keycloakVersion()),
                Map.entry("MCX_ISSUER_BASE", "http://localhost:" + port),
                Map.entry("MCX_ADMIN_PASSWORD", ADMIN_PASSWORD),
                Map.entry("MCX_DEMO_PASSWORD", DEMO_PASSWORD),
                Map.entry("MCX_MCPTT_CLIENT_SECRET", MCPTT_CLIENT_SECRET),
                Map.entry("MCX_PARTNER_CLIENT_SECRET", PARTNER_CLIENT_SECRET),
                Map.entry("MCX_SERVER_CLIENT_SECRET", SERVER_CLIENT_SECRET)));
        return environment;
    }

    /**
     * Keycloak's options of a server that many tests share, however it is started.
     *
     * @param testHost the name by which the server reaches the tests
     */
    static Map<String, String> serverOptions(String testHost) {
        Map<String, String> options = new HashMap<>(CHEAP_PASSWORDS);
        options.put(SWEEP_INTERVAL, "5");
        options.put("KC_SPI_EVENTS_LISTENER__MCX_EXPIRY_MAIL__INTERVAL", "5");
        options.put("KC_SPI_CIBA_AUTH_CHANNEL__CIBA_HTTP_AUTH_CHANNEL__HTTP_AUTHENTICATION_CHANNEL_URI",
                "http://" + testHost + ":" + AuthenticationChannel.PORT + "/");
        return options;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
