package org.mcxidms.authenticator.token;

import java.util.List;

import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McScope;

/**
 * What introspection asks beside Keycloak's own checks: a token is active only while the MC account is valid for the services of
 * the token's scopes, and the user has the roles that opened them (TS 33.180 B.5, B.10). RFC 7662 2.2: everything else is
 * answered {@code active: false} and nothing more. A refresh token that claims too much can still be used; the next one claims less.
 */
record IntrospectedAccount(KeycloakSession session, ClientModel client, UserModel user, EventBuilder event) {

    private static final String ROLE_LOST = "The user no longer has the role of a service in the token's scope";

    /** Whether the token may be called active; the introspection's event tells the reason where it may not. */
    boolean permits(AccessToken token) {
        List<String> scopes = McScope.parse(token.getScope());
        AccountVerdict verdict = AccountCheck.verdict(session, client, user, scopes);
        if (!verdict.isValid()) {
            AccountRefusal.describe(event, verdict, AccountRefusal.NOTHING_REVOKED).error(Errors.INVALID_TOKEN);
            return false;
        }
        if (!AccountCheck.isEntitled(session.getContext().getRealm(), user, scopes)) {
            event.detail(Details.REASON, ROLE_LOST).error(Errors.INVALID_TOKEN);
            return false;
        }
        return true;
    }
}
