package org.mcxidms.account.serverinfo;

import java.util.Map;

import org.keycloak.provider.ServerInfoAwareProviderFactory;

/** A provider factory of the bundle. The console shows the bundle's version beside the provider, under <em>Server info</em>. */
public interface Versioned extends ServerInfoAwareProviderFactory {

    @Override
    default Map<String, String> getOperationalInfo() {
        return Map.of("Version", BundleVersion.VALUE);
    }
}
