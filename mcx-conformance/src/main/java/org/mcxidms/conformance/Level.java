package org.mcxidms.conformance;

import java.util.Locale;

/** How strongly the profile asks for what a check looks at. */
enum Level {
    REQUIRED, RECOMMENDED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
