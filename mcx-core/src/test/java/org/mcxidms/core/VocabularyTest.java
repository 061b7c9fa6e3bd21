package org.mcxidms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of TS 33.180 Annex B, written out: they are a contract with clients, realm files and readers of events. */
final class VocabularyTest {

    @ParameterizedTest
    @CsvSource({"PTT, ptt, mcptt_id, mcptt-user, 8", "VIDEO, video, mcvideo_id, mcvideo-user, 4",
        "DATA, data, mcdata_id, mcdata-user, 4"})
    void namesOfEachService(McService service, String id, String serviceId, String role, int scopes) {
        assertThat(service.id()).isEqualTo(id);
        assertThat(service.claim()).isEqualTo(serviceId);
        assertThat(service.attribute()).isEqualTo(serviceId);
        assertThat(service.role()).isEqualTo(role);
        assertThat(service.scopes()).hasSize(scopes).allSatisfy(scope -> {
            assertThat(McService.ofScope(scope)).contains(service);
            assertThat(McScope.services(List.of("openid", scope))).containsExactly(service);
        });
        assertThat(McService.ofId(id)).contains(service);
    }

    @Test
    void everyScopeName() {
        assertThat(McScope.names()).containsExactlyInAnyOrder(
                "3gpp:mc:ptt_service", "3gpp:mc:ptt_key_management_service",
                "3gpp:mc:ptt_config_management_service", "3gpp:mc:ptt_group_management_service",
                "3gpp:mc:video_service", "3gpp:mc:video_key_management_service",
                "3gpp:mc:video_config_management_service", "3gpp:mc:video_group_management_service",
                "3gpp:mc:data_service", "3gpp:mc:data_key_management_service",
                "3gpp:mc:data_config_management_service", "3gpp:mc:data_group_management_service",
                "3gpp:mc:location_management_service",
                "3gpp:mcptt:ptt_server", "3gpp:mcptt:key_management_server",
                "3gpp:mcptt:config_management_server", "3gpp:mcptt:group_management_server");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "openid", "3gpp:mc:location_management_service", "3GPP:MC:PTT_SERVICE", "3gpp:mc:ptt_service "})
    void scopeOfNoSingleService(String scope) {
        assertThat(McService.ofScope(scope)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "PTT", "mcptt", "fax"})
    void unknownServiceId(String id) {
        assertThat(McService.ofId(id)).isEmpty();
    }

    @Test
    void scopeStrings() {
        assertThat(McScope.parse(null)).isEmpty();
        assertThat(McScope.parse("  ")).isEmpty();
        assertThat(McScope.parse(" openid   3gpp:mc:ptt_service ")).containsExactly("openid", "3gpp:mc:ptt_service");
        assertThat(McScope.namesAny("openid 3gpp:mc:location_management_service")).isTrue();
        assertThat(McScope.namesAny("openid profile")).isFalse();
        assertThat(McScope.namesAny(null)).isFalse();
        assertThat(McScope.services(Set.of())).isEmpty();
    }

    @Test
    void reasonCodes() {
        assertThat(Arrays.stream(AccountReason.values()).map(AccountReason::code)).containsExactly("valid", "disabled",
                "suspended", "revoked", "not_yet_valid", "expired", "malformed", "no_service_id");
    }

    @Test
    void attributeNames() {
        assertThat(McUserAttribute.names()).containsExactlyInAnyOrder("mcptt_id", "mcvideo_id", "mcdata_id",
                "mc_account_status", "mc_valid_from", "mc_valid_until");
    }

    @Test
    void standInOfAMapper() {
        assertThat(ServiceIdStandIn.of(null)).isEmpty();
        assertThat(ServiceIdStandIn.of(Map.of())).isEmpty();
        assertThat(ServiceIdStandIn.of(Map.of("mc.service.id.stand.in", ""))).isEmpty();
        assertThat(ServiceIdStandIn.of(Map.of("mc.service.id.stand.in", "fax"))).isEmpty();
        assertThat(ServiceIdStandIn.of(Map.of("mc.service.id.stand.in", "video"))).contains(McService.VIDEO);
    }
}
