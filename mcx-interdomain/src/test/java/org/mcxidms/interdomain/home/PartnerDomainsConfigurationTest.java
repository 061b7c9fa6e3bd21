package org.mcxidms.interdomain.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.util.JsonSerialization;

class PartnerDomainsConfigurationTest {

    @Test
    void grantsNothingByDefault() {
        assertThat(new PartnerDomainsExecutor.Configuration().partners()).isEmpty();
        assertThat(new PartnerDomainsExecutor.Configuration().validateConfig()).isTrue();
    }

    @Test
    void readsTheConsolesList() {
        PartnerDomainsExecutor.Configuration configuration = configuration("https://a.example 30", "https://b.example");
        assertThat(configuration.validateConfig()).isTrue();
        assertThat(configuration.partners())
                .containsExactly(new PartnerDomain("https://a.example", 30), new PartnerDomain("https://b.example", 60));
    }

    @Test
    void refusesAListWithALineThatCannotBeUnderstood() {
        assertThat(configuration("https://a.example", "b.example").fault())
                .hasValue("Partner domains: \"b.example\" is not an absolute http or https URI without fragment");
        assertThat(configuration("https://a.example 601").fault())
                .hasValue("Partner domains: the lifetime 601 is not within 1 and 600 seconds");
        assertThat(configuration("https://a.example", "https://a.example 30").fault())
                .hasValue("Partner domains: the address \"https://a.example\" is listed twice");
    }

    /** Where the realm file escaped validation. */
    @Test
    void leavesOutOnlyTheLineThatCannotBeUnderstood() {
        assertThat(configuration("https://a.example", "${MCX_ISSUER_BASE}/realms/b").partners())
                .containsExactly(new PartnerDomain("https://a.example", 60));
    }

    @Test
    void refusesARoleThatIsNoText() {
        assertThat(withRole("mcx-inter-domain").validateConfig()).isTrue();
        assertThat(withRole(List.of("mcx-inter-domain")).fault()).hasValue("Client role: is no text");
    }

    /** Where the realm file escaped validation: it grants nothing. */
    @Test
    void isForNobodyWhereTheRoleIsNoText() {
        assertThat(withRole(List.of("mcx-inter-domain")).selects(null)).isFalse();
        assertThat(withRole("").selects(null)).isTrue();
    }

    @Test
    void saysBearerUnlessToldOtherwise() {
        assertThat(configuration("https://a.example").grants()).extracting(Grant::tokenType).containsExactly("bearer");
        assertThat(configuration("https://a.example").grants()).extracting(Grant::sendsServiceIds).containsExactly(false);
        assertThat(withTokenType("N_A").tokenType()).isEqualTo("N_A");
        assertThat(withTokenType("").validateConfig()).isTrue();
        assertThat(withTokenType("Bearer").fault()).hasValue("Token type: \"Bearer\" is none of bearer, N_A");
        assertThat(withTokenType("Bearer").tokenType()).isEqualTo("bearer");
    }

    @Test
    void refusesAnAddressInTwoLines() {
        assertThat(configuration("https://a.example https://a.example/token", "https://b.example https://a.example/token 30")
                .fault()).isPresent();
    }

    private static PartnerDomainsExecutor.Configuration withTokenType(String type) {
        return JsonSerialization.mapper.convertValue(Map.of("token-type", type), PartnerDomainsExecutor.Configuration.class);
    }

    private static PartnerDomainsExecutor.Configuration withRole(Object role) {
        return JsonSerialization.mapper.convertValue(Map.of("client-role", role), PartnerDomainsExecutor.Configuration.class);
    }

    private static PartnerDomainsExecutor.Configuration configuration(String... partners) {
        return JsonSerialization.mapper.convertValue(
                Map.of("partners", List.of(partners)), PartnerDomainsExecutor.Configuration.class);
    }
}
