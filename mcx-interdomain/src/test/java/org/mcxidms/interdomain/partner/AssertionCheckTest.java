package org.mcxidms.interdomain.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.interdomain.SecurityTokenForm;

class AssertionCheckTest {

    private static final String ISSUER = "https://partner.example/realms/p";
    private static final String TOKEN_ENDPOINT = ISSUER + "/protocol/openid-connect/token";
    private static final String CLIENT = "mcptt_client";
    private static final String SCOPE = "openid 3gpp:mc:ptt_service";

    private static JsonWebToken token() {
        return new JsonWebToken().issuer("https://home.example/realms/h").subject("a11ce").audience(CLIENT, ISSUER)
                .iat(1000L).exp(1060L).id("jti-1");
    }

    private static AssertionCheck check(String scope) {
        return new AssertionCheck(CLIENT, List.of(ISSUER, TOKEN_ENDPOINT), scope);
    }

    @Test
    void takesASecurityToken() {
        assertThat(check(SCOPE).fault("JWT", token())).isEmpty();
    }

    @Test
    void takesOneOfAnotherProduct() {
        assertThat(check(SCOPE).fault(null, token().type("JWT"))).isEmpty();
    }

    @Test
    void takesOneOfOurOwnMaking() {
        assertThat(check(SCOPE).fault(SecurityTokenForm.HEADER_TYPE, token().type(SecurityTokenForm.TYPE))).isEmpty();
    }

    static Stream<Arguments> audiences() {
        return Stream.of(
                Arguments.of(List.of(CLIENT, ISSUER), ISSUER),
                Arguments.of(List.of(ISSUER, CLIENT), ISSUER),
                Arguments.of(List.of(CLIENT, TOKEN_ENDPOINT), TOKEN_ENDPOINT),
                Arguments.of(List.of(), null),
                Arguments.of(List.of(CLIENT), null),
                Arguments.of(List.of(ISSUER), null),
                Arguments.of(List.of(TOKEN_ENDPOINT), null),
                Arguments.of(List.of(CLIENT, CLIENT), null),
                Arguments.of(List.of(ISSUER, ISSUER), null),
                Arguments.of(List.of(ISSUER, TOKEN_ENDPOINT), null),
                Arguments.of(List.of(CLIENT, ISSUER, TOKEN_ENDPOINT), null),
                Arguments.of(List.of(CLIENT, ISSUER, ISSUER), null),
                Arguments.of(List.of(CLIENT, ISSUER, "other"), null),
                Arguments.of(List.of("other_client", ISSUER), null),
                Arguments.of(List.of(CLIENT, "https://other.example/realms/p"), null),
                Arguments.of(List.of(CLIENT, ISSUER + "/"), null),
                Arguments.of(List.of(CLIENT.toUpperCase(Locale.ROOT), ISSUER), null));
    }

    @ParameterizedTest
    @MethodSource("audiences")
    void takesExactlyThisClientAndThisIdms(List<String> audience, String own) {
        String[] array = audience.toArray(String[]::new);
        assertThat(check(SCOPE).ownAddress(array).orElse(null)).isEqualTo(own);
        assertThat(check(SCOPE).fault("JWT", token().audience(array)).orElse(null))
                .isEqualTo(own == null ? AssertionFault.WRONG_AUDIENCE : null);
    }

    @Test
    void refusesNoAudience() {
        JsonWebToken token = token();
        token.audience((String[]) null);
        assertThat(check(SCOPE).fault("JWT", token)).contains(AssertionFault.WRONG_AUDIENCE);
    }

    /** A client that is named like the IdMS has no audience that is both. */
    @Test
    void tellsTheClientFromTheIdms() {
        AssertionCheck check = new AssertionCheck(ISSUER, List.of(ISSUER, TOKEN_ENDPOINT), SCOPE);
        assertThat(check.ownAddress(new String[] {ISSUER, ISSUER})).isEmpty();
        assertThat(check.ownAddress(new String[] {ISSUER, TOKEN_ENDPOINT})).contains(TOKEN_ENDPOINT);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "openid", "openid profile", "3gpp:mc:unknown_service", "3gpp:mc:ptt_servicex"})
    void refusesAScopeWithoutAnMcScope(String scope) {
        assertThat(check(scope).fault("JWT", token())).contains(AssertionFault.NO_MC_SCOPE);
    }

    @ParameterizedTest
    @CsvSource({"JWT, Bearer", "JWT, bearer", "JWT, DPoP", "JWT, ID", "JWT, Refresh", "JWT, Offline", "JWT, Logout", "JWT, ''",
        "at+jwt,", "application/at+jwt,", "at+JWT, JWT", "logout+jwt,", "'',"})
    void refusesOtherKindsOfToken(String headerType, String type) {
        assertThat(check(SCOPE).fault(headerType, token().type(type))).contains(AssertionFault.NOT_A_SECURITY_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "scope"})
    void refusesWhatHasAnAccessTokensClaims(String claim) {
        JsonWebToken token = token();
        token.setOtherClaims(claim, "x");
        assertThat(check(SCOPE).fault(null, token)).contains(AssertionFault.NOT_A_SECURITY_TOKEN);
    }

    static Stream<UnaryOperator<JsonWebToken>> incomplete() {
        return Stream.of(token -> token.subject(null), token -> token.subject(""), token -> token.subject("ä".repeat(128)),
                token -> token.iat(null), token -> token.exp(null), token -> token.id(null), token -> token.id(" "));
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void refusesOneThatLacksAClaim(UnaryOperator<JsonWebToken> change) {
        assertThat(check(SCOPE).fault("JWT", change.apply(token()))).contains(AssertionFault.CLAIM_MISSING);
    }

    @Test
    void takesTheLongestSubject() {
        assertThat(check(SCOPE).fault("JWT", token().subject("a".repeat(255)))).isEmpty();
    }
}
