package org.mcxidms.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A home of Keycloak augmented for production: PostgreSQL, two nodes. Servers start from it, and {@code kc.sh}'s other
 * commands run in it. Each is built once for all test classes; what is in it is not changed. Benchmarks build their own.
 */
public final class Production {

    public static final String POSTGRES = "postgres";
    /** H2, in a file of the home: one server at a time. */
    public static final String EMBEDDED = "dev-file";

    static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final Map<String, Production> BUILT = new ConcurrentHashMap<>();

    private final Path home;
    private final Path log;
    private final Map<String, String> environment;

    private Production(Path home, Path log, Map<String, String> environment) {
        this.home = home;
        this.log = log;
        this.environment = environment;
    }

    /** The version under test with the bundle. */
    public static Production withBundle() {
        return withBundle(Settings.keycloakVersion());
    }

    /** Another version with the bundle; fetched where it is not at hand, and the test is skipped where that fails. */
    public static Production withBundle(String version) {
        fetch(version);
        return built("production-" + version, name -> Homes.withBundle(name, version));
    }

    /** Another version with the bundle as release 0.1 had it; the test is skipped where that version cannot be fetched. */
    public static Production withSixJars(String version) {
        fetch(version);
        return built("production-six-" + version, name -> Homes.withSixJars(name, version));
    }

    /** The version under test in a home that had the six jars of release 0.1. */
    public static Production withOneJarForSix() {
        return built("production-one-for-six", name -> Homes.withOneJarForSix(name, Settings.keycloakVersion()));
    }

    /** The names of the jars in {@code providers}. */
    public List<String> jars() {
        try (Stream<Path> files = Files.list(home.resolve("providers"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version under test after the bundle's jars have been taken out. */
    public static Production withoutBundle() {
        return built("production-stock", name -> Homes.stock(name, Settings.keycloakVersion()));
    }

    /** The version under test, for a comparison of the same with and without the bundle: a home of its own, not built. */
    public static Production unbuilt(String name, boolean withBundle) {
        String version = Settings.keycloakVersion();
        fetch(version);
        return unbuilt(name, key -> withBundle ? Homes.withBundle(key, version) : Homes.stock(key, version), Map.of());
    }

    private static Production unbuilt(String name, Function<String, Path> unpack, Map<String, String> environment) {
        return new Production(unpack.apply(name), Settings.target().resolve("server-" + name + ".log"), environment);
    }

    /**
     * A server that lives for a minute starts sooner without the JVM's second compiler. One that serves many tests does not have
     * this: only that compiler is quick at RSA, and so at tokens and at new realms.
     */
    private static Map<String, String> shortLived() {
        Map<String, String> environment = new HashMap<>(Settings.CHEAP_PASSWORDS);
        environment.put(ProductionServer.JVM_OPTIONS, FIRST_COMPILER);
        return environment;
    }

    private static Production built(String name, Function<String, Path> unpack) {
        return BUILT.computeIfAbsent(name, key -> {
            Production production = unbuilt(key, unpack, shortLived());
            production.build(POSTGRES);
            return production;
        });
    }

    /** Augments the home for the database, {@link #POSTGRES} or {@link #EMBEDDED}; builds anew where it was built before. */
    public void build(String database) {
        List<String> arguments = new ArrayList<>(List.of("build", "--db=" + database,
                "--health-enabled=true", "--metrics-enabled=true"));
        arguments.addAll(database.equals(POSTGRES)
                ? List.of("--cache=ispn", "--cache-stack=jdbc-ping") : List.of("--cache=local"));
        run(Map.of(), arguments.toArray(String[]::new));
    }

    /**
     * Keycloak's own jar of that artifact, of the version under test, as its distribution comes; skips the test where Maven's
     * local repository lacks that.
     */
    public static InputStream libraryOfServer(String artifact) throws IOException {
        return Homes.library(Settings.keycloakVersion(), artifact);
    }

    /** Whether the server under test has Keycloak's own jar of that artifact. */
    public static boolean hasLibrary(String artifact) {
        return Homes.hasLibrary(Settings.keycloakVersion(), artifact);
    }

    private static void fetch(String version) {
        if (!Files.exists(Settings.serverZip(version))) {
            ProcessBuilder maven = new ProcessBuilder("mvn", "-q", "-B", "-N", "dependency:get", "-Dtransitive=false",
                    "-Dmaven.repo.local=" + Settings.mavenRepository(),
                    "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + version + ":zip").directory(Settings.root().toFile());
            Processes.complete(Processes.launch(maven, Settings.target().resolve("fetch.log")));
        }
    }

    /** Writes the shipped realms, completed with the tests' secrets, where {@code --import-realm} looks for them. */
    public void prepareImport(int port) {
        ProcessBuilder prepare = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", Settings.distribution().resolve("tools/mcx-prepare-import.jar") + ":" + home + "/lib/lib/main/*",
                "org.mcxidms.dist.PrepareImport", Settings.distribution().toString(), imports().toString());
        prepare.environment().putAll(Settings.environment(port));
        complete(Processes.launch(prepare, log));
    }

    /** Puts a realm file where {@code --import-realm} looks for it. */
    void prepareImport(Path realm) {
        try {
            Files.createDirectories(imports());
            Files.copy(realm, imports().resolve(realm.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void discardImport() {
        Homes.deleteTree(imports());
    }

    private Path imports() {
        return home.resolve("data/import");
    }

    /** Runs a command of {@code kc.sh} to its end and fails the test where it fails. */
    public void run(Map<String, String> variables, String... arguments) {
        complete(Processes.launch(command(variables, List.of(arguments)), log));
    }

    /** A command of {@code kc.sh}, with these variables and those of this home, and none of the tests' own. */
    ProcessBuilder command(Map<String, String> variables, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(arguments);
        ProcessBuilder server = new ProcessBuilder(command);
        server.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
        server.environment().putAll(environment);
        server.environment().putAll(variables);
        return server;
    }

    private void complete(Process process) {
        if (Processes.complete(process) != 0) {
            throw new IllegalStateException("Failed\n" + new ServerLog(log).tail());
        }
    }
}
