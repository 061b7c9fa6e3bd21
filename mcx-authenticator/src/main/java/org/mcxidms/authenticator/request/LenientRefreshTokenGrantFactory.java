package org.mcxidms.authenticator.request;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** Puts {@link LenientRefreshTokenGrant} in the place of Keycloak's grant of the same id. */
public final class LenientRefreshTokenGrantFactory extends RefreshTokenGrantTypeFactory implements Versioned {

    private static final int BEFORE_KEYCLOAK = 100;

    @Override
    public int order() {
        return BEFORE_KEYCLOAK;
    }

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new LenientRefreshTokenGrant();
    }
}
