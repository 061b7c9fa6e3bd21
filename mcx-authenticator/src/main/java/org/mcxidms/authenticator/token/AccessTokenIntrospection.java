package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
/** Introspection of access tokens (TS 33.180 B.11). */
final class AccessTokenIntrospection extends AccessTokenIntrospectionProvider<AccessToken> {

    AccessTokenIntrospection(KeycloakSession session) {
        super(session);
    }

    @Override
    protected boolean introspectionChecks(String presented) {
        return super.introspectionChecks(presented)
                && new IntrospectedAccount(session, client, user, eventBuilder).permits(token);
    }
}
