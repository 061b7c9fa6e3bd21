package org.mcxidms.interdomain.home;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.JsonWebToken;

class SecurityTokenTest {

    private static final PartnerDomain PARTNER = new PartnerDomain("https://partner.example/realms/p", 60);

    @Test
    void hasTheClaimsOfB8() {
        JsonWebToken token = SecurityToken.claims("https://home.example", "a11ce", "mcptt_client", PARTNER, 1000);
        assertThat(token.getIssuer()).isEqualTo("https://home.example");
        assertThat(token.getSubject()).isEqualTo("a11ce");
        assertThat(token.getAudience()).containsExactlyInAnyOrder("mcptt_client", PARTNER.address());
        assertThat(token.getIat()).isEqualTo(1000);
        assertThat(token.getExp()).isEqualTo(1060);
        assertThat(token.getId()).isNotBlank();
        assertThat(token.getType()).isNotIn("Bearer", "DPoP");
    }

    @ParameterizedTest
    @CsvSource({"5000, 5000, 1060", "1030, 5000, 1030", "5000, 1010, 1010", "1001, 1000, 1000"})
    void outlivesNeitherTheSubjectTokenNorTheAccount(long tokenEnd, long accountEnd, long end) {
        assertThat(SecurityToken.claims("i", "s", "c", PARTNER, 1000, tokenEnd, accountEnd).getExp()).isEqualTo(end);
    }

    @Test
    void isEachTimeAnother() {
        assertThat(SecurityToken.claims("i", "s", "c", PARTNER, 1000).getId())
                .isNotEqualTo(SecurityToken.claims("i", "s", "c", PARTNER, 1000).getId());
    }
}
