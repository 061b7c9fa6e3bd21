package org.mcxidms.core;

import java.util.Locale;

/** How MC service IDs are compared. */
public final class McServiceId {

    private McServiceId() {
    }

    /** One text for all spellings of an ID. By way of capitals: some letters, such as the long s, have no other way to theirs. */
    public static String fold(String serviceId) {
        return serviceId.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
