package org.mcxidms.interdomain.home;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link SecurityTokenExchange} before Keycloak's own token exchange, which gets every request it does not support. */
public final class SecurityTokenExchangeFactory implements TokenExchangeProviderFactory, BeforeKeycloak<TokenExchangeProvider> {

    @Override
    public String getId() {
        return SecurityTokenExchange.PROVIDER_ID;
    }

    @Override
    public TokenExchangeProvider create(KeycloakSession session) {
        return new SecurityTokenExchange();
    }

    @Override
    public void init(Config.Scope config) {
        // No server-wide settings.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
