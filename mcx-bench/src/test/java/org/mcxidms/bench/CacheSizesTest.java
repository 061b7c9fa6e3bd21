package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** The line of the table, in the variables of the image. */
final class CacheSizesTest {

    private final CacheSizes sizes = new CacheSizes("""
            | users with a session | each cache size | memory limit of a node |
            |---|---|---|
            | 10,000 | 10000 (Keycloak's default) | 1536 MiB |
            | 50,000, as shipped | 50000 | 2048 MiB |
            """, "ENV KC_CACHE_EMBEDDED_USERS_MAX_COUNT=7 \\\n    KC_CACHE_EMBEDDED_SESSIONS_MAX_COUNT=7\n");

    @Test
    void heapIsWhatTheImageTakesOfTheLimit() {
        assertThat(sizes.environment(50_000)).isEqualTo(Map.of("JAVA_OPTS_KC_HEAP", "-Xms1433m -Xmx1433m",
                "KC_CACHE_EMBEDDED_USERS_MAX_COUNT", "50000", "KC_CACHE_EMBEDDED_SESSIONS_MAX_COUNT", "50000"));
        assertThat(sizes.environment(10_000)).containsEntry("KC_CACHE_EMBEDDED_USERS_MAX_COUNT", "10000");
    }

    @Test
    void documentsHaveTheLinesThatTheBenchmarkAsksFor() {
        assertThat(CacheSizes.documented().environment(50_000)).hasSize(6);
        assertThat(CacheSizes.documented().environment(100_000)).hasSize(6);
    }

    @Test
    void whoAsksForAnotherNumberIsTold() {
        assertThatThrownBy(() -> sizes.environment(100_000)).hasMessage("no line for 100000 users");
    }
}
