package org.mcxidms.interdomain.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerDomainTest {

    @ParameterizedTest
    @CsvSource({
        "https://idms.example/realms/x,         https://idms.example/realms/x, 60",
        "'  https://idms.example/realms/x  ',   https://idms.example/realms/x, 60",
        "https://idms.example/realms/x 1,       https://idms.example/realms/x, 1",
        "'https://idms.example/realms/x   600', https://idms.example/realms/x, 600",
        "http://localhost:8080/realms/x 30,     http://localhost:8080/realms/x, 30",
        "https://idms.example?domain=x,         https://idms.example?domain=x, 60",
    })
    void readsAnAddressAndItsLifetime(String line, String address, int lifetime) {
        assertThat(PartnerDomain.parse(line)).isEqualTo(new PartnerDomain(address, lifetime));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {
        "", " ", "idms.example", "/realms/x", "urn:x", "ftp://idms.example", "https://", "https:///realms/x",
        "https://idms.example#x", "https://idms.example/ä b", "${MCX_ISSUER_BASE}/realms/x",
        "https://idms.example 0", "https://idms.example -1", "https://idms.example 601", "https://idms.example 60s",
        "https://idms.example 99999999999", "https://idms.example 60 60", "60 https://idms.example"
    })
    void refusesAnythingElse(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> PartnerDomain.parse(line));
    }

    @Test
    void readsSeveralAddresses() {
        assertThat(PartnerDomain.parse("https://a.example/r https://a.example/r/ https://a.example/r/token 30"))
                .isEqualTo(new PartnerDomain(
                        List.of("https://a.example/r", "https://a.example/r/", "https://a.example/r/token"), 30));
        assertThat(PartnerDomain.parse("https://a.example https://b.example").lifetime()).isEqualTo(60);
    }

    @Test
    void defaultsToAMinute() {
        assertThat(PartnerDomain.DEFAULT_LIFETIME).isEqualTo(60);
        assertThat(PartnerDomain.MAX_LIFETIME).isEqualTo(600);
    }
}
