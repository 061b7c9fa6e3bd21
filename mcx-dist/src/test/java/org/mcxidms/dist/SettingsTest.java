package org.mcxidms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String NAME = "MCX_SERVER_CLIENT_SECRET";

    private static Settings with(String value) {
        return new Settings(Map.of(NAME, value));
    }

    @Test
    void anUnsetSecretIsRefusedByName() {
        Settings settings = new Settings(Map.of());

        assertThat(settings.secret(NAME)).isEmpty();
        assertThat(settings.problems()).singleElement().asString().startsWith(NAME).contains("not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void aBlankSecretIsRefused(String value) {
        Settings settings = with(value);

        assertThat(settings.secret(NAME)).isEmpty();
        assertThat(settings.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "${MCX_SERVER_CLIENT_SECRET}", "${X:}", " ${X} ", "$(cat secret)", "{{ secret }}", "<secret>",
        "changeme", "CHANGE_ME", "Change-It", "replace me", "TODO", "xxx", "XXXXXXXX", "***", "...", "your-secret",
        "YOUR_PASSWORD_HERE"})
    void aPlaceholderIsRefusedWithoutBeingShown(String value) {
        Settings settings = with(value);

        assertThat(settings.secret(NAME)).isEmpty();
        assertThat(settings.problems()).singleElement().asString().isEqualTo(NAME + " holds a placeholder.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server-demo-secret", "p+ %&é", "$ecret", "a<b>c", "changeme-not-1f", "xx"})
    void anythingElseIsTakenAsItIs(String value) {
        Settings settings = with(value);

        assertThat(settings.secret(NAME)).contains(value);
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void aPasswordHasTheLengthThatTheRealmAsksFor() {
        assertThat(with("1234567").password(NAME)).isEmpty();
        assertThat(with("12345678").password(NAME)).contains("12345678");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://idms.example.org", "https://example.org/auth"})
    void anAddressIsTaken(String value) {
        assertThat(with(value).address(NAME)).contains(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:8080", "ftp://example.org", "http://", "https://example.org/", "http://a b"})
    void whatIsNoAddressIsRefused(String value) {
        Settings settings = with(value);

        assertThat(settings.address(NAME)).isEmpty();
        assertThat(settings.problems()).hasSize(1);
    }
}
