package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.mcxidms.testkit.Mcx;

/** SECURITY.md names tests that exist, and every test of the abuse catalogue. Needs no server. */
final class ThreatModelIT {

    private static final Path TESTS = Mcx.repository("mcx-it/src/test/java/org/mcxidms/it");
    private static final Pattern TEST = Pattern.compile("`((?:[a-z]+\\.)?[A-Z][A-Za-z]*IT)`");

    @Test
    void everyTestNamedThereExists() throws IOException {
        List<String> named = tests();
        assertThat(named).hasSizeGreaterThan(30)
                .allSatisfy(test -> assertThat(TESTS.resolve(path(test))).exists());
    }

    @Test
    void everyTestOfTheCatalogueIsNamedThere() throws IOException {
        try (Stream<Path> files = Files.list(TESTS.resolve("abuse"))) {
            List<String> written = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith("IT.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length())).toList();
            assertThat(tests()).containsAll(written);
        }
    }

    @Test
    void threatsAreNumberedAndEachHasATest() throws IOException {
        List<String> threats = security().lines().filter(line -> line.matches("\\| T\\d+ .*")).toList();
        assertThat(threats).isNotEmpty().allMatch(line -> TEST.matcher(line).find());
        assertThat(threats).extracting(line -> line.split("\\|")[1].strip())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, threats.size()).mapToObj(number -> "T" + number).toList());
    }

    private static List<String> tests() throws IOException {
        return TEST.matcher(security()).results().map(found -> found.group(1)).distinct().toList();
    }

    private static String path(String test) {
        return (test.contains(".") ? test.replace('.', '/') : "abuse/" + test) + ".java";
    }

    private static String security() throws IOException {
        return Files.readString(Mcx.repository("SECURITY.md"));
    }
}
