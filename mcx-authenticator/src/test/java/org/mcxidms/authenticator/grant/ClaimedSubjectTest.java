package org.mcxidms.authenticator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimedSubjectTest {

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"none", ".", "..", "a.b", "a.%%.c", "a.b.c"})
    void whatIsNoJwtClaimsNothing(String presented) {
        assertThat(ClaimedSubject.of(presented)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"sub\"", "{}", "{\"sub\":null}", "{\"sub\":{}}",
        "{\"sub\":\"u\",\"scope\":[\"a\"]}", "{\"sub\":\"u\""})
    void payloadOfAnotherShapeClaimsNothing(String payload) {
        assertThat(ClaimedSubject.of(jwt(payload))).isEmpty();
    }

    @Test
    void saysWhatTheTokenSays() {
        ClaimedSubject claimed =
                ClaimedSubject.of(jwt("{\"typ\":\"Refresh\",\"sub\":\"u\",\"scope\":\"openid x\"}")).orElseThrow();

        assertThat(claimed.subject()).isEqualTo("u");
        assertThat(claimed.scope()).isEqualTo("openid x");
        assertThat(ClaimedSubject.of(jwt("{\"sub\":\"u\"}")).orElseThrow().scope()).isNull();
    }

    private static String jwt(String payload) {
        return "header." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".signature";
    }
}
