package org.mcxidms.interdomain.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Whatever the admin console shows has a label and a help text, in the one jar of the bundle that may hold them. */
class MessagesTest {

    private static final Path MESSAGES =
            Path.of("../mcx-authenticator/src/main/resources/theme-resources/messages/messages_en.properties");

    @Test
    void everySettingHasALabelAndAHelpText() throws IOException {
        Properties messages = new Properties();
        try (Reader file = Files.newBufferedReader(MESSAGES)) {
            messages.load(file);
        }
        assertThat(new PrimaryIdmsIdentityProviderFactory().getConfigProperties().stream()
                .flatMap(one -> Stream.of(one.getLabel(), one.getHelpText())))
                .hasSize(22).allSatisfy(key -> assertThat(messages.getProperty(key)).isNotBlank());
    }
}
