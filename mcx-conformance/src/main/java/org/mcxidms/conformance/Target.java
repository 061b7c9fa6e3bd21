package org.mcxidms.conformance;

import java.net.URI;

/**
 * The server to check and what the checker may use there.
 *
 * @param other a second client of the same server, for mix-ups; may be {@code null}
 * @param resourceServer a client that introspects; may be {@code null}
 * @param partner the partner domain; may be {@code null}
 * @param suspendCommand makes the account invalid, as a shell command; may be {@code null}
 * @param browser whether the user logs in by hand
 * @param waitForExpiry for how many seconds a check may wait for a token's end
 */
record Target(String issuer, ClientLogin client, URI redirectUri, String username, String password, ClientLogin other,
        ClientLogin resourceServer, Partner partner, String suspendCommand, String reinstateCommand, Profile profile,
        boolean browser, int waitForExpiry) {

    record ClientLogin(String id, String secret) {
    }

    /** @param client the client as it is registered with the partner */
    record Partner(String issuer, ClientLogin client) {
    }
}
