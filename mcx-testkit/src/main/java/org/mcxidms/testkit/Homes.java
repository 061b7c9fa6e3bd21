package org.mcxidms.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Assumptions;

/** New homes of Keycloak's distribution, in the build directory. */
final class Homes {

    private Homes() {
    }

    /** With the bundle's jars dropped in. */
    static Path withBundle(String name, String version) {
        Path home = stock(name, version);
        copy(Settings.distribution().resolve("providers"), home.resolve("providers"));
        return home;
    }

    /** With the six jars of release 0.1 dropped in. */
    static Path withSixJars(String name, String version) {
        Path home = stock(name, version);
        SixJars.copyTo(home.resolve("providers"));
        return home;
    }

    /** With the bundle's jar in place of the six of release 0.1, as docs/lifecycle.md says. */
    static Path withOneJarForSix(String name, String version) {
        Path home = withSixJars(name, version);
        SixJars.removeAsDocumented(home);
        copy(Settings.distribution().resolve("providers"), home.resolve("providers"));
        return home;
    }

    /** As the distribution comes; the test is skipped where Maven's local repository does not have it. */
    static Path stock(String name, String version) {
        Path zip = zip(version);
        Path directory = Settings.target().resolve(name);
        deleteTree(directory);
        unpack(zip, directory, entry -> true);
        return directory.resolve("keycloak-" + version);
    }

    /** The distribution's directory {@code bin} alone, once for all tests. */
    static synchronized Path tools(String version) {
        Path directory = Settings.target().resolve("tools");
        Path tools = directory.resolve("keycloak-" + version + "/bin");
        if (!Files.exists(tools)) {
            unpack(zip(version), directory, entry -> entry.contains("/bin/"));
        }
        return tools;
    }

    /** The content of Keycloak's own jar of that artifact in the distribution; the test is skipped where there is no distribution. */
    static InputStream library(String version, String artifact) throws IOException {
        Path zip = zip(version);
        String jar = "/lib/main/org.keycloak." + artifact + "-" + version + ".jar";
        try (ZipFile distribution = new ZipFile(zip.toFile())) {
            ZipEntry found = distribution.stream().filter(entry -> entry.getName().endsWith(jar)).findFirst()
                    .orElseThrow(() -> new AssertionError("no " + jar + " in " + zip));
            return new ByteArrayInputStream(distribution.getInputStream(found).readAllBytes());
        }
    }

    static boolean hasLibrary(String version, String artifact) {
        try (ZipFile distribution = new ZipFile(zip(version).toFile())) {
            return distribution.stream().anyMatch(entry -> entry.getName().contains("/lib/main/org.keycloak." + artifact + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path zip(String version) {
        Path zip = Settings.serverZip(version);
        Assumptions.assumeTrue(Files.exists(zip), () -> "skipped, no " + zip);
        return zip;
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path zip, Path directory, Predicate<String> wanted) {
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (wanted.test(entry.getName())) {
                    write(entries, entry, directory.resolve(entry.getName()).normalize());
                }
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
}
