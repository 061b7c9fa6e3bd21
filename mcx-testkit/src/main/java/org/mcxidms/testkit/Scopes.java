package org.mcxidms.testkit;

/** Scopes of TS 33.180 that many tests ask for. Those of one test alone stand there. */
public final class Scopes {

    /** Of the MCPTT service. */
    public static final String PTT = "3gpp:mc:ptt_service";

    private Scopes() {
    }
}
