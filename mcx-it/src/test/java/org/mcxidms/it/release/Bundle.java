package org.mcxidms.it.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.mcxidms.testkit.Mcx;

/** The one jar as the build made it. */
public final class Bundle {

    private static final Pattern NAME = Pattern.compile("mcx-idms-(.+)\\.jar");
    private static final String SERVICES = "META-INF/services/";

    private Bundle() {
    }

    /** The names of the files in the distribution's {@code providers}. */
    static List<String> providers() {
        try (Stream<Path> files = Files.list(Mcx.repository("mcx-dist/target/dist/providers"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar() {
        return Mcx.repository("mcx-dist/target/dist/providers").resolve(name().group());
    }

    /** As the jar's name has it. */
    public static String version() {
        return name().group(1);
    }

    /** The classes of the provider factories, as the jar's service files name them. */
    public static List<String> factories() {
        return entries(jar()).entrySet().stream().filter(entry -> entry.getKey().startsWith(SERVICES))
                .flatMap(entry -> new String(entry.getValue(), StandardCharsets.UTF_8).lines())
                .filter(line -> !line.isBlank()).toList();
    }

    /** The files in an archive, by name. */
    static Map<String, byte[]> entries(Path archive) {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().filter(each -> !each.isDirectory()).toList()) {
                if (entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes()) != null) {
                    throw new AssertionError(archive + " has twice " + entry.getName());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static Matcher name() {
        List<String> providers = providers();
        if (providers.size() == 1) {
            Matcher name = NAME.matcher(providers.get(0));
            if (name.matches()) {
                return name;
            }
        }
        throw new AssertionError("not one jar mcx-idms-VERSION.jar: " + providers);
    }
}
