package org.mcxidms.core;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An MC user account as the user storage holds it, and the decision whether it is valid (TS 33.180 B.5: the IdMS confirms
 * that "the user account is still valid"). Pure: what it decides depends on its components and the instant alone.
 *
 * @param enabled    whether Keycloak has the user enabled
 * @param attributes the user's attributes, at least those of {@link McUserAttribute#names()}; absent or empty means unset
 */
public record McAccount(boolean enabled, Map<String, List<String>> attributes) {

    private static final String ACTIVE = "active";
    private static final Map<String, AccountReason> STATUS_REFUSALS = Map.of(
            "suspended", AccountReason.SUSPENDED,
            "revoked", AccountReason.REVOKED);
    private static final int LONGEST_SERVICE_ID = 255;
    private static final char DELETE = 0x7f;

    /**
     * Decides whether the account is valid at {@code now} for {@code services}.
     * Anything that cannot be understood makes it not valid.
     *
     * @param services the MC services that the user is entitled to and the request is about
     * @param standIn  the service whose MC service ID stands for the missing ones (TS 23.280, 10.1.4.1); {@code null} for none
     */
    public AccountVerdict at(Instant now, Set<McService> services, McService standIn) {
        try {
            return decide(now, services, standIn);
        } catch (MalformedAttributeException e) {
            return AccountVerdict.invalid(AccountReason.MALFORMED, e.attribute);
        }
    }

    /**
     * The MC service ID to use for {@code service}: its own, else that of {@code standIn}.
     *
     * @return empty where neither is set, and where the one that counts is malformed
     */
    public Optional<String> serviceId(McService service, McService standIn) {
        try {
            Optional<String> own = ownServiceId(service);
            return own.isPresent() || standIn == null ? own : ownServiceId(standIn);
        } catch (MalformedAttributeException e) {
            return Optional.empty();
        }
    }

    /** The values of {@code mc_account_status} that are known and make an account not valid. */
    public static Set<String> refusedStatuses() {
        return STATUS_REFUSALS.keySet();
    }

    /** When the account stops being valid by itself; the epoch where {@code mc_valid_until} is malformed. */
    public Optional<Instant> validUntil() {
        try {
            return instant(McUserAttribute.VALID_UNTIL);
        } catch (MalformedAttributeException e) {
            return Optional.of(Instant.EPOCH);
        }
    }

    private AccountVerdict decide(Instant now, Set<McService> services, McService standIn) throws MalformedAttributeException {
        if (!enabled) {
            return AccountVerdict.invalid(AccountReason.DISABLED, null);
        }
        Optional<String> status = single(McUserAttribute.STATUS);
        if (status.isPresent() && !ACTIVE.equals(status.get())) {
            return AccountVerdict.invalid(
                    STATUS_REFUSALS.getOrDefault(status.get(), AccountReason.MALFORMED), McUserAttribute.STATUS);
        }
        Optional<Instant> from = instant(McUserAttribute.VALID_FROM);
        Optional<Instant> until = instant(McUserAttribute.VALID_UNTIL);
        for (McService service : McService.values()) {
            ownServiceId(service);
        }
        if (from.isPresent() && now.isBefore(from.get())) {
            return new AccountVerdict(AccountReason.NOT_YET_VALID, McUserAttribute.VALID_FROM, from.get());
        }
        if (until.isPresent() && !now.isBefore(until.get())) {
            return new AccountVerdict(AccountReason.EXPIRED, McUserAttribute.VALID_UNTIL, until.get());
        }
        for (McService service : services) {
            if (serviceId(service, standIn).isEmpty()) {
                return AccountVerdict.invalid(AccountReason.NO_SERVICE_ID, service.attribute());
            }
        }
        return AccountVerdict.valid(until.orElse(null));
    }

    private Optional<String> ownServiceId(McService service) throws MalformedAttributeException {
        Optional<String> value = single(service.attribute());
        if (value.isPresent() && !isServiceId(value.get())) {
            throw new MalformedAttributeException(service.attribute());
        }
        return value;
    }

    /**
     * Any URI or {@code user@domain}: what fits in a claim, a SIP header and a log line without quoting. A regular expression
     * takes as long as the rest of the decision.
     */
    private static boolean isServiceId(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == DELETE || c == '"' || c == '<' || c == '>') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= LONGEST_SERVICE_ID;
    }

    private Optional<Instant> instant(String attribute) throws MalformedAttributeException {
        Optional<String> value = single(attribute);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(value.get().contains("T")
                    ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(value.get(), Instant::from)
                    : LocalDate.parse(value.get()).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeParseException e) {
            throw new MalformedAttributeException(attribute);
        }
    }

    private Optional<String> single(String attribute) throws MalformedAttributeException {
        List<String> values = attributes.getOrDefault(attribute, List.of());
        if (values.size() > 1) {
            throw new MalformedAttributeException(attribute);
        }
        return values.stream().findFirst();
    }

    private static final class MalformedAttributeException extends Exception {

        private final String attribute;

        MalformedAttributeException(String attribute) {
            super(null, null, false, false);
            this.attribute = attribute;
        }
    }
}
