package org.mcxidms.authenticator.request;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link LenientRefreshTokenGrant} in the place of Keycloak's grant of the same id. */
public final class LenientRefreshTokenGrantFactory extends RefreshTokenGrantTypeFactory
        implements
            BeforeKeycloak<OAuth2GrantType> {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new LenientRefreshTokenGrant();
    }
}
