package org.mcxidms.testkit;

/** Scopes of TS 33.180 that many tests ask for. A scope that one test alone asks for is in that test. */
public final class Scopes {

    /** Of the MCPTT service. */
    public static final String PTT = "3gpp:mc:ptt_service";

    private Scopes() {
    }
}
