package org.mcxidms.interdomain;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** What the factories of this module's client policy executors have in common: nothing to set up, nothing to hold. */
public abstract class ExecutorFactory implements ClientPolicyExecutorProviderFactory, Versioned {

    @Override
    public final void init(Config.Scope config) {
        // No server-wide settings.
    }

    @Override
    public final void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public final void close() {
        // Holds nothing.
    }
}
