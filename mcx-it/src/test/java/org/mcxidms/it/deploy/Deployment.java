package org.mcxidms.it.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The repository's files for containers and clusters. */
final class Deployment {

    private Deployment() {
    }

    /** @param file its path from the repository's root */
    static Path path(String file) {
        return Path.of(System.getProperty("mcx.it.root", "..")).toAbsolutePath().normalize().resolve(file);
    }

    static String text(String file) {
        try {
            return Files.readString(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
