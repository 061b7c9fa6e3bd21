package org.mcxidms.authenticator.request;

import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantType;

/** Keycloak's grant, which lets the request profile take unknown scopes out before Keycloak refuses them. */
final class LenientJwtAuthorizationGrant extends JWTAuthorizationGrantType {

    @Override
    protected String getRequestedScopes() {
        RequestedScopes.beforeGrant(session, client, formParams);
        return super.getRequestedScopes();
    }
}
