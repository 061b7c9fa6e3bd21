package org.mcxidms.core;

import java.time.Instant;
import java.util.Optional;

/**
 * The decision about an MC user account at an instant.
 *
 * @param reason    {@link AccountReason#VALID}, or the first reason found why the account is not valid
 * @param attribute the attribute to blame or to show, such as {@code mc_valid_until}; {@code null} where there is none
 * @param date      the date that decided a verdict of {@code not_yet_valid} or {@code expired}, and for a valid account
 *                  the end of its validity; {@code null} where there is none
 */
public record AccountVerdict(AccountReason reason, String attribute, Instant date) {

    public boolean isValid() {
        return reason == AccountReason.VALID;
    }

    /** When the account stops being valid by itself; empty for one that has no end or is not valid. */
    public Optional<Instant> validUntil() {
        return isValid() ? Optional.ofNullable(date) : Optional.empty();
    }

    static AccountVerdict valid(Instant until) {
        return new AccountVerdict(AccountReason.VALID, null, until);
    }

    static AccountVerdict invalid(AccountReason reason, String attribute) {
        return new AccountVerdict(reason, attribute, null);
    }
}
