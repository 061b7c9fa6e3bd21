package org.mcxidms.authenticator.level;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oauth2.OAuth2WellKnownProviderFactory;
import org.keycloak.wellknown.WellKnownProvider;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link LevelDiscovery} in the place of Keycloak's provider of the same id. */
public final class OAuthDiscoveryFactory extends OAuth2WellKnownProviderFactory implements BeforeKeycloak<WellKnownProvider> {

    /** Keycloak's option; its own field is private. */
    private static final String INCLUDE_CLIENT_SCOPES = "include-client-scopes";

    private boolean includeClientScopes = true;

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        includeClientScopes = config.getBoolean(INCLUDE_CLIENT_SCOPES, true);
    }

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return new LevelDiscovery(session, getOpenidConfigOverride(), includeClientScopes);
    }
}
