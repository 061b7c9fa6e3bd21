package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;

final class SpreadTest {

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }

    @Test
    void medianIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9));
    }

    @Test
    void medianOfAnEvenNumberLiesBetween() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(new Spread(3, 1, 9));
    }

    @Test
    void ratiosAreOfRoundsThatBelongTogether() {
        // Both drift to half: the ratio of the medians would be 1.25, that of each round is 2.
        assertThat(Spread.ofRatios(List.of(100.0, 50.0, 50.0), List.of(50.0, 25.0, 25.0))).isEqualTo(new Spread(2, 2, 2));
        assertThat(Spread.ofRatios(List.of(1.0, 4.0, 9.0), List.of(2.0, 2.0, 3.0))).isEqualTo(new Spread(2, 0.5, 3));
    }

    @Test
    void roundsWithoutACounterpartAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.ofRatios(List.of(1.0, 2.0), List.of(1.0)));
    }
}
