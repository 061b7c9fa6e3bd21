package org.mcxidms.conformance;

import java.util.Locale;

/** How strongly the profile asks for what a check looks at. */
enum Level {
    REQUIRED,
    RECOMMENDED,
    /** The clause leaves it open, or could not be read: what the server does is told, and what is unusual warned of. */
    REPORTED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
