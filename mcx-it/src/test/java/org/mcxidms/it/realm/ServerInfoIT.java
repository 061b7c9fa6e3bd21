package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.ComponentTypeRepresentation;
import org.keycloak.representations.idm.ConfigPropertyRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.info.ProviderRepresentation;
import org.keycloak.representations.info.ServerInfoRepresentation;

import org.mcxidms.it.release.Bundle;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;

/** The server has loaded every provider, and the admin console can configure each. */
@ExtendWith(McxExtension.class)
final class ServerInfoIT {

    private final ServerInfoRepresentation info;
    private final Mcx mcx;

    ServerInfoIT(Mcx mcx) {
        this.mcx = mcx;
        info = mcx.admin().serverInfo().getInfo();
    }

    @Test
    void everyProviderIsLoaded() {
        assertThat(providers("protocol-mapper")).contains("mcx-service-id-mapper", "mcx-access-token-mapper");
        assertThat(providers("authenticator")).contains("mcx-account-validity", "mcx-other-devices");
        assertThat(providers("client-policy-executor")).contains(
                "mcx-account-validity-executor", "mcx-request-profile-executor", "mcx-security-token-executor");
        assertThat(providers("client-registration-policy")).contains("mcx-device-registration");
        assertThat(providers("oauth2-token-exchange")).contains("mcx-security-token-exchange");
        assertThat(providers("eventsListener")).contains("mcx-account-validity-listener", "mcx-suspension-mail",
                "mcx-expiry-mail", "mcx-other-devices-mail");
        assertThat(providers("validator")).contains("mcx-unique-service-id", "mcx-account-value");
    }

    /** The factories that replace Keycloak's own have the ids of those, so they are counted. */
    @Test
    void everyProviderTellsTheVersion() {
        List<String> versions = info.getProviders().values().stream().flatMap(spi -> spi.getProviders().values().stream())
                .map(ProviderRepresentation::getOperationalInfo).filter(Objects::nonNull)
                .filter(operational -> operational.keySet().equals(Set.of("Version")))
                .map(operational -> operational.get("Version")).filter(Bundle.version()::equals).toList();

        assertThat(versions).hasSameSizeAs(Bundle.factories());
        info.getProviders().forEach((spi, providers) -> providers.getProviders().forEach((id, provider) -> {
            if (id.startsWith("mcx-")) {
                assertThat(provider.getOperationalInfo()).as(spi + " " + id).containsEntry("Version", Bundle.version());
            }
        }));
    }

    @Test
    void validatorOffersItsOption() {
        assertThat(property(info.getComponentTypes().get("org.keycloak.validate.Validator"),
                "mcx-unique-service-id", "across-services").getType()).isEqualTo("boolean");
    }

    @Test
    void executorsOfferTheirOptions() {
        List<ComponentTypeRepresentation> executors = info.getComponentTypes()
                .get("org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
        assertThat(options(executors, "mcx-account-validity-executor", "revoke"))
                .containsExactlyInAnyOrder("client-session", "session", "all");
        assertThat(property(executors, "mcx-account-validity-executor", "read-user-from-storage").getType())
                .isEqualTo("boolean");
        for (String rule : List.of("response-type", "openid-scope", "state", "acr-values", "pkce-s256", "redirect-uri",
                "token-client-id", "token-client-id-basic", "token-redirect-uri")) {
            assertThat(options(executors, "mcx-request-profile-executor", rule)).as(rule)
                    .containsExactly("off", "log", "enforce");
            assertThat(property(executors, "mcx-request-profile-executor", rule).getDefaultValue()).as(rule)
                    .isEqualTo(rule.equals("token-client-id-basic") ? "log" : "enforce");
        }
    }

    @Test
    void unknownScopesHaveModesOfTheirOwn() {
        List<ComponentTypeRepresentation> executors = info.getComponentTypes()
                .get("org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
        assertThat(options(executors, "mcx-request-profile-executor", "unknown-scopes"))
                .containsExactly("drop", "log", "refuse");
        assertThat(property(executors, "mcx-request-profile-executor", "unknown-scopes").getDefaultValue()).isEqualTo("drop");
    }

    @Test
    void mappersOfferTheirOptions() {
        assertThat(mapperOptions("mcx-service-id-mapper")).contains("mc.service.id.stand.in", "access.token.claim",
                "id.token.claim", "userinfo.token.claim", "introspection.token.claim", "lightweight.claim");
        assertThat(mapperOptions("mcx-access-token-mapper")).contains("mc.scope.form", "mc.omit.audience");
    }

    @Test
    void mappersRefuseNonsense() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("nonsense");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("mcx-access-token-mapper");
        mapper.setConfig(java.util.Map.of("mc.scope.form", "object"));
        var scopes = mcx.realm().admin().clientScopes();
        String scope = scopes.findAll().stream().filter(each -> each.getName().equals("mcx")).findFirst().orElseThrow().getId();

        try (var response = scopes.get(scope).getProtocolMappers().createMapper(mapper)) {
            assertThat(response.getStatus()).isEqualTo(400);
        }
        mapper.setProtocolMapper("mcx-service-id-mapper");
        mapper.setConfig(java.util.Map.of("mc.service.id.stand.in", "fax", "id.token.claim", "true"));
        try (var response = scopes.get(scope).getProtocolMappers().createMapper(mapper)) {
            assertThat(response.getStatus()).isEqualTo(400);
        }
    }

    private Set<String> providers(String spi) {
        return info.getProviders().get(spi).getProviders().keySet();
    }

    private List<String> mapperOptions(String providerId) {
        return info.getProtocolMapperTypes().get("openid-connect").stream()
                .filter(type -> type.getId().equals(providerId)).findFirst().orElseThrow()
                .getProperties().stream().map(ConfigPropertyRepresentation::getName).toList();
    }

    private static List<String> options(List<ComponentTypeRepresentation> types, String id, String name) {
        return property(types, id, name).getOptions();
    }

    private static ConfigPropertyRepresentation property(List<ComponentTypeRepresentation> types, String id, String name) {
        return types.stream().filter(type -> type.getId().equals(id)).findFirst().orElseThrow()
                .getProperties().stream().filter(property -> property.getName().equals(name)).findFirst().orElseThrow();
    }
}
