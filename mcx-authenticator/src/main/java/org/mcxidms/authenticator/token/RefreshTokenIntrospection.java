package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;

/** Introspection of refresh tokens, by the client that has them. */
final class RefreshTokenIntrospection extends RefreshTokenIntrospectionProvider {

    RefreshTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    protected boolean introspectionChecks(String presented) {
        return super.introspectionChecks(presented)
                && new IntrospectedAccount(session, client, user, eventBuilder).permits(token);
    }
}
