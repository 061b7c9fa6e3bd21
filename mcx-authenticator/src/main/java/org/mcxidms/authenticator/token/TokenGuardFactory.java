package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProviderFactory;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link TokenGuard} in the place of Keycloak's own provider, of which every server has exactly one. */
public final class TokenGuardFactory extends DefaultTokenContextEncoderProviderFactory
        implements
            BeforeKeycloak<TokenContextEncoderProvider> {

    @Override
    public String getId() {
        return TokenGuard.PROVIDER_ID;
    }

    @Override
    public TokenContextEncoderProvider create(KeycloakSession session) {
        return new TokenGuard(session, this);
    }
}
