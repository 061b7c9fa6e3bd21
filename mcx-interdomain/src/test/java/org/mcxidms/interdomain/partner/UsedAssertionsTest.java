package org.mcxidms.interdomain.partner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.JsonWebToken;

class UsedAssertionsTest {

    @Test
    void isRememberedByIssuerAndJti() {
        String id = UsedAssertions.id(new JsonWebToken().issuer("https://a").id("1"));
        assertThat(id).hasSize(36).isEqualTo(UsedAssertions.id(new JsonWebToken().issuer("https://a").id("1")));
        assertThat(id).isNotEqualTo(UsedAssertions.id(new JsonWebToken().issuer("https://b").id("1")));
        assertThat(UsedAssertions.id(new JsonWebToken().issuer("https://a1").id("1")))
                .isNotEqualTo(UsedAssertions.id(new JsonWebToken().issuer("https://a").id("11")));
    }
}
