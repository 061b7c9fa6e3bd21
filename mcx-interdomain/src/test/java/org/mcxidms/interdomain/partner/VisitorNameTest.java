package org.mcxidms.interdomain.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorNameTest {

    @ParameterizedTest
    @CsvSource({"home, a11ce000-0000-4000-8000-000000000001", "home, alice@org.com", "my_home-1, a.b"})
    void isPlainWhereBothArePlain(String primary, String subject) {
        assertThat(VisitorName.of(primary, subject)).isEqualTo(primary + "." + subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice", "auth0|alice", "a b", "a+b", "ä", "a\u200bb", "\u202ealice", "İ", "<script>", "a/b"})
    void hasAHashAndIsPlainOtherwise(String subject) {
        assertThat(VisitorName.of("home", subject)).matches("home\\.[a-z0-9._@-]+\\+[0-9a-f]{32}");
    }

    @Test
    void fitsWhateverTheLength() {
        assertThat(VisitorName.of("h".repeat(255), "s".repeat(255))).hasSizeLessThan(255);
        assertThat(VisitorName.of("home", "s".repeat(255))).isNotEqualTo(VisitorName.of("home", "s".repeat(254)));
    }

    /** Folded to lower case, as Keycloak does. */
    @Test
    void isOneForEachPair() {
        List<String> primaries = List.of("a", "A", "a.b", "a+b", "a_b");
        List<String> subjects = List.of("c", "C", "b.c", "B.c", "c+1", "c|1", "c_1", VisitorName.of("a", "C").substring(2));
        Set<String> names = new HashSet<>();
        primaries.forEach(
                primary -> subjects.forEach(subject -> names.add(VisitorName.of(primary, subject).toLowerCase(Locale.ROOT))));
        assertThat(names).hasSize(primaries.size() * subjects.size());
    }
}
