package org.mcxidms.core;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The names of the user attributes that describe an MC user account. Each of them has at most one value. */
public final class McUserAttribute {

    /** {@code active}, {@code suspended} or {@code revoked}; absent means active. */
    public static final String STATUS = "mc_account_status";
    /** The instant from which the account is valid: an ISO 8601 instant, or a date, which means its 00:00 UTC. */
    public static final String VALID_FROM = "mc_valid_from";
    /** The instant from which the account is no longer valid; same forms as {@link #VALID_FROM}. */
    public static final String VALID_UNTIL = "mc_valid_until";

    private static final List<String> NAMES = Stream.concat(
            Arrays.stream(McService.values()).map(McService::attribute),
            Stream.of(STATUS, VALID_FROM, VALID_UNTIL)).toList();

    private McUserAttribute() {
    }

    /** Every attribute name, the MC service IDs' included. */
    public static List<String> names() {
        return NAMES;
    }
}
