package org.mcxidms.interdomain.home;

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
    void refusalsAtHome() throws IOException {
        assertThat(documented("`reason` at home"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ExchangeRefusal.values()).map(ExchangeRefusal::code).toList());
    }

    private static Stream<String> documented(String detail) throws IOException {
        String row = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .filter(line -> line.startsWith("| " + detail + " |")).findFirst().orElseThrow();
        return Pattern.compile("`([a-z0-9_-]+)`").matcher(row.substring(row.indexOf('|', 2))).results()
                .map(result -> result.group(1));
    }
}
