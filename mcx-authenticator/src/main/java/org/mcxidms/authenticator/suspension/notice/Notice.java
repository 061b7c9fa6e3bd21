package org.mcxidms.authenticator.suspension.notice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import org.keycloak.util.JsonSerialization;

/**
 * What one client is to be told, as it is stored until the client has answered: an MC server about an account, or a client that
 * took part in a session about that session.
 *
 * @param id      the logout token's {@code jti}: the same at each try, so that a server can tell a second one
 * @param client  by Keycloak's id
 * @param sid     the session; {@code null} for every session of the user
 * @param issuer  as in the user's tokens; a timer does not know the address of a request
 * @param at      when it happened, in seconds since the epoch. The logout token's {@code iat} at each try: tokens from after a
 *                reinstatement must not be refused because of a late try
 * @param claims  the account's MC service IDs, by claim; none about a session
 * @param tries   how many have failed
 */
record Notice(String id, String realm, String client, String user, String sid, String issuer, long at, Map<String, Object> claims,
        int tries) {

    static Notice read(String json) {
        try {
            return JsonSerialization.readValue(json, Notice.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String write() {
        try {
            return JsonSerialization.writeValueAsString(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Notice failed() {
        return new Notice(id, realm, client, user, sid, issuer, at, claims, tries + 1);
    }
}
