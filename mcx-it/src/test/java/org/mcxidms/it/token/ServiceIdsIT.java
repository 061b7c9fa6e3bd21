package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.mcxidms.core.McScope;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** Which scope opens what (B.4.2.2), and where the MC service IDs go (B.2). */
@ExtendWith(McxExtension.class)
final class ServiceIdsIT {

    private static final Set<String> SERVICE_IDS = Set.of("mcptt_id", "mcvideo_id", "mcdata_id");

    @ParameterizedTest
    @MethodSource
    void everyScopeOpensItsServiceAndAudience(String scope, String claim, String audience, Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("alice@org.com"), "openid", scope);
        assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", scope);
        assertThat(SERVICE_IDS).filteredOn(tokens.access()::has).containsExactly(claim);
        assertThat(tokens.access().path("aud").textValue()).isEqualTo(audience);
    }

    static Stream<Arguments> everyScopeOpensItsServiceAndAudience() {
        return Stream.of(
                arguments(PTT, "mcptt_id", "mcptt-server"),
                arguments("3gpp:mc:data_group_management_service", "mcdata_id", "gms"),
                arguments("3gpp:mc:video_key_management_service", "mcvideo_id", "kms"),
                arguments("3gpp:mcptt:config_management_server", "mcptt_id", "cms"));
    }

    @Test
    void locationManagementIsForEveryMcUserAndOpensNoServiceId(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().demo("bob@org.com"), "openid", McScope.LOCATION_MANAGEMENT);
        assertThat(tokens.scopes()).containsExactlyInAnyOrder("openid", McScope.LOCATION_MANAGEMENT);
        assertThat(SERVICE_IDS).noneMatch(tokens.access()::has).noneMatch(tokens.id()::has);
    }

    @Test
    void eachPlaceIsSwitchedByItself(Mcx mcx) {
        try (Realm realm = mcx.realmLike("places", file -> file.mapper("mcx-service-id-mapper")
                .put("access.token.claim", "false").put("id.token.claim", "false")
                .put("introspection.token.claim", "false").put("userinfo.token.claim", "true"))) {
            Tokens tokens = realm.nativeClient().login(realm.users().pttUser("places"), "openid", PTT);
            assertThat(tokens.access().has("mcptt_id")).isFalse();
            assertThat(tokens.id().has("mcptt_id")).isFalse();
            assertThat(realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().json().has("mcptt_id"))
                    .isFalse();
            assertThat(realm.nativeClient().userInfo(tokens.accessToken()).json().has("mcptt_id")).isTrue();
        }
    }
}
