package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** The realm for stock Keycloak: nothing of the bundle is left in it, and all else is as shipped. */
final class BenchRealmTest {

    private final ObjectNode bundle = BenchRealm.withBundle("mcx");
    private final ObjectNode stock = BenchRealm.stock("mcx");

    @Test
    void nothingOfTheBundleIsLeft() {
        List<String> ours = List.of("mcx-account-validity", "mcx-service-id-mapper", "mcx-access-token-mapper",
                "mcx-unique-service-id", "mcx-account-value", "mcx-request-profile-executor", "\"loginTheme\":\"mcx\"");
        assertThat(bundle.toString()).contains(ours);
        assertThat(stock.toString()).doesNotContain(ours);
        // The name of the bundle remains only in other names: of the realm, the scope, and the client's roles.
        assertThat(stock.toString().replaceAll("mcx-(native-client|inter-domain)|default-roles-mcx", "")).doesNotContain("mcx-");
    }

    @Test
    void everyFlowStillHasSteps() {
        assertThat(stock.path("authenticationFlows")).hasSizeGreaterThan(3)
                .allSatisfy(flow -> assertThat(flow.path("authenticationExecutions")).isNotEmpty());
        assertThat(stock.toString()).contains("auth-username-password-form", "conditional-level-of-authentication");
    }

    @Test
    void whatCostsTimeIsTheSame() {
        for (String key : List.of("users", "enabledEventTypes", "eventsEnabled", "revokeRefreshToken", "refreshTokenMaxReuse",
                "passwordPolicy", "bruteForceProtected", "defaultSignatureAlgorithm", "scopeMappings", "roles")) {
            assertThat(bundle.has(key)).as(key).isTrue();
            assertThat(stock.get(key)).as(key).isEqualTo(bundle.get(key));
        }
    }

    @Test
    void stockMapsTheSameClaims() {
        assertThat(stock.path("clientScopes").path(0).path("protocolMappers")).extracting(mapper -> mapper.path("name").asText())
                .containsExactly("mcptt_id", "mcvideo_id", "mcdata_id", "client_id");
    }

    @Test
    void partnersAreThere() {
        assertThat(BenchRealm.withBundle("mcx", 3).toString())
                .contains(BenchRealm.partner(0), BenchRealm.partner(2)).doesNotContain(BenchRealm.partner(3));
    }
}
