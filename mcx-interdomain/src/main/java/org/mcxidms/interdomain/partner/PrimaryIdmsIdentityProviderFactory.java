package org.mcxidms.interdomain.partner;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.broker.provider.AbstractIdentityProviderFactory;
import org.keycloak.common.Profile;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.serverinfo.Versioned;

/** Lists the identity provider type {@link PrimaryIdmsIdentityProvider} in the admin console. */
public final class PrimaryIdmsIdentityProviderFactory extends AbstractIdentityProviderFactory<PrimaryIdmsIdentityProvider>
        implements
            EnvironmentDependentProviderFactory,
            Versioned {

    @Override
    public String getId() {
        return PrimaryIdmsIdentityProvider.PROVIDER_ID;
    }

    @Override
    public String getName() {
        return "MCX primary IdMS";
    }

    @Override
    public String getHelpText() {
        return "Trusts another domain's IdMS to vouch for its users with security tokens (3GPP TS 33.180 B.6 to B.8).";
    }

    @Override
    public PrimaryIdmsIdentityProvider create(KeycloakSession session, IdentityProviderModel model) {
        return new PrimaryIdmsIdentityProvider(session, new PrimaryIdmsIdentityProviderConfig(model));
    }

    @Override
    public IdentityProviderModel createConfig() {
        return new PrimaryIdmsIdentityProviderConfig();
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return PrimaryIdmsIdentityProviderConfig.properties();
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return Profile.isFeatureEnabled(Profile.Feature.JWT_AUTHORIZATION_GRANT);
    }
}
