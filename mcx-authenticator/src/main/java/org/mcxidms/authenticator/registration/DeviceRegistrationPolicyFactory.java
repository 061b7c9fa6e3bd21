package org.mcxidms.authenticator.registration;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jboss.logging.Logger;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientregistration.policy.AbstractClientRegistrationPolicyFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** Lists the client registration policy {@link DeviceRegistrationPolicy} in the admin console. */
public final class DeviceRegistrationPolicyFactory extends AbstractClientRegistrationPolicyFactory implements Versioned {

    private static final String DEFAULT_MODEL_CLIENT = "mcptt_client";
    static final String ALLOWED_URIS = "allowed-uris";
    static final String ALLOWED_CLIENT_URIS = "allowed-client-uris";
    /** The standard's own redirect URI (B.4.2.2), the scheme of the worked example, and the loopback of RFC 8252, 7.3. */
    private static final List<String> DEFAULT_ALLOWED_URIS = List.of("http://3gpp\\.mcptt/cb",
            "mcptt://[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*",
            "http://(127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*");
    private static final Logger LOG = Logger.getLogger(DeviceRegistrationPolicyFactory.class);

    @Override
    public String getId() {
        return DeviceRegistrationPolicy.PROVIDER_ID;
    }

    @Override
    public DeviceRegistrationPolicy create(KeycloakSession session, ComponentModel component) {
        String modelClient = component.get(DeviceRegistrationPolicy.MODEL_CLIENT, "");
        return new DeviceRegistrationPolicy(
                session, modelClient.isBlank() ? DEFAULT_MODEL_CLIENT : modelClient, allowed(component, ALLOWED_URIS),
                allowed(component, ALLOWED_CLIENT_URIS));
    }

    /** Whether a URI matches a pattern of the list {@code key}. No URI matches a list with a malformed pattern. */
    static Predicate<String> allowed(ComponentModel component, String key) {
        try {
            List<Pattern> patterns = patterns(component, key);
            return uri -> patterns.stream().anyMatch(pattern -> pattern.matcher(uri).matches());
        } catch (PatternSyntaxException e) {
            LOG.warnf("Devices with URIs of %s cannot register: policy %s has a malformed pattern there: %s",
                    key, DeviceRegistrationPolicy.PROVIDER_ID, e.getPattern());
            return uri -> false;
        }
    }

    private static List<Pattern> patterns(ComponentModel component, String key) {
        List<String> configured = component.getConfig().getOrDefault(key, List.of()).stream()
                .filter(pattern -> !pattern.isBlank()).toList();
        if (configured.isEmpty() && ALLOWED_CLIENT_URIS.equals(key)) {
            return patterns(component, ALLOWED_URIS);
        }
        return (configured.isEmpty() ? DEFAULT_ALLOWED_URIS : configured).stream().map(Pattern::compile).toList();
    }

    @Override
    public void validateConfiguration(KeycloakSession session, RealmModel realm, ComponentModel component) {
        try {
            patterns(component, ALLOWED_URIS);
            patterns(component, ALLOWED_CLIENT_URIS);
        } catch (PatternSyntaxException e) {
            LOG.warnf("Client registration policy %s not saved. Allowed URIs: not a regular expression: %s", component.getName(),
                    e.getPattern());
            throw new ComponentValidationException("mcxAllowedUris.malformed", e.getPattern());
        }
        // The default is not looked for: a realm that has no such client, and lets no device register, can still be imported.
        String modelClient = component.get(DeviceRegistrationPolicy.MODEL_CLIENT, "");
        if (!modelClient.isBlank() && !modelClient.equals(DEFAULT_MODEL_CLIENT)
                && realm.getClientByClientId(modelClient) == null) {
            LOG.warnf("Client registration policy %s not saved. Model client: the realm has no client %s", component.getName(),
                    modelClient);
            throw new ComponentValidationException("mcxModelClient.unknown", modelClient);
        }
    }

    @Override
    public String getHelpText() {
        return "Makes a client that registers itself a native MC client (3GPP TS 33.180 B.3) and refuses one that asks for more.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(
                new ProviderConfigProperty(DeviceRegistrationPolicy.MODEL_CLIENT, "mcxModelClient.label",
                        "mcxModelClient.tooltip",
                        ProviderConfigProperty.STRING_TYPE, DEFAULT_MODEL_CLIENT),
                new ProviderConfigProperty(ALLOWED_URIS, "mcxAllowedUris.label", "mcxAllowedUris.tooltip",
                        ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null),
                new ProviderConfigProperty(ALLOWED_CLIENT_URIS, "mcxAllowedClientUris.label", "mcxAllowedClientUris.tooltip",
                        ProviderConfigProperty.MULTIVALUED_STRING_TYPE, null));
    }
}
