package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** Adds {@link TokenEnd} to what Keycloak does with every token response. */
public final class TokenEndFactory implements TokenPostProcessorFactory, Versioned {

    @Override
    public String getId() {
        return TokenEnd.PROVIDER_ID;
    }

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return new TokenEnd(session);
    }
}
