package org.mcxidms.conformance;

/** How strongly the profile asks for what a check looks at. */
enum Level {
    REQUIRED, RECOMMENDED, OPTIONAL;

    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
