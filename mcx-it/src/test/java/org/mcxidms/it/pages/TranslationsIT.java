package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Production;

/** No page of a login falls back to English: what Keycloak's own translation lacks, ours has. */
final class TranslationsIT {

    private static final String KEYCLOAKS = "theme/base/";
    private static final String OURS = "mcx-theme/src/main/resources/theme/mcx/";
    private static final String OF_THE_BUNDLE = "mcx-authenticator/src/main/resources/theme-resources/messages";
    /** Mails that a realm like the shipped one sends. The others are those of features and listeners that it has not. */
    private static final List<String> MAILS = List.of("emailVerification", "emailUpdateConfirmation", "passwordReset",
            "identityProviderLink", "executeActions", "linkExpiration", "requiredAction");
    private static final List<String> SENT_BY_NOBODY = List.of("emailVerificationBodyCode", "emailVerificationBodyCodeHtml");

    private static final String TEMPLATES_OF_THE_BUNDLE = "mcx-authenticator/src/main/resources/theme-resources/templates";
    private static final Pattern KEY = Pattern.compile("[mM]sg\\(['\"]([^'\"]+)['\"]");

    private static final Map<String, Properties> keycloaks = new HashMap<>();

    @BeforeAll
    static void readKeycloaks() throws IOException {
        try (InputStream jar = Production.libraryOfServer("keycloak-themes");
                ZipInputStream entries = new ZipInputStream(jar)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().startsWith(KEYCLOAKS) && entry.getName().endsWith(".properties")) {
                    keycloaks.put(entry.getName(), read(entries));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "nl", "fi", "ko"})
    void loginHasEveryTextOfEnglish(String language) throws IOException {
        assertThat(missing("login", language)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "nl", "fi", "ko"})
    void mailsOfTheRealmHaveEveryTextOfEnglish(String language) throws IOException {
        assertThat(missing("email", language)).noneMatch(key -> MAILS.stream().anyMatch(key::startsWith)
                && !SENT_BY_NOBODY.contains(key));
    }

    /** A key that no file has is printed, and read aloud, as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "nl", "fi", "ko"})
    void everyKeyOfOurTemplatesHasAText(String language) throws IOException {
        for (String type : List.of("login", "email")) {
            Properties texts = new Properties();
            texts.putAll(keycloaks.getOrDefault(bundle(type, "en"), new Properties()));
            if (!language.equals("en")) {
                // English is what Keycloak falls back to; a key of ours that begins with mcx must be in the language itself.
                texts.putAll(keycloaks.getOrDefault(bundle(type, language), new Properties()));
            }
            for (String folder : List.of(OURS + type + "/messages", OF_THE_BUNDLE)) {
                Path file = Mcx.repository(folder + "/messages_" + language + ".properties");
                if (Files.exists(file)) {
                    try (InputStream text = Files.newInputStream(file)) {
                        texts.putAll(read(text));
                    }
                }
            }
            assertThat(keysOfTemplates(type)).as(type).isNotEmpty().allSatisfy(key -> assertThat(key.endsWith("_")
                    ? texts.stringPropertyNames().stream().anyMatch(each -> each.startsWith(key)) : texts.containsKey(key))
                    .as(key).isTrue());
        }
    }

    private static TreeSet<String> keysOfTemplates(String type) throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        List<String> folders = type.equals("login") ? List.of(OURS + "login", TEMPLATES_OF_THE_BUNDLE)
                : List.of(OURS + "email/html", TEMPLATES_OF_THE_BUNDLE + "/html", TEMPLATES_OF_THE_BUNDLE + "/text");
        for (String folder : folders) {
            try (Stream<Path> files = Files.list(Mcx.repository(folder))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".ftl")).toList()) {
                    Matcher key = KEY.matcher(Files.readString(file));
                    while (key.find()) {
                        keys.add(key.group(1));
                    }
                }
            }
        }
        return keys;
    }

    private static List<String> missing(String type, String language) throws IOException {
        TreeSet<String> missing = new TreeSet<>(keycloaks.get(bundle(type, "en")).stringPropertyNames());
        assertThat(missing).hasSizeGreaterThan(50);
        missing.removeAll(keycloaks.getOrDefault(bundle(type, language), new Properties()).stringPropertyNames());
        for (String folder : List.of(OURS + type + "/messages", OF_THE_BUNDLE)) {
            Path file = Mcx.repository(folder + "/messages_" + language + ".properties");
            if (Files.exists(file)) {
                try (InputStream text = Files.newInputStream(file)) {
                    missing.removeAll(read(text).stringPropertyNames());
                }
            }
        }
        return List.copyOf(missing);
    }

    private static String bundle(String type, String language) {
        return KEYCLOAKS + type + "/messages/messages_" + language + ".properties";
    }

    private static Properties read(InputStream text) throws IOException {
        Properties properties = new Properties();
        properties.load(new InputStreamReader(text, StandardCharsets.UTF_8));
        return properties;
    }
}
