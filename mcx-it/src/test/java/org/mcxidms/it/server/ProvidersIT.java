package org.mcxidms.it.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.ComponentTypeRepresentation;
import org.keycloak.representations.idm.ConfigPropertyRepresentation;
import org.keycloak.representations.info.ProviderRepresentation;
import org.keycloak.representations.info.ServerInfoRepresentation;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;

/** The server lists every provider, with the options that the console shows. */
@ExtendWith(McxExtension.class)
final class ProvidersIT {

    @Test
    void everyProviderIsLoaded(Mcx mcx) {
        ServerInfoRepresentation info = mcx.admin().serverInfo().getInfo();
        assertThat(ids(info, "protocol-mapper")).contains("mcx-service-id-mapper", "mcx-access-token-mapper");
        assertThat(ids(info, "authenticator")).contains("mcx-account-validity");
        assertThat(ids(info, "client-policy-executor")).contains(
                "mcx-account-validity-executor", "mcx-request-profile-executor", "mcx-security-token-executor");
        assertThat(ids(info, "oauth2-token-exchange")).contains("mcx-security-token-exchange");
    }

    @Test
    void everyOptionOfTheMappersHasLabelAndHelp(Mcx mcx) {
        var mappers = mcx.admin().serverInfo().getInfo().getProtocolMapperTypes().get("openid-connect").stream()
                .filter(mapper -> mapper.getId().startsWith("mcx-")).toList();
        assertThat(mappers).hasSize(2).allSatisfy(mapper -> {
            assertThat(mapper.getHelpText()).isNotBlank();
            assertDescribed(mapper.getProperties());
        });
    }

    @Test
    void everyOptionOfTheExecutorsHasLabelAndHelp(Mcx mcx) {
        List<ComponentTypeRepresentation> executors = mcx.admin().serverInfo().getInfo().getComponentTypes()
                .get("org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider").stream()
                .filter(executor -> executor.getId().startsWith("mcx-")).toList();
        assertThat(executors).hasSizeGreaterThanOrEqualTo(3).allSatisfy(executor -> {
            assertThat(executor.getHelpText()).isNotBlank();
            assertDescribed(executor.getProperties());
        });
    }

    @Test
    void everyOptionOfTheLoginStepHasLabelAndHelp(Mcx mcx) {
        var step = mcx.realm().admin().flows().getAuthenticatorConfigDescription("mcx-account-validity");
        assertThat(step.getName()).isEqualTo("MC account validity");
        assertThat(step.getHelpText()).isNotBlank();
        assertDescribed(step.getProperties());
    }

    private static void assertDescribed(List<ConfigPropertyRepresentation> properties) {
        assertThat(properties).allSatisfy(property -> {
            assertThat(property.getLabel()).isNotBlank();
            assertThat(property.getHelpText()).isNotBlank();
        });
    }

    private static Stream<String> ids(ServerInfoRepresentation info, String spi) {
        Map<String, ProviderRepresentation> providers = info.getProviders().get(spi).getProviders();
        return providers.keySet().stream();
    }
}
