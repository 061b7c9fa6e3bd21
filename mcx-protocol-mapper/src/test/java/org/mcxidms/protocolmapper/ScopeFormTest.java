package org.mcxidms.protocolmapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.JsonSerialization;

class ScopeFormTest {

    private static final String SCOPE = "openid 3gpp:mcptt:ptt_server";

    @BeforeAll
    static void makeReadable() {
        ArrayScope.makeReadable();
    }

    @Test
    void stringFormWritesTheClaimOfB22() {
        assertThat(json(ScopeForm.STRING.apply(token())).get("scope").textValue()).isEqualTo(SCOPE);
    }

    @Test
    void arrayFormWritesTheClaimOfTheWorkedExample() {
        assertThat(json(ScopeForm.ARRAY.apply(token())).get("scope"))
                .isEqualTo(JsonSerialization.mapper.valueToTree(List.of("openid", "3gpp:mcptt:ptt_server")));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormKeepsTheRestAndIsReadBackAsString(ScopeForm form) throws IOException {
        AccessToken written = form.apply(token());
        AccessToken read = JsonSerialization.readValue(JsonSerialization.writeValueAsBytes(written), AccessToken.class);
        assertThat(read.getScope()).isEqualTo(SCOPE);
        assertThat(read.getOtherClaims()).containsEntry("mcptt_id", "alice@org.com");
        assertThat(read.getExp()).isEqualTo(1453506121L);
        assertThat(read.getSessionId()).isEqualTo("session");
        assertThat(read.getRealmAccess().getRoles()).containsExactly("mcptt-user");
        assertThat(json(ScopeForm.STRING.apply(read))).isEqualTo(json(ScopeForm.STRING.apply(token())));
    }

    @Test
    void refreshTokenOfAnArrayTokenHasAString() {
        RefreshToken refresh = new RefreshToken(ScopeForm.ARRAY.apply(token()), null, null);
        refresh.setScope(SCOPE);
        assertThat(json(refresh).get("scope").textValue()).isEqualTo(SCOPE);
    }

    @Test
    void emptyArrayReadsAsEmptyString() throws IOException {
        assertThat(JsonSerialization.readValue("{\"scope\":[]}", AccessToken.class).getScope()).isEmpty();
    }

    @Test
    void nothingButATokensScopeIsReadDifferently() {
        assertThatThrownBy(() -> JsonSerialization.readValue("{\"acr\":[\"1\"]}", AccessToken.class))
                .isInstanceOf(MismatchedInputException.class);
        assertThatThrownBy(() -> JsonSerialization.readValue("{\"scope\":[1]}", AccessToken.class))
                .isInstanceOf(MismatchedInputException.class);
        assertThatThrownBy(() -> JsonSerialization.readValue("{\"scope\":[[\"openid\"]]}", AccessToken.class))
                .isInstanceOf(MismatchedInputException.class);
    }

    @Test
    void emptyMeansStringAndUnknownIsRefused() {
        assertThat(ScopeForm.of(null)).isEqualTo(ScopeForm.STRING);
        assertThat(ScopeForm.of("")).isEqualTo(ScopeForm.STRING);
        assertThat(ScopeForm.isKnown(null)).isTrue();
        assertThat(ScopeForm.isKnown("list")).isFalse();
    }

    private static AccessToken token() {
        AccessToken token = new AccessToken();
        token.exp(1453506121L).issuedFor("mcptt_client");
        token.setScope(SCOPE);
        token.setSessionId("session");
        token.setRealmAccess(new AccessToken.Access().addRole("mcptt-user"));
        token.setOtherClaims("mcptt_id", "alice@org.com");
        return token;
    }

    private static JsonNode json(AccessToken token) {
        return JsonSerialization.mapper.valueToTree(token);
    }
}
