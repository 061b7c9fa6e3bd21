package org.mcxidms.authenticator.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** docs/operations.md names every code that an event's detail can have, and no other. */
final class DocumentedReasonsTest {

    @Test
    void rules() throws IOException {
        assertThat(documented("`mc_rule`"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of(UnknownScopes.KEY), Stream.of(ProfileRule.values()).map(ProfileRule::key))
                                .toList());
    }

    private static Stream<String> documented(String detail) throws IOException {
        String row = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .filter(line -> line.startsWith("| " + detail + " |")).findFirst().orElseThrow();
        return Pattern.compile("`([a-z0-9_-]+)`").matcher(row.substring(row.indexOf('|', 2))).results()
                .map(result -> result.group(1));
    }
}
