package org.mcxidms.tools;

/** The command is understood and is not done; the message says why and what to do. The exit status is 1. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
        super(reason);
    }
}
