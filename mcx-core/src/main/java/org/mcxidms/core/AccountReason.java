package org.mcxidms.core;

import java.util.Locale;

/** Why an MC user account is, or is not, valid. The codes are a contract: events, error texts and pages carry them. */
public enum AccountReason {

    VALID,
    /** The user is disabled in Keycloak, or is gone from the user storage. */
    DISABLED,
    SUSPENDED,
    REVOKED,
    NOT_YET_VALID,
    EXPIRED,
    /** An attribute has a value that cannot be understood, or a second value. */
    MALFORMED,
    /** The user is entitled to a service that the request asks for, but has no MC service ID for it. */
    NO_SERVICE_ID;

    /**
     * Whether the reason makes the account as such not valid. {@link #NO_SERVICE_ID} does not: it refuses one service, and the
     * user's other services, and sessions, go on.
     */
    public boolean isAboutAccount() {
        return this != VALID && this != NO_SERVICE_ID;
    }

    /** The machine-readable code, for example {@code not_yet_valid}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
