package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProviderFactory;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

import org.mcxidms.account.serverinfo.Versioned;

/** Puts {@link TokenGuard} in the place of Keycloak's own provider, of which every server has exactly one. */
public final class TokenGuardFactory extends DefaultTokenContextEncoderProviderFactory implements Versioned {

    /** Keycloak takes the provider with the highest order; its own has 0. */
    private static final int BEFORE_KEYCLOAK = 100;

    @Override
    public String getId() {
        return TokenGuard.PROVIDER_ID;
    }

    @Override
    public int order() {
        return BEFORE_KEYCLOAK;
    }

    @Override
    public TokenContextEncoderProvider create(KeycloakSession session) {
        return new TokenGuard(session, this);
    }
}
