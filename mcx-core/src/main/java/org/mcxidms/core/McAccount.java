package org.mcxidms.core;

import java.time.Instant;
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

    /** Whether the account check understands {@code value} as the one value of {@code attribute}, an MC attribute. */
    public static boolean isWellFormed(String attribute, String value) {
        return switch (attribute) {
            case McUserAttribute.STATUS -> ACTIVE.equals(value) || STATUS_REFUSALS.containsKey(value);
            case McUserAttribute.VALID_FROM, McUserAttribute.VALID_UNTIL -> AccountDate.parse(value).isPresent();
            default -> McServiceId.isWellFormed(value);
        };
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

    /**
     * The first attribute that somebody should correct, whatever else is wrong with the account: a malformed one, or the end of
     * an account that {@link #endsBeforeItBegins()}.
     */
    public Optional<String> faultyAttribute() {
        return McUserAttribute.names().stream().filter(name -> {
            List<String> values = attributes.getOrDefault(name, List.of());
            return values.size() > 1 || values.stream().anyMatch(value -> !isWellFormed(name, value));
        }).findFirst().or(() -> endsBeforeItBegins() ? Optional.of(McUserAttribute.VALID_UNTIL) : Optional.empty());
    }

    /**
     * Whether the account ends at its beginning or before, so that it is valid at no time. Such an account is not malformed; it
     * is a mistake of whoever saved it.
     */
    public boolean endsBeforeItBegins() {
        try {
            Optional<Instant> from = instant(McUserAttribute.VALID_FROM);
            Optional<Instant> until = instant(McUserAttribute.VALID_UNTIL);
            return from.isPresent() && until.isPresent() && !until.get().isAfter(from.get());
        } catch (MalformedAttributeException e) {
            return false;
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
        if (value.isPresent() && !McServiceId.isWellFormed(value.get())) {
            throw new MalformedAttributeException(service.attribute());
        }
        return value;
    }

    private Optional<Instant> instant(String attribute) throws MalformedAttributeException {
        Optional<String> value = single(attribute);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> instant = AccountDate.parse(value.get());
        if (instant.isEmpty()) {
            throw new MalformedAttributeException(attribute);
        }
        return instant;
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
