package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.authorization.protection.introspect.RPTIntrospectionProvider;

/** Introspection of any access token as a requesting party token (UMA 2.0), by the client's own choice of the hint. */
final class RequestingPartyTokenIntrospection extends RPTIntrospectionProvider {

    RequestingPartyTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    protected boolean introspectionChecks(String presented) {
        return super.introspectionChecks(presented)
                && new IntrospectedAccount(session, client, user, eventBuilder).permits(token);
    }
}
