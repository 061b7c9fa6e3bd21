package org.mcxidms.core;

/** The authentication context class references of TS 33.180. */
public final class McAcr {

    /** The user was authenticated by a password; every request of the profile names this value (B.4.2.2). */
    public static final String PASSWORD = "3gpp:acr:password";

    private McAcr() {
    }
}
