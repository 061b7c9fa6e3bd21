package org.mcxidms.interdomain.home;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.policy.ClientRoleOption;
import org.mcxidms.account.policy.ExecutorFactory;

/** Lists the executor {@link PartnerDomainsExecutor} in the admin console. */
public final class PartnerDomainsExecutorFactory extends ExecutorFactory {

    @Override
    public String getId() {
        return PartnerDomainsExecutor.PROVIDER_ID;
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
                tokenType(),
                new ProviderConfigProperty(PartnerDomainsExecutor.Configuration.SEND_SERVICE_IDS, "mcxPartnerServiceIds.label",
                        "mcxPartnerServiceIds.tooltip", ProviderConfigProperty.BOOLEAN_TYPE, false),
                ClientRoleOption.property());
    }

    private static ProviderConfigProperty tokenType() {
        ProviderConfigProperty property = new ProviderConfigProperty(PartnerDomainsExecutor.Configuration.TOKEN_TYPE,
                "mcxPartnerTokenType.label", "mcxPartnerTokenType.tooltip", ProviderConfigProperty.LIST_TYPE,
                PartnerDomainsExecutor.Configuration.BEARER);
        property.setOptions(PartnerDomainsExecutor.Configuration.TOKEN_TYPES);
        return property;
    }
}
