package org.mcxidms.interdomain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.interdomain.home.PartnerDomainsExecutorFactory;
import org.mcxidms.interdomain.partner.PrimaryIdmsIdentityProviderFactory;

/** Whatever the admin console shows has a label and a help text, in the one module of the bundle that may hold them. */
final class MessagesTest {

    private static final Path MESSAGES =
            Path.of("../mcx-authenticator/src/main/resources/theme-resources/messages/messages_en.properties");

    static Stream<Arguments> settings() {
        return Stream.of(Arguments.of("home", 4, new PartnerDomainsExecutorFactory().getConfigProperties()),
                Arguments.of("partner", 11, new PrimaryIdmsIdentityProviderFactory().getConfigProperties()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void everySettingHasALabelAndAHelpText(String half, int count, List<ProviderConfigProperty> settings) throws IOException {
        Properties messages = new Properties();
        try (Reader file = Files.newBufferedReader(MESSAGES)) {
            messages.load(file);
        }
        assertThat(settings).hasSize(count);
        assertThat(settings.stream().flatMap(one -> Stream.of(one.getLabel(), one.getHelpText())))
                .allSatisfy(key -> assertThat(messages.getProperty(key)).isNotBlank());
    }
}
