package org.mcxidms.testkit;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** The {@code ./mcx run} of the distribution, with an empty database in a home below the build directory. */
public final class LauncherServer extends ServerProcess {

    /** What any test of another server needs: with the same options Keycloak is built once for all. */
    private static final List<String> OPTIONS = List.of("--features=passkeys-conditional-ui-authenticator,token-exchange",
            "--spi-x509cert-lookup--provider=rfc9440", "--proxy-headers=xforwarded");

    private final Path home;
    private final List<String> options;
    private final Map<String, String> environment;

    private LauncherServer(String log, String home, List<String> options, Map<String, String> environment) {
        super(Settings.target().resolve(log), Settings.freePort());
        this.home = Settings.target().resolve(home);
        this.options = options;
        this.environment = environment;
    }

    /** The server that all share. */
    static LauncherServer shared() {
        return started(new LauncherServer("server.log", "mcx", List.of(), Map.of()));
    }

    /**
     * A server for a class that is an {@link OwnServer}. It has the passkey page and the first version of Keycloak's token exchange,
     * and takes a client's certificate from a proxy.
     */
    public static LauncherServer another(String name) {
        return another(name, Map.of());
    }

    /** @param environment variables of the server, beside those of all tests */
    public static LauncherServer another(String name, Map<String, String> environment) {
        return shortLived(name, "mcx-another", environment);
    }

    /** The same for a class that uses the shared server, too. It has a home of its own: both lanes may start a server at once. */
    public static LauncherServer besideTheShared(String name) {
        return shortLived(name, "mcx-beside", Map.of());
    }

    private static LauncherServer shortLived(String name, String home, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(Map.of(ProductionServer.JVM_OPTIONS, Production.FIRST_COMPILER));
        all.putAll(environment);
        return started(new LauncherServer("server-" + name + ".log", home, OPTIONS, all));
    }

    /** The home of the run before is kept, for the launcher replaces what has changed in it; its data are not. */
    private static LauncherServer started(LauncherServer server) {
        Homes.deleteTree(server.home.resolve("keycloak-" + Settings.keycloakVersion() + "/data"));
        Homes.deleteTree(server.log());
        server.start();
        return server;
    }

    /** The embedded database, by the server's own driver; the server must be stopped. */
    public Connection database() throws SQLException {
        Path keycloak = home.resolve("keycloak-" + Settings.keycloakVersion());
        try (Stream<Path> jars = Files.list(keycloak.resolve("lib/lib/main"))) {
            URL driver =
                    jars.filter(jar -> jar.getFileName().toString().startsWith("com.h2database.h2-")).findFirst().orElseThrow()
                            .toUri().toURL();
            // Stays open with the connection, which loads classes as it needs them.
            Driver h2 = (Driver) new URLClassLoader(new URL[] {driver}).loadClass("org.h2.Driver").getDeclaredConstructor()
                    .newInstance();
            return h2.connect("jdbc:h2:file:" + keycloak.resolve("data/h2/keycloakdb"), new Properties());
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    ProcessBuilder command() {
        ProcessBuilder launcher = new ProcessBuilder(Settings.root().resolve("mcx").toString(), "run", "--no-build", "--")
                .directory(Settings.root().toFile());
        launcher.command().addAll(options);
        launcher.environment().putAll(Settings.environment(port()));
        launcher.environment().put("MCX_MANAGEMENT_PORT", Integer.toString(managementPort()));
        launcher.environment().put("MCX_HOME", home.toString());
        launcher.environment().putAll(environment);
        return launcher;
    }

    @Override
    boolean passesSignalsOn() {
        return true;
    }

    @Override
    List<String> realms() {
        return List.of("mcx", "mcx-partner");
    }
}
