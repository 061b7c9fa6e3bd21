package org.mcxidms.authenticator.token;

import java.util.List;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProvider;
import org.keycloak.protocol.oidc.encode.DefaultTokenContextEncoderProviderFactory;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.authenticator.session.GrantedScopes;
import org.mcxidms.core.AccountVerdict;

/**
 * The guard where tokens are made: no access token of the server is made for an MC account that is not valid at that instant for
 * the services of the token's scopes (TS 33.180 B.5), and so no ID token and no refresh token either.
 *
 * <p>Keycloak asks the provider of this SPI for the id of every access token, in {@code TokenManager.initToken}, whatever the
 * grant, the flow, the response type, the client and the client's scopes and mappers. A grant that a later Keycloak brings asks
 * the same provider. Nothing in a realm switches it off. Client-policy events and mappers do not have that property: an event
 * is one of a list, and a mapper belongs to a scope that a client may lack.
 */
final class TokenGuard extends DefaultTokenContextEncoderProvider {

    /** The provider's id, as the server lists it. */
    static final String PROVIDER_ID = "mcx-token-guard";

    private final KeycloakSession session;

    TokenGuard(KeycloakSession session, DefaultTokenContextEncoderProviderFactory factory) {
        super(session, factory);
        this.session = session;
    }

    /** Called before the token has any content; the context knows the client, the user and the scopes that the user gets. */
    @Override
    public AccessTokenContext getTokenContextFromClientSessionContext(
            ClientSessionContext context, String rawTokenId, boolean isOffline) {
        AuthenticatedClientSessionModel clientSession = context.getClientSession();
        List<ClientScopeModel> scopes = context.getClientScopesStream().toList();
        AccountVerdict verdict = AccountCheck.verdict(session, clientSession.getClient(),
                clientSession.getUserSession().getUser(), scopes.stream().map(ClientScopeModel::getName).toList());
        if (!verdict.isValid()) {
            throw new TokenRefusal(session, clientSession).of(verdict);
        }
        GrantedScopes.add(clientSession, scopes);
        return super.getTokenContextFromClientSessionContext(context, rawTokenId, isOffline);
    }
}
