package org.mcxidms.authenticator.grant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.authenticator.session.Revocation;

class AccountValidityConfigurationTest {

    private final AccountValidityConfiguration configuration = new AccountValidityConfiguration();

    @Test
    void unknownRevocationIsRefusedByTheConsoleAndRevokesAllAtRunTime() {
        configuration.setConfigAsMap("revoke", "nothing");
        assertThat(configuration.validateConfig()).isFalse();
        assertThat(configuration.revocation()).isEqualTo(Revocation.ALL);
    }

    @Test
    void unknownSwitchIsRefusedByTheConsole() {
        configuration.setConfigAsMap("read-user-from-storage", "sometimes");
        assertThat(configuration.validateConfig()).isFalse();
    }

    @Test
    void emptyConfigurationRevokesTheSessionAndUsesTheCache() {
        assertThat(configuration.validateConfig()).isTrue();
        assertThat(configuration.revocation()).isEqualTo(Revocation.SESSION);
        assertThat(configuration.readUserFromStorage()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void everyRevocationIsFoundByItsId(Revocation revocation) {
        configuration.setConfigAsMap("revoke", revocation.id());
        assertThat(configuration.validateConfig()).isTrue();
        assertThat(configuration.revocation()).isEqualTo(revocation);
    }

    @Test
    void switchIsReadFromJsonBooleanAndFromText() {
        configuration.setConfigAsMap("read-user-from-storage", true);
        assertThat(configuration.readUserFromStorage()).isTrue();
        configuration.setConfigAsMap("read-user-from-storage", "true");
        assertThat(configuration.readUserFromStorage()).isTrue();
    }
}
