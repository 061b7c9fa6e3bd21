package org.mcxidms.authenticator.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database compares texts; none that means an instant in the past may sort after the bound. */
class AccountSweepTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {
        "2020-01-01", "2026-11-24", "2026-11-24T10:00:00Z", "2026-11-24T10:00Z", "2026-11-24T09:59:59.999999999Z",
        "2026-11-25T04:00:00+18:00", "2026-11-25T00:00:00+14:00", "2026-11-23T22:00:00-12:00"})
    void findsWhatIsOver(String validUntil) {
        assertThat(AccountSweep.isOver(validUntil, NOW)).isTrue();
        assertThat(validUntil).isLessThan(AccountSweep.latestText(NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-24T10:00:01Z", "2026-11-24T10:00:00-00:01", "2026-11-25", "2026-11-25T04:00:01+18:00"})
    void leavesWhatIsNot(String validUntil) {
        assertThat(AccountSweep.isOver(validUntil, NOW)).isFalse();
    }
}
