package org.mcxidms.authenticator;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.util.JsonSerialization;

import org.mcxidms.core.McEvent;

/**
 * Makes a client that registers itself a native MC client like the one that the operator set up (TS 33.180 B.3): refuses what
 * {@link DeviceMetadata} does not list, and gives the client the scopes, the token lifespan and the role that bring the
 * profile. After an update, too.
 */
final class DeviceRegistrationExecutor implements ClientPolicyExecutorProvider<DeviceRegistrationExecutor.Configuration> {

    private static final Logger LOG = Logger.getLogger(DeviceRegistrationExecutor.class);

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    DeviceRegistrationExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** Names the client that registered ones take after. */
    public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        static final String MODEL_CLIENT = "model-client";
        static final String DEFAULT_MODEL_CLIENT = "mcptt_client";

        @JsonProperty(MODEL_CLIENT)
        private String modelClient;

        public String getModelClient() {
            return modelClient == null || modelClient.isBlank() ? DEFAULT_MODEL_CLIENT : modelClient;
        }

        public void setModelClient(String modelClient) {
            this.modelClient = modelClient;
        }
    }

    @Override
    public void setupConfiguration(Configuration config) {
        configuration = config == null ? new Configuration() : config;
    }

    @Override
    public Class<Configuration> getExecutorConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public String getProviderId() {
        return DeviceRegistrationExecutorFactory.PROVIDER_ID;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        switch (context.getEvent()) {
            case REGISTER -> check(((ClientCRUDContext) context).getProposedClientRepresentation(), EventType.CLIENT_REGISTER);
            case UPDATE -> check(((ClientCRUDContext) context).getProposedClientRepresentation(), EventType.CLIENT_UPDATE);
            case REGISTERED, UPDATED -> complete(((ClientCRUDContext) context).getTargetClient());
            default -> { }
        }
    }

    private void check(ClientRepresentation client, EventType event) throws ClientPolicyException {
        ClientModel model = model();
        Set<String> scopes = new HashSet<>(model.getClientScopes(true).keySet());
        scopes.addAll(model.getClientScopes(false).keySet());
        Map<String, Object> fields = JsonSerialization.mapper.convertValue(client, new TypeReference<>() { });
        Optional<String> refused = DeviceMetadata.refused(fields, event == EventType.CLIENT_UPDATE, scopes);
        if (refused.isPresent()) {
            throw refusal(event, client.getClientId(), refused.get());
        }
        // All of the model's scopes follow: a client lacks none of the names that a request may list (B.4.2.2).
        client.setDefaultClientScopes(null);
        client.setOptionalClientScopes(null);
    }

    /** Keycloak would answer a client-policy error with {@code insufficient_scope} and keep its text: the error is our own. */
    private ErrorResponseException refusal(EventType type, String clientId, String field) {
        KeycloakContext context = session.getContext();
        String text = "Not what a native MC client may register: " + field;
        new EventBuilder(context.getRealm(), session, context.getConnection()).event(type).client(clientId)
                .detail(McEvent.RULE, field).detail(Details.REASON, text).error(OAuthErrorException.INVALID_CLIENT_METADATA);
        return new ErrorResponseException(OAuthErrorException.INVALID_CLIENT_METADATA, text, Response.Status.BAD_REQUEST);
    }

    private void complete(ClientModel client) throws ClientPolicyException {
        ClientModel model = model();
        for (boolean isDefault : new boolean[] {true, false}) {
            client.getClientScopes(isDefault).values().forEach(client::removeClientScope);
        }
        for (boolean isDefault : new boolean[] {true, false}) {
            model.getClientScopes(isDefault).values().forEach(scope -> client.addClientScope(scope, isDefault));
        }
        client.setWebOrigins(Set.of());
        client.setAttribute(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, DeviceMetadata.S256);
        client.setAttribute(OIDCConfigAttributes.USE_LOWER_CASE_IN_TOKEN_RESPONSE, Boolean.TRUE.toString());
        Optional.ofNullable(model.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN))
                .ifPresent(seconds -> client.setAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN, seconds));
        if (ClientIdAndSecretAuthenticator.PROVIDER_ID.equals(client.getClientAuthenticatorType())) {
            client.setAttribute(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD, DeviceMetadata.BASIC);
        }
        if (client.getRole(DeviceRegistrationExecutorFactory.NATIVE_CLIENT_ROLE) == null) {
            client.addRole(DeviceRegistrationExecutorFactory.NATIVE_CLIENT_ROLE);
        }
    }

    private ClientModel model() throws ClientPolicyException {
        ClientModel model = session.getContext().getRealm().getClientByClientId(configuration.getModelClient());
        if (model == null) {
            LOG.warnf("Registration refused: executor %s names client %s, which does not exist", getProviderId(),
                    configuration.getModelClient());
            throw new ClientPolicyException(OAuthErrorException.INVALID_CLIENT_METADATA, "Devices cannot register here");
        }
        return model;
    }
}
