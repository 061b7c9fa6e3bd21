package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** Puts {@link AccessTokenIntrospection} in the place of Keycloak's provider of the same id. */
public final class AccessTokenIntrospectionFactory extends AccessTokenIntrospectionProviderFactory implements Versioned {

    private static final int BEFORE_KEYCLOAK = 100;

    @Override
    public int order() {
        return BEFORE_KEYCLOAK;
    }

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new AccessTokenIntrospection(session);
    }
}
