package org.mcxidms.authenticator.request;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;

/** Finds the {@link UnknownScopes} of a request and takes them out of it, by the way that each endpoint leaves open. */
final class RequestedScopes {

    private RequestedScopes() {
    }

    /** The parameters of a grant, whose scope Keycloak checks before any event of a client policy that it has for the grant. */
    static final class OfGrant extends PreAuthorizationRequestContext {

        private OfGrant(ClientModel client, MultivaluedMap<String, String> parameters) {
            super(client.getClientId(), parameters);
        }
    }

    /** Asks Keycloak's own rule, so that what is kept here is never refused there for its scope. */
    static UnknownScopes unknown(KeycloakSession session, ClientModel client, String scope) {
        return UnknownScopes.in(scope,
                names -> TokenManager.isValidScope(session, OAuth2Constants.SCOPE_OPENID + " " + names, client));
    }

    /** The scope parameter, where there is exactly one: Keycloak refuses a repeated one. */
    static Optional<String> parameter(MultivaluedMap<String, String> parameters) {
        List<String> values = parameters.get(OAuth2Constants.SCOPE);
        return values == null || values.size() != 1 ? Optional.empty() : Optional.ofNullable(values.get(0));
    }

    /** Before Keycloak checks the scope of a grant. Where a policy objects, the scope stays, and Keycloak refuses it. */
    static void beforeGrant(KeycloakSession session, ClientModel client, MultivaluedMap<String, String> parameters) {
        String scope = parameter(parameters).orElse(null);
        if (scope == null || TokenManager.isValidScope(session, scope, client)) {
            return;
        }
        try {
            session.clientPolicy().triggerOnEvent(new OfGrant(client, parameters));
        } catch (ClientPolicyException e) {
            parameters.putSingle(OAuth2Constants.SCOPE, scope);
        }
    }

    /**
     * In the parameters of an authentication request that Keycloak has not parsed. Those of a GET cannot be changed: the
     * browser is sent to the same address with the scope that remains.
     */
    static void rewrite(KeycloakSession session, PreAuthorizationRequestContext context, String scope) {
        if (context instanceof OfGrant || HttpMethod.POST.equals(session.getContext().getHttpRequest().getHttpMethod())) {
            context.getRequestParameters().putSingle(OAuth2Constants.SCOPE, scope);
            return;
        }
        URI address = session.getContext().getUri().getRequestUri();
        String others = Arrays.stream(address.getRawQuery().split("&")).filter(RequestedScopes::isAnother)
                .collect(Collectors.joining("&"));
        // Without an entity, Keycloak makes an error page of the answer; without a media type, its security headers refuse it.
        throw new WebApplicationException(Response.status(Response.Status.FOUND)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.LOCATION, session.getContext().getUri().getAbsolutePath() + "?" + others + "&"
                        + OAuth2Constants.SCOPE + "=" + URLEncoder.encode(scope, StandardCharsets.UTF_8))
                .type(MediaType.TEXT_HTML_TYPE).entity("").build());
    }

    private static boolean isAnother(String pair) {
        try {
            return !OAuth2Constants.SCOPE.equals(URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8));
        } catch (IllegalArgumentException undecodable) {
            return true;
        }
    }

    /** In a request that Keycloak has parsed, and in the parameters that it keeps of a pushed one. */
    static void rewrite(KeycloakSession session, AuthorizationEndpointRequest request,
            MultivaluedMap<String, String> parameters, String scope) {
        new RewrittenParameters(session, Map.of(OAuth2Constants.SCOPE, scope)).parseRequest(request);
        if (parameters.containsKey(OAuth2Constants.SCOPE)) {
            parameters.putSingle(OAuth2Constants.SCOPE, scope);
        }
    }
}
