package org.mcxidms.it.pages;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import org.mcxidms.core.McUserAttribute;
import org.mcxidms.testkit.Mcx;

/** What the bundle's English messages say of the MC attributes. */
final class ProfileTexts {

    private static final Path MESSAGES =
            Mcx.repository("mcx-authenticator/src/main/resources/theme-resources/messages/messages_en.properties");

    private ProfileTexts() {
    }

    /** The help text of each of the six fields. */
    static List<String> helpTexts() {
        return McUserAttribute.names().stream().map(name -> english("mcx.profile." + name + ".help")).toList();
    }

    static String english(String key) {
        Properties messages = new Properties();
        try (Reader file = Files.newBufferedReader(MESSAGES)) {
            messages.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(messages.getProperty(key)).orElseThrow(() -> new AssertionError("No message " + key));
    }
}
