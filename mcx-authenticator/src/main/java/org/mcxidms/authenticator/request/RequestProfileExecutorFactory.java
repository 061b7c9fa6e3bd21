package org.mcxidms.authenticator.request;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.policy.ClientRoleOption;
import org.mcxidms.account.policy.ExecutorFactory;

/** Lists the executor {@link RequestProfileExecutor} in the admin console. */
public final class RequestProfileExecutorFactory extends ExecutorFactory {

    @Override
    public String getId() {
        return RequestProfileExecutor.PROVIDER_ID;
    }

    @Override
    public RequestProfileExecutor create(KeycloakSession session) {
        return new RequestProfileExecutor(session);
    }

    @Override
    public String getHelpText() {
        return "Refuses authentication and token requests that lack what 3GPP TS 33.180 B.4.2.2 and B.4.2.4 require. "
                + "A rule set to log lets the request through and emits a CLIENT_INFO event with the detail mc_rule. "
                + "Scopes that a client cannot get are dropped, which Keycloak alone answers by refusing the whole request.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return Stream.concat(Stream.of(ClientRoleOption.property(), unknownScopes()),
                Arrays.stream(ProfileRule.values()).map(RequestProfileExecutorFactory::property)).toList();
    }

    private static ProviderConfigProperty property(ProfileRule rule) {
        return property(rule.key(), rule.defaultMode().id(), Arrays.stream(ProfileRule.Mode.values()).map(ProfileRule.Mode::id));
    }

    private static ProviderConfigProperty unknownScopes() {
        return property(UnknownScopes.KEY, UnknownScopes.Mode.byDefault().id(),
                Arrays.stream(UnknownScopes.Mode.values()).map(UnknownScopes.Mode::id));
    }

    private static ProviderConfigProperty property(String key, String byDefault, Stream<String> modes) {
        ProviderConfigProperty property = new ProviderConfigProperty(key, "mcxRule." + key + ".label",
                "mcxRule." + key + ".tooltip", ProviderConfigProperty.LIST_TYPE, byDefault);
        property.setOptions(modes.toList());
        return property;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        Arrays.stream(ProfileRule.values()).map(ProfileRule::key).forEach(McMetrics::registerRule);
        McMetrics.registerRule(UnknownScopes.KEY);
    }
}
