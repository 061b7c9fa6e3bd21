package org.mcxidms.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text there is in English is there in every language of the product. */
class MessagesTest {

    private static final List<String> LANGUAGES = List.of("en", "de", "es", "fi", "fr", "ko", "nl");
    private static final String THEME = "src/main/resources/theme/mcx/";
    private static final List<Path> BUNDLES = List.of(
            Path.of(THEME, "login/messages"),
            Path.of("../mcx-authenticator/src/main/resources/theme-resources/messages"));

    record Bundle(Path folder, String language) {

        Map<String, String> texts() {
            Path file = folder.resolve("messages_" + language + ".properties");
            return read(file);
        }

        @Override
        public String toString() {
            return folder.getParent().getFileName() + " " + language;
        }
    }

    static Stream<Bundle> bundles() {
        return BUNDLES.stream().flatMap(folder -> LANGUAGES.stream().map(language -> new Bundle(folder, language)));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasEveryKeyOfEnglish(Bundle bundle) {
        Set<String> english = new Bundle(bundle.folder(), "en").texts().keySet();

        assertThat(bundle.texts().keySet()).containsAll(english);
    }

    /** A language may fill gaps that Keycloak's own translation has; a key of ours that English lacks is a slip. */
    @ParameterizedTest
    @MethodSource("bundles")
    void hasNoKeyOfOursThatEnglishLacks(Bundle bundle) {
        Set<String> english = new Bundle(bundle.folder(), "en").texts().keySet();
        Set<String> ours = bundle.texts().keySet().stream()
                .filter(key -> key.toLowerCase(Locale.ROOT).startsWith("mcx")).collect(Collectors.toCollection(TreeSet::new));

        assertThat(english).containsAll(ours);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasNoEmptyText(Bundle bundle) {
        assertThat(bundle.texts()).allSatisfy((key, text) -> assertThat(text).as(key).isNotBlank());
    }

    /** Pages format by MessageFormat, where an apostrophe quotes; the admin console does not. U+2019 is right in both. */
    @ParameterizedTest
    @MethodSource("bundles")
    void hasNoAsciiApostrophe(Bundle bundle) {
        assertThat(bundle.texts()).allSatisfy((key, text) -> assertThat(text).as(key).doesNotContain("'"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void takesTheParametersThatEnglishTakes(Bundle bundle) {
        Map<String, String> english = new Bundle(bundle.folder(), "en").texts();
        bundle.texts().forEach((key, text) -> {
            if (english.containsKey(key) && !text.contains("${")) {
                assertThat(parameters(text)).as(key).isEqualTo(parameters(english.get(key)));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasNoKeyTwice(Bundle bundle) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String line : Files.readAllLines(bundle.folder().resolve("messages_" + bundle.language() + ".properties"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(line.substring(0, line.indexOf('=')));
            }
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    private static int parameters(String text) {
        return new MessageFormat(text, Locale.ROOT).getFormatsByArgumentIndex().length;
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }
}
