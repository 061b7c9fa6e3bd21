package org.mcxidms.interdomain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Whatever the admin console shows has a label and a help text. */
class MessagesTest {

    @Test
    void everySettingHasALabelAndAHelpText() throws IOException {
        Properties messages = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/theme-resources/messages/admin-messages_en.properties")) {
            messages.load(file);
        }
        assertThat(Stream.of(new PartnerDomainsExecutorFactory().getConfigProperties(),
                        new PrimaryIdmsIdentityProviderFactory().getConfigProperties())
                .flatMap(properties -> properties.stream().flatMap(one -> Stream.of(one.getLabel(), one.getHelpText()))))
                .hasSize(20).allSatisfy(key -> assertThat(messages.getProperty(key)).isNotBlank());
    }
}
