package org.mcxidms.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of what an account can hold has one verdict. */
final class McAccountTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final Set<McService> PTT = EnumSet.of(McService.PTT);

    /** A value, and whether it alone refuses, and how. */
    private record Value(String text, AccountReason reason) {
    }

    private static final List<Value> STATUSES = List.of(
            new Value(null, null), new Value("active", null), new Value("suspended", AccountReason.SUSPENDED),
            new Value("revoked", AccountReason.REVOKED), new Value("Active", AccountReason.MALFORMED),
            new Value("", AccountReason.MALFORMED), new Value("blocked", AccountReason.MALFORMED));
    private static final List<Value> FROMS = List.of(
            new Value(null, null), new Value("2026-06-15", null), new Value("2026-06-15T12:00:00Z", null),
            new Value("2026-06-15T12:00:00.001Z", AccountReason.NOT_YET_VALID),
            new Value("2026-06-16", AccountReason.NOT_YET_VALID), new Value("tomorrow", AccountReason.MALFORMED));
    private static final List<Value> UNTILS = List.of(
            new Value(null, null), new Value("2026-06-16", null), new Value("2026-06-15T12:00:00.001Z", null),
            new Value("2026-06-15T12:00:00Z", AccountReason.EXPIRED), new Value("2026-06-15", AccountReason.EXPIRED),
            new Value("2026-02-30", AccountReason.MALFORMED));
    private static final List<Value> IDS = List.of(
            new Value("sip:a@org.com", null), new Value(null, AccountReason.NO_SERVICE_ID),
            new Value("two words", AccountReason.MALFORMED));

    /** In the order of precedence: switched off, then the status, then what cannot be understood, then dates, then IDs. */
    static Stream<Arguments> everyCombination() {
        Stream.Builder<Arguments> all = Stream.builder();
        for (boolean enabled : new boolean[] {true, false}) {
            for (Value status : STATUSES) {
                for (Value from : FROMS) {
                    for (Value until : UNTILS) {
                        for (Value id : IDS) {
                            all.add(Arguments.of(enabled, status.text, from.text, until.text, id.text,
                                    expected(enabled, status, from, until, id)));
                        }
                    }
                }
            }
        }
        return all.build();
    }

    private static AccountReason expected(boolean enabled, Value status, Value from, Value until, Value id) {
        if (!enabled) {
            return AccountReason.DISABLED;
        }
        if (status.reason != null) {
            return status.reason;
        }
        if (Stream.of(from, until, id).anyMatch(value -> value.reason == AccountReason.MALFORMED)) {
            return AccountReason.MALFORMED;
        }
        return Stream.of(from, until, id).map(Value::reason).filter(reason -> reason != null)
                .findFirst().orElse(AccountReason.VALID);
    }

    @ParameterizedTest
    @MethodSource
    void everyCombination(boolean enabled, String status, String from, String until, String id, AccountReason expected) {
        AccountVerdict verdict = account(enabled, "mc_account_status", status, "mc_valid_from", from,
                "mc_valid_until", until, "mcptt_id", id).at(NOW, PTT, null);

        assertThat(verdict.reason()).isEqualTo(expected);
        assertThat(verdict.isValid()).isEqualTo(expected == AccountReason.VALID);
        assertThat(verdict.attribute() == null)
                .isEqualTo(expected == AccountReason.VALID || expected == AccountReason.DISABLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mc_account_status", "mc_valid_from", "mc_valid_until", "mcptt_id", "mcvideo_id", "mcdata_id"})
    void secondValueIsMalformed(String attribute) {
        assertThat(McUserAttribute.names()).contains(attribute);
        Map<String, List<String>> attributes = new HashMap<>(Map.of("mcptt_id", List.of("sip:a@org.com")));
        attributes.put(attribute, List.of("active", "active"));

        AccountVerdict verdict = new McAccount(true, attributes).at(NOW, PTT, null);

        assertThat(verdict.reason()).isEqualTo(AccountReason.MALFORMED);
        assertThat(verdict.attribute()).isEqualTo(attribute);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2026", "2026-6-1", "2026-13-01", "2026-02-29", "15.06.2026", "2026-06-15T12:00:00",
        "2026-06-15 12:00:00Z", "2026-06-15T25:00:00Z", "1750000000", "2026-06-15Z", " 2026-06-15", "never"})
    void dateThatCannotBeUnderstoodIsMalformedAndEndsTokensAtOnce(String date) {
        McAccount account = account(true, "mc_valid_until", date);

        assertThat(account.at(NOW, Set.of(), null)).isEqualTo(
                new AccountVerdict(AccountReason.MALFORMED, "mc_valid_until", null));
        assertThat(account.validUntil()).contains(Instant.EPOCH);
        assertThat(account(true, "mc_valid_from", date).at(NOW, Set.of(), null).reason())
                .isEqualTo(AccountReason.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"2026-06-16, 2026-06-16T00:00:00Z", "2026-06-16T08:30:00Z, 2026-06-16T08:30:00Z",
        "2026-06-16T08:30:00.25Z, 2026-06-16T08:30:00.25Z", "2026-06-16T08:30:00+09:00, 2026-06-15T23:30:00Z",
        "2026-06-15T08:30:00-05:00, 2026-06-15T13:30:00Z", "2026-06-16T08:30Z, 2026-06-16T08:30:00Z"})
    void dateIsItsFirstInstantInUtcAndAnInstantIsItself(String date, Instant instant) {
        McAccount account = account(true, "mc_valid_until", date);

        assertThat(account.validUntil()).contains(instant);
        assertThat(account.at(NOW, Set.of(), null).validUntil()).contains(instant);
        assertThat(account.at(instant.minusNanos(1), Set.of(), null).isValid()).isTrue();
        assertThat(account.at(instant, Set.of(), null).reason()).isEqualTo(AccountReason.EXPIRED);
        assertThat(account(true, "mc_valid_from", date).at(instant, Set.of(), null).isValid()).isTrue();
        assertThat(account(true, "mc_valid_from", date).at(instant.minusNanos(1), Set.of(), null))
                .isEqualTo(new AccountVerdict(AccountReason.NOT_YET_VALID, "mc_valid_from", instant));
    }

    @Test
    void accountWithoutAnythingIsValidForNoService() {
        McAccount account = new McAccount(true, Map.of());

        assertThat(account.at(NOW, Set.of(), null)).isEqualTo(new AccountVerdict(AccountReason.VALID, null, null));
        assertThat(account.validUntil()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachServiceNeedsItsOwnIdOrTheStandIn(McService service) {
        for (McService owner : McService.values()) {
            McAccount account = account(true, owner.attribute(), "sip:a@org.com");
            for (McService standIn : withNone()) {
                boolean served = service == owner || standIn == owner;
                assertThat(account.at(NOW, EnumSet.of(service), standIn).reason())
                        .isEqualTo(served ? AccountReason.VALID : AccountReason.NO_SERVICE_ID);
                assertThat(account.serviceId(service, standIn).isPresent()).isEqualTo(served);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void ownIdGoesBeforeTheStandIn(McService service) {
        McAccount account = account(true, "mcptt_id", "sip:ptt@org.com", service.attribute(), "sip:own@org.com");

        assertThat(account.serviceId(service, McService.PTT)).contains("sip:own@org.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "sip:a b@org.com", "sip:a@org.com\n", "bob"})
    void serviceIdThatIsNoUriIsMalformedForEveryService(String id) {
        McAccount account = account(true, "mcptt_id", id);

        assertThat(account.at(NOW, EnumSet.of(McService.VIDEO), null).reason()).isEqualTo(AccountReason.MALFORMED);
        assertThat(account.serviceId(McService.PTT, null)).isEmpty();
        assertThat(account.serviceId(McService.VIDEO, McService.PTT)).isEmpty();
    }

    /** What is refused when it is saved, and what at a refresh, is one thing. */
    @Test
    void valueIsWellFormedWhereTheCheckUnderstandsIt() {
        Map<String, List<Value>> values = Map.of("mc_account_status", STATUSES, "mc_valid_from", FROMS, "mc_valid_until", UNTILS,
                "mcptt_id", IDS, "mcvideo_id", IDS, "mcdata_id", IDS);
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(McUserAttribute.names());
        values.forEach((attribute, each) -> each.stream().filter(value -> value.text != null).forEach(value -> {
            boolean understood = account(true, attribute, value.text).at(NOW, Set.of(), null).reason() != AccountReason.MALFORMED;
            assertThat(McAccount.isWellFormed(attribute, value.text)).as(attribute + " " + value.text).isEqualTo(understood);
        }));
    }

    @ParameterizedTest
    @CsvSource({"2026-06-15, 2026-06-16, false", "2026-06-15, 2026-06-15, true", "2026-06-16, 2026-06-15, true",
        "2026-06-15T02:00:00+02:00, 2026-06-15, true", "2026-06-15T02:00:01+03:00, 2026-06-15, false", ", 2026-06-15, false",
        "2026-06-15, , false", "2026-06-15, never, false"})
    void endIsBehindTheBeginning(String from, String until, boolean mistake) {
        assertThat(account(true, "mc_valid_from", from, "mc_valid_until", until).endsBeforeItBegins()).isEqualTo(mistake);
    }

    /** A status or a disabled user does not hide it. */
    @Test
    void faultIsFoundWhateverElseIsWrong() {
        assertThat(account(false, "mc_account_status", "suspended", "mcptt_id", "bob").faultyAttribute()).contains("mcptt_id");
        assertThat(account(true, "mc_account_status", "revoked", "mc_valid_from", "2026-06-15", "mc_valid_until", "2026-06-15")
                .faultyAttribute()).contains("mc_valid_until");
        assertThat(new McAccount(true, Map.of("mcdata_id", List.of("a@b", "c@d"))).faultyAttribute()).contains("mcdata_id");
        assertThat(account(true, "mc_account_status", "suspended", "mcptt_id", "sip:a@b", "mc_valid_until", "2020-01-01")
                .faultyAttribute()).isEmpty();
    }

    private static List<McService> withNone() {
        return Stream.concat(Arrays.stream(McService.values()), Stream.of((McService) null)).toList();
    }

    /** An account from names and values in turn; a {@code null} value leaves the attribute out. */
    private static McAccount account(boolean enabled, String... namesAndValues) {
        Map<String, List<String>> attributes = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                attributes.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
            }
        }
        return new McAccount(enabled, attributes);
    }
}
