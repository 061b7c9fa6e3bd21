package org.mcxidms.account.provider;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

import org.mcxidms.account.serverinfo.Versioned;

/**
 * A provider factory of the bundle that comes before Keycloak's own: Keycloak takes the greatest order where it needs one provider
 * or finds two with one id, and asks in descending order where it asks several. Its own factories have 0 to 20.
 */
public interface BeforeKeycloak<P extends Provider> extends ProviderFactory<P>, Versioned {

    @Override
    default int order() {
        return 100;
    }
}
