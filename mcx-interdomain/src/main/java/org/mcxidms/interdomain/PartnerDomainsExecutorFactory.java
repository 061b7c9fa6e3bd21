package org.mcxidms.interdomain;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

import org.mcxidms.account.policy.ClientRoleOption;
import org.mcxidms.account.serverinfo.Versioned;

/** Lists the executor {@link PartnerDomainsExecutor} in the admin console. */
public final class PartnerDomainsExecutorFactory implements ClientPolicyExecutorProviderFactory, Versioned {

    /** The executor's id in client profiles. */
    public static final String PROVIDER_ID = "mcx-partner-domains-executor";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public PartnerDomainsExecutor create(KeycloakSession session) {
        return new PartnerDomainsExecutor(session);
    }

    @Override
    public String getHelpText() {
        return "At home: the partner domains that the policy's clients may exchange a user's access token for "
                + "(3GPP TS 33.180 B.7.2, B.8). Without this executor, no client gets a security token for any domain.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(new ProviderConfigProperty(PartnerDomainsExecutor.Configuration.PARTNERS,
                "mcxPartners.label", "mcxPartners.tooltip", ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null),
                ClientRoleOption.property());
    }

    @Override
    public void init(Config.Scope config) {
        // No server-wide settings.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
