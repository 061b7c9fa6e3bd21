package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link AccessTokenIntrospection} in the place of Keycloak's provider of the same id. */
public final class AccessTokenIntrospectionFactory extends AccessTokenIntrospectionProviderFactory
        implements
            BeforeKeycloak<TokenIntrospectionProvider> {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new AccessTokenIntrospection(session);
    }
}
