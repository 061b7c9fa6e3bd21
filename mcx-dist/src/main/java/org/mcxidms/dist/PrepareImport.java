package org.mcxidms.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code PrepareImport <distribution> <import directory>}: writes the realm files of a distribution, completed with the
 * environment's secrets, to where Keycloak imports them from. Writes all of them or, with a word on what is missing, none.
 */
public final class PrepareImport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PrepareImport() {
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: PrepareImport <distribution> <import directory>");
            System.exit(2);
        }
        List<String> problems = prepare(Path.of(args[0]), Path.of(args[1]), System.getenv());
        if (!problems.isEmpty()) {
            System.err.println("The realms are not imported and the server must not start:");
            problems.forEach(problem -> System.err.println("  " + problem));
            System.exit(1);
        }
    }

    /** @return what is wrong with the environment; nothing is written then */
    static List<String> prepare(Path distribution, Path target, Map<String, String> environment) throws IOException {
        Settings settings = new Settings(environment);
        Map<String, ObjectNode> realms = new ImportFiles(settings)
                .complete(read(distribution.resolve("import")), read(distribution.resolve("demo")));
        if (settings.problems().isEmpty()) {
            Files.createDirectories(target);
            for (Map.Entry<String, ObjectNode> realm : realms.entrySet()) {
                write(target.resolve(realm.getKey()), realm.getValue());
            }
        }
        return settings.problems();
    }

    private static Map<String, ObjectNode> read(Path directory) throws IOException {
        Map<String, ObjectNode> files = new LinkedHashMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.filter(entry -> entry.toString().endsWith(".json")).sorted().toList()) {
                files.put(file.getFileName().toString(), (ObjectNode) JSON.readTree(file.toFile()));
            }
        }
        return files;
    }

    /** Readable by the server's user alone: the file holds secrets. */
    private static void write(Path file, ObjectNode realm) throws IOException {
        Files.deleteIfExists(file);
        if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            JSON.writeValue(out, realm);
        }
    }
}
