package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProviderFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link RefreshTokenIntrospection} in the place of Keycloak's provider of the same id. */
public final class RefreshTokenIntrospectionFactory extends RefreshTokenIntrospectionProviderFactory
        implements
            BeforeKeycloak<TokenIntrospectionProvider> {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RefreshTokenIntrospection(session);
    }
}
