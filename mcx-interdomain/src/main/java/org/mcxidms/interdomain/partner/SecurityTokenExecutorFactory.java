package org.mcxidms.interdomain.partner;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.policy.ExecutorFactory;

/** Lists the executor {@link SecurityTokenExecutor} in the admin console. */
public final class SecurityTokenExecutorFactory extends ExecutorFactory {

    @Override
    public String getId() {
        return SecurityTokenExecutor.PROVIDER_ID;
    }

    @Override
    public SecurityTokenExecutor create(KeycloakSession session) {
        return new SecurityTokenExecutor(session);
    }

    @Override
    public String getHelpText() {
        return "At the partner: takes a security token of a primary IdMS as the assertion of a JWT grant, once, where it is for "
                + "exactly this client and this IdMS and the scope names an MC service; refuses every other assertion "
                + "(3GPP TS 33.180 B.7.4, B.8). Has no settings: a primary is trusted by an identity provider.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
