package org.mcxidms.account.policy;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** What the factories of the bundle's client policy executors have in common: no server-wide settings, nothing to hold. */
public abstract class ExecutorFactory implements ClientPolicyExecutorProviderFactory, Versioned {

    @Override
    public final void init(Config.Scope config) {
        // No server-wide settings.
    }

    /** Executors need no other provider; a factory with counters shows them here. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public final void close() {
        // Holds nothing.
    }
}
