package org.mcxidms.authenticator.request;

import java.util.Map;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.request.AuthzEndpointRequestParser;

/**
 * Gives parameters of a request that Keycloak has parsed another value. Keycloak's request has no setters; a parser may be
 * applied to it more than once, and changes only the parameters that it has a value for.
 */
final class RewrittenParameters extends AuthzEndpointRequestParser {

    private final Map<String, String> parameters;

    RewrittenParameters(KeycloakSession session, Map<String, String> parameters) {
        super(session);
        this.parameters = parameters;
    }

    @Override
    protected String getParameter(String name) {
        return parameters.get(name);
    }

    @Override
    protected Integer getIntParameter(String name) {
        return null;
    }

    @Override
    protected Set<String> keySet() {
        return Set.of();
    }
}
