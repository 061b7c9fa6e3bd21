package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Assumptions;

/**
 * Keycloak as its distribution comes, with the bundle dropped in as the README says and nothing in its environment: what an
 * operator has who does not use our launcher.
 */
public final class StockServer implements McxServer {

    private final int port = Settings.freePort();
    private final Path log = Settings.target().resolve("server-stock.log");
    private final Process process;

    private StockServer(Path home) {
        ProcessBuilder server = new ProcessBuilder(home.resolve("bin/kc.sh").toString(), "start-dev", "--import-realm",
                "--http-host", "127.0.0.1", "--http-port", Integer.toString(port))
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

    /** Unpacks the distribution from Maven's local repository; the test is skipped where it is not there. */
    public static StockServer start() {
        Path home = homeWithProviders("stock");
        copy(Settings.distribution().resolve("import"), home.resolve("data/import"));
        StockServer server = new StockServer(home);
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

    /** A new server's home with the bundle's jars, in the build directory under {@code name}. */
    static Path homeWithProviders(String name) {
        Path zip = Settings.serverZip();
        Assumptions.assumeTrue(Files.exists(zip), () -> "skipped, no " + zip);
        Path directory = Settings.target().resolve(name);
        DistributionServer.deleteTree(directory);
        Path home = directory.resolve("keycloak-" + Settings.keycloakVersion());
        unpack(zip, directory);
        copy(Settings.distribution().resolve("providers"), home.resolve("providers"));
        return home;
    }

    private static void unpack(Path zip, Path directory) {
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                write(entries, entry, directory.resolve(entry.getName()).normalize());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(InputStream content, ZipEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        Files.copy(content, file);
        if (file.toString().endsWith(".sh") && !file.toFile().setExecutable(true)) {
            throw new IOException("Not made executable: " + file);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public String nameOfTestHost() {
        return "localhost";
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        Processes.stop(process);
    }
}
