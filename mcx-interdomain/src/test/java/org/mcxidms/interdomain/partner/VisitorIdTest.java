package org.mcxidms.interdomain.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.McService;

class VisitorIdTest {

    private static final List<String> DOMAINS = List.of("home.example");

    private static JsonWebToken token(String subject, Object mcpttId) {
        JsonWebToken token = new JsonWebToken().issuer("https://home.example").subject(subject);
        if (mcpttId != null) {
            token.setOtherClaims("mcptt_id", mcpttId);
        }
        return token;
    }

    @ParameterizedTest
    @CsvSource({
        "sip:{sub}@v.example,            a11ce, sip:a11ce@v.example",
        "sip:{mcptt_id.user}@v.example,  a11ce, sip:alice@v.example",
        "v-{mcptt_id.user}@v.example,    a11ce, v-alice@v.example",
        "{mcptt_id},                     a11ce, sip:alice@HOME.example",
    })
    void fillsTheTemplate(String template, String subject, String id) {
        assertThat(new VisitorId(McService.PTT, template).of(token(subject, "sip:alice@HOME.example"), DOMAINS)).contains(id);
    }

    @Test
    void hashesIssuerAndSub() {
        VisitorId id = VisitorId.parse("mcptt_id sip:{sub-hash}@v.example");
        String first = id.of(token("a", null), DOMAINS).orElseThrow();
        assertThat(first).matches("sip:[0-9a-f]{32}@v\\.example").isNotEqualTo(id.of(token("A", null), DOMAINS).orElseThrow())
                .isNotEqualTo(id.of(token("a", null).issuer("https://other.example"), DOMAINS).orElseThrow());
    }

    @Test
    void isNoneWhereTheTokenHasNone() {
        assertThat(VisitorId.parse("mcptt_id {mcptt_id}").of(token("a", null), DOMAINS)).isEmpty();
        assertThat(VisitorId.parse("mcptt_id x{mcvideo_id.user}@v").of(token("a", "sip:a@home.example"), DOMAINS)).isEmpty();
    }

    @Test
    void takesOverFromTheAllowedDomainsOnly() {
        VisitorId id = VisitorId.parse("mcptt_id {mcptt_id}");
        assertThat(id.takesOver()).isTrue();
        assertThatExceptionOfType(VisitorId.RefusedException.class)
                .isThrownBy(() -> id.of(token("a", "sip:a@other.example"), DOMAINS));
        assertThatExceptionOfType(VisitorId.RefusedException.class)
                .isThrownBy(() -> id.of(token("a", "sip:a@sub.home.example"), DOMAINS));
        assertThatExceptionOfType(VisitorId.RefusedException.class)
                .isThrownBy(() -> id.of(token("a", List.of("sip:a@home.example")), DOMAINS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a;b", "a b", "a%40b", "a\u200b", "\u202ea", "а", "", "{sub}"})
    void refusesASubThatEscapesTheTemplate(String subject) {
        assertThatExceptionOfType(VisitorId.RefusedException.class)
                .isThrownBy(() -> VisitorId.parse("mcptt_id sip:{sub}@v.example").of(token(subject, null), DOMAINS));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "mcptt_id", "sip:{sub}@v", "mcptt_id sip:fixed@v", "mcptt_id sip:{x}@v", "mcptt_id {sub}{sub}",
        "mcptt_id sip:{mcptt_id}", "mcptt_id {mcptt_id}@v", "mcptt_id {sub", "mcptt_id }{sub}", "mcptt_id {sub} x",
        "mc_account_status {sub}", "mcptt_id {sub.user}", "MCPTT_ID {sub}"})
    void refusesAnythingElse(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> VisitorId.parse(line));
    }
}
