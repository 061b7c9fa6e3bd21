package org.mcxidms.conformance;

/** What a check found. */
enum Verdict {
    PASSED("passed"),
    FAILED("failed"),
    /** Not met, but not required. */
    WARNING("warning"),
    /** The server, as it is reached or configured, has nothing to which the requirement applies. */
    NOT_APPLICABLE("not applicable"),
    /** Nothing can be said: an argument is missing, or what the check builds on did not work. */
    NOT_TESTED("not tested");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** For style sheets. */
    String cssClass() {
        return label.replace(' ', '-');
    }
}
