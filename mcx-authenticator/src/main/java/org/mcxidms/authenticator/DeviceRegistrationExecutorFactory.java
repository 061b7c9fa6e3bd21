package org.mcxidms.authenticator;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

import org.mcxidms.authenticator.DeviceRegistrationExecutor.Configuration;

/** Lists the executor {@link DeviceRegistrationExecutor} in the admin console. */
public final class DeviceRegistrationExecutorFactory implements ClientPolicyExecutorProviderFactory {

    /** The executor's id in client profiles. */
    public static final String PROVIDER_ID = "mcx-device-registration-executor";
    /** The client role that marks native MC clients: the policy of requests goes by it. */
    public static final String NATIVE_CLIENT_ROLE = "mcx-native-client";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public DeviceRegistrationExecutor create(KeycloakSession session) {
        return new DeviceRegistrationExecutor(session);
    }

    @Override
    public String getHelpText() {
        return "Makes a client that registers itself a native MC client (3GPP TS 33.180 B.3) and refuses one that asks for more. "
                + "Use it in a policy with the condition client-updater-context.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(new ProviderConfigProperty(Configuration.MODEL_CLIENT, "mcxModelClient.label", "mcxModelClient.tooltip",
                ProviderConfigProperty.STRING_TYPE, Configuration.DEFAULT_MODEL_CLIENT));
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
