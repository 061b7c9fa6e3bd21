package org.mcxidms.authenticator.suspension.notice;

import java.util.Locale;

/** What became of one try to tell an MC server, or of the notice as a whole. */
enum Outcome {

    /** The server answered 200 or 204. */
    TOLD,
    /** No connection: nobody listens, an unknown name, a certificate that Keycloak does not trust. */
    UNREACHABLE,
    /** The server did not answer in time. */
    TIMEOUT,
    /** The server sent elsewhere. Only the configured address is ever called. */
    REDIRECTED,
    /** Any other answer. */
    REFUSED,
    /** The IdMS could not make the logout token, such as for a pairwise subject whose sector is not configured. */
    FAILED,
    /** The end: tries took too long. */
    GIVEN_UP,
    /** The end: too many notices wait for this server. */
    DROPPED,
    /** The end: an administrator has disabled or deleted the client or taken its address away. */
    WITHDRAWN;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the next notice to the same server would fare no better now. */
    boolean isAboutServer() {
        return this == UNREACHABLE || this == TIMEOUT;
    }
}
