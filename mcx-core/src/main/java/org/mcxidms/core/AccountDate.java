package org.mcxidms.core;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How the two dates of an MC user account are read, wherever one is checked or saved. */
public final class AccountDate {

    private AccountDate() {
    }

    /**
     * The instant that {@code value} means: an ISO 8601 instant with its offset, or a day, which means its 00:00 UTC.
     *
     * @return empty where the value is neither, such as {@code 2027-02-30}, {@code 2027-01-01T24:00Z} or {@code never}
     */
    public static Optional<Instant> parse(String value) {
        try {
            return Optional.of(value.contains("T")
                    ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value, Instant::from)
                    : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
