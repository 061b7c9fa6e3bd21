package org.mcxidms.conformance;

/** The end of a check that did not pass. Its message goes into the report: it holds no secret and no token. */
final class Finding extends RuntimeException {

    private static final long serialVersionUID = 1L;

    enum Kind { NOT_MET, NOT_APPLICABLE, NOT_TESTED }

    private final Kind kind;

    private Finding(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    static Finding notMet(String message) {
        return new Finding(Kind.NOT_MET, message);
    }

    static Finding notApplicable(String message) {
        return new Finding(Kind.NOT_APPLICABLE, message);
    }

    static Finding notTested(String message) {
        return new Finding(Kind.NOT_TESTED, message);
    }

    /** Throws {@link #notMet} unless {@code met}. */
    static void expect(boolean met, String message) {
        if (!met) {
            throw notMet(message);
        }
    }

    /** Throws {@link #notTested} unless {@code met}. */
    static void precondition(boolean met, String message) {
        if (!met) {
            throw notTested(message);
        }
    }
}
