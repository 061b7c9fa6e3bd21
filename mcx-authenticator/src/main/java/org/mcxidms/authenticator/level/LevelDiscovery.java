package org.mcxidms.authenticator.level;

import java.util.Map;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCWellKnownProvider;
import org.keycloak.protocol.oidc.representations.OIDCConfigurationRepresentation;
import org.keycloak.protocol.oidc.utils.AcrUtils;

/**
 * Keycloak's discovery document without the numbers that Keycloak adds to {@code acr_values_supported}. A realm that names no
 * level keeps them.
 */
final class LevelDiscovery extends OIDCWellKnownProvider {

    private final KeycloakSession session;

    LevelDiscovery(KeycloakSession session, Map<String, Object> override, boolean includeClientScopes) {
        super(session, override, includeClientScopes);
        this.session = session;
    }

    @Override
    public Object getConfig() {
        Object config = super.getConfig();
        Set<String> named = AcrUtils.getAcrLoaMap(session.getContext().getRealm()).keySet();
        if (config instanceof OIDCConfigurationRepresentation document && !named.isEmpty()
                && document.getAcrValuesSupported() != null) {
            document.setAcrValuesSupported(document.getAcrValuesSupported().stream()
                    .filter(value -> named.contains(value) || !value.matches("\\d+")).distinct().toList());
        }
        return config;
    }
}
