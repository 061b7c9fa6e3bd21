package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.authorization.protection.introspect.RPTIntrospectionProviderFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link RequestingPartyTokenIntrospection} in the place of Keycloak's provider of the same id. */
public final class RequestingPartyTokenIntrospectionFactory extends RPTIntrospectionProviderFactory
        implements
            BeforeKeycloak<TokenIntrospectionProvider> {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RequestingPartyTokenIntrospection(session);
    }
}
