package org.mcxidms.authenticator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;

import org.mcxidms.account.AccountCheck;

/**
 * Ends every token at the end of its account (TS 33.180 B.10: nothing is accepted past a token's life). Keycloak calls the
 * providers of this SPI for every token response, before Keycloak writes the tokens and {@code expires_in}.
 */
final class TokenEnd implements TokenPostProcessor {

    /** The provider's id, as the server lists it. */
    static final String PROVIDER_ID = "mcx-token-end";

    private final KeycloakSession session;

    TokenEnd(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        UserModel user = context.clientSessionCtx().getClientSession().getUserSession().getUser();
        if (context.accessToken() != null) {
            AccountCheck.capExpiration(session, context.accessToken(), user);
        }
        if (context.refreshToken() != null) {
            AccountCheck.capExpiration(session, context.refreshToken(), user);
        }
    }
}
