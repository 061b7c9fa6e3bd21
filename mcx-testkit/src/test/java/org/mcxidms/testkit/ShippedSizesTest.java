package org.mcxidms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The image, Compose and Kubernetes ship the cache sizes and the memory limit that docs/deployment.md says they ship. */
final class ShippedSizesTest {

    private static final int CACHES = 5;
    private static final Pattern SHIPPED = Pattern.compile("\\| [\\d,]+, as shipped \\| (\\d+) \\| (\\d+) MiB \\|");
    private static final Pattern VARIABLE = Pattern.compile("KC_CACHE_EMBEDDED_[A-Z_]+_MAX_COUNT");
    private static final Pattern LIMIT_OF_COMPOSE = Pattern.compile("(?m)^ {2}mem_limit: (\\d+)m$");
    private static final Pattern LIMIT_OF_KUBERNETES = Pattern.compile("limits:\\s+memory: (\\d+)Gi");

    private final String page = read("docs/deployment.md");
    private final Matcher shipped = SHIPPED.matcher(page);

    ShippedSizesTest() throws IOException {
        assertThat(shipped.find()).as("a line of the table is as shipped").isTrue();
    }

    @Test
    void theImageHasTheCacheSizes() throws IOException {
        String image = read("deploy/Dockerfile");
        List<String> names = names(image);

        assertThat(names).hasSize(CACHES).allSatisfy(name -> assertThat(image).contains(name + "=" + shipped.group(1)));
        assertThat(names(page)).containsExactlyElementsOf(names);
    }

    /** A size that is set there would overrule the image's, and the table would be wrong. */
    @Test
    void nothingElseSetsACacheSize() throws IOException {
        assertThat(names(read("docker-compose.yml"))).isEmpty();
        assertThat(read("deploy/kubernetes/keycloak.yaml")).doesNotContain("cache-embedded");
    }

    @Test
    void theLimitsAreThoseOfTheTable() throws IOException {
        int mebibytes = Integer.parseInt(shipped.group(2));

        assertThat(limit(LIMIT_OF_COMPOSE, "docker-compose.yml")).isEqualTo(mebibytes);
        assertThat(limit(LIMIT_OF_KUBERNETES, "deploy/kubernetes/keycloak.yaml") * 1024).isEqualTo(mebibytes);
    }

    private static int limit(Pattern limit, String file) throws IOException {
        Matcher matcher = limit.matcher(read(file));
        assertThat(matcher.find()).as(file).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static List<String> names(String text) {
        return VARIABLE.matcher(text).results().map(MatchResult::group).toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(Settings.root().resolve(file));
    }
}
