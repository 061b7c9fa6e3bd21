package org.mcxidms.authenticator.request;

import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;

/** Keycloak's grant, which lets the request profile take unknown scopes out before Keycloak refuses them. */
final class LenientRefreshTokenGrant extends RefreshTokenGrantType {

    @Override
    protected String getRequestedScopes() {
        RequestedScopes.beforeGrant(session, client, formParams);
        return super.getRequestedScopes();
    }
}
