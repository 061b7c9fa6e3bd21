package org.mcxidms.interdomain;

/** What both halves must agree on about the form of a security token (TS 33.180 B.8). */
public final class SecurityTokenForm {

    /**
     * The claim {@code typ} of the security tokens issued here. Keycloak takes as an access token only what says
     * {@code Bearer} or {@code DPoP}, so that a security token opens nothing at home.
     */
    public static final String TYPE = "MC-Security";
    /** The media type's short form in the JWS header (RFC 7519 5.1); never {@code at+jwt}. */
    public static final String HEADER_TYPE = "JWT";
    /** The seconds that a security token may be good for at most, at either end. */
    public static final int MAX_LIFETIME = 600;

    private SecurityTokenForm() {
    }
}
