package org.mcxidms.authenticator.grant;

import java.util.Arrays;
import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.policy.ExecutorFactory;
import org.mcxidms.authenticator.session.Revocation;

/** Lists the executor {@link AccountValidityExecutor} in the admin console. */
public final class AccountValidityExecutorFactory extends ExecutorFactory {

    @Override
    public String getId() {
        return AccountValidityExecutor.PROVIDER_ID;
    }

    @Override
    public AccountValidityExecutor create(KeycloakSession session) {
        return new AccountValidityExecutor(session);
    }

    @Override
    public String getHelpText() {
        return "Confirms that the MC user account is valid every time a refresh token, a code or a device code is presented; "
                + "where the account is not valid, refuses and revokes (3GPP TS 33.180 B.5). Use it in a policy whose condition "
                + "always votes, such as any-client. Without it no token is made for such an account either, "
                + "but nothing is revoked.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        ProviderConfigProperty revoke = new ProviderConfigProperty(AccountValidityConfiguration.REVOKE,
                "mcxRevoke.label", "mcxRevoke.tooltip", ProviderConfigProperty.LIST_TYPE, Revocation.SESSION.id());
        revoke.setOptions(Revocation.ids());
        return List.of(revoke, new ProviderConfigProperty(AccountValidityConfiguration.READ_USER_FROM_STORAGE,
                "mcxReadUserFromStorage.label", "mcxReadUserFromStorage.tooltip", ProviderConfigProperty.BOOLEAN_TYPE, false));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        McMetrics.register(Arrays.stream(Revocation.values()).map(Revocation::eventValue));
    }
}
