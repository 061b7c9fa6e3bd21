package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.mcxidms.testkit.Mcx;

/** Which cache sizes and which heap docs/deployment.md names for a number of users; the variables are those of the image. */
final class CacheSizes {

    private static final Pattern LINE = Pattern.compile("\\| ([0-9,]+)[^|]*\\| (\\d+)[^|]*\\| (\\d+) MiB \\|");
    private static final Pattern VARIABLE = Pattern.compile("KC_CACHE_EMBEDDED_\\w+_MAX_COUNT(?==\\d)");
    /** What Keycloak's image takes of the memory limit. */
    private static final int HEAP_PERCENT = 70;

    private final String table;
    private final String image;

    /**
     * @param table a Markdown table of users, cache size and memory limit
     * @param image the Dockerfile that sets the variables
     */
    CacheSizes(String table, String image) {
        this.table = table;
        this.image = image;
    }

    static CacheSizes documented() {
        try {
            return new CacheSizes(Files.readString(Mcx.repository("docs/deployment.md")),
                    Files.readString(Mcx.repository("deploy/Dockerfile")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException where the table has no line for so many users */
    Map<String, String> environment(int users) {
        for (Matcher line = LINE.matcher(table); line.find();) {
            if (Integer.parseInt(line.group(1).replace(",", "")) == users) {
                int heap = Integer.parseInt(line.group(3)) * HEAP_PERCENT / 100;
                Map<String, String> environment = new HashMap<>();
                environment.put("JAVA_OPTS_KC_HEAP", "-Xms%dm -Xmx%dm".formatted(heap, heap));
                for (Matcher variable = VARIABLE.matcher(image); variable.find();) {
                    environment.put(variable.group(), line.group(2));
                }
                return environment;
            }
        }
        throw new IllegalArgumentException("no line for " + users + " users");
    }
}
