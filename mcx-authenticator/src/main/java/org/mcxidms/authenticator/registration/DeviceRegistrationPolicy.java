package org.mcxidms.authenticator.registration;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientregistration.ClientRegistrationContext;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ErrorCodes;
import org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy;
import org.keycloak.util.JsonSerialization;

import org.mcxidms.core.McEvent;

/**
 * Makes a client that registers itself a native MC client like the one that the operator set up (TS 33.180 B.3): refuses what
 * {@link DeviceMetadata} does not list, and gives the client the scopes, the token lifespan and the role that bring the
 * profile. After an update, too. Not a client-policy executor: Keycloak reads client policies anew at each token request.
 */
final class DeviceRegistrationPolicy implements ClientRegistrationPolicy {

    /** The policy's id in the realm's components. */
    static final String PROVIDER_ID = "mcx-device-registration";

    /** The client role that marks native MC clients: the policy of requests goes by it. */
    static final String NATIVE_CLIENT_ROLE = "mcx-native-client";

    static final String MODEL_CLIENT = "model-client";

    /** The client attribute that marks a client as registered under this policy; only such clients can be updated. */
    static final String REGISTERED = "mcx.registered";
    /** The session attribute with the {@link ClientRegistrationContext} of a request that this policy checks. */
    static final String REGISTRATION = DeviceRegistrationPolicy.class.getName();
    private static final String NOT_REGISTERED_HERE = "not-registered-here";

    private static final Logger LOG = Logger.getLogger(DeviceRegistrationPolicy.class);

    private final KeycloakSession session;
    private final String modelClient;
    private final Predicate<String> allowedUri;

    DeviceRegistrationPolicy(KeycloakSession session, String modelClient, Predicate<String> allowedUri) {
        this.session = session;
        this.modelClient = modelClient;
        this.allowedUri = allowedUri;
    }

    @Override
    public void beforeRegister(ClientRegistrationContext context) {
        check(context, false);
    }

    /** A client that an administrator made, above all the model itself, is no device, whoever has a token for it. */
    @Override
    public void beforeUpdate(ClientRegistrationContext context, ClientModel client) {
        if (!Boolean.parseBoolean(client.getAttribute(REGISTERED)) || client.getClientId().equals(modelClient)) {
            throw refusal(context, NOT_REGISTERED_HERE, "This client did not register itself; an administrator changes it");
        }
        check(context, true);
    }

    @Override
    public void afterRegister(ClientRegistrationContext context, ClientModel client) {
        client.setAttribute(REGISTERED, Boolean.TRUE.toString());
        complete(client, model(context));
    }

    @Override
    public void afterUpdate(ClientRegistrationContext context, ClientModel client) {
        complete(client, model(context));
    }

    @Override
    public void beforeView(ClientRegistrationProvider provider, ClientModel client) {
        // A device may read its own registration.
    }

    @Override
    public void beforeDelete(ClientRegistrationProvider provider, ClientModel client) {
        // A device may end its own registration.
    }

    private void check(ClientRegistrationContext context, boolean isUpdate) {
        session.setAttribute(REGISTRATION, context);
        ClientRepresentation client = context.getClient();
        ClientModel model = model(context);
        Set<String> scopes = new HashSet<>(model.getClientScopes(true).keySet());
        scopes.addAll(model.getClientScopes(false).keySet());
        Map<String, Object> fields = JsonSerialization.mapper.convertValue(client, new TypeReference<>() {});
        Optional<String> refused = DeviceMetadata.refused(fields, isUpdate, scopes, allowedUri);
        if (refused.isPresent()) {
            throw refusal(context, refused.get(), "Not what a native MC client may register: " + refused.get());
        }
        // All of the model's scopes follow: a client lacks none of the names that a request may list (B.4.2.2).
        client.setDefaultClientScopes(null);
        client.setOptionalClientScopes(null);
    }

    /** Keycloak would answer a policy's own exception with {@code insufficient_scope}, which RFC 7591 does not have. */
    private static ErrorResponseException refusal(ClientRegistrationContext context, String rule, String text) {
        String error = DeviceMetadata.REDIRECT_URIS.equals(rule)
                ? ErrorCodes.INVALID_REDIRECT_URI : ErrorCodes.INVALID_CLIENT_METADATA;
        report(context, rule, text, error);
        return new ErrorResponseException(error, text, Response.Status.BAD_REQUEST);
    }

    /** Sends the event of a refusal. */
    static void report(ClientRegistrationContext context, String rule, String text, String error) {
        context.getProvider().getEvent().detail(McEvent.RULE, rule).detail(Details.REASON, text).error(error);
    }

    private static void complete(ClientModel client, ClientModel model) {
        for (boolean isDefault : new boolean[] {true, false}) {
            client.getClientScopes(isDefault).values().forEach(client::removeClientScope);
        }
        for (boolean isDefault : new boolean[] {true, false}) {
            model.getClientScopes(isDefault).values().forEach(scope -> client.addClientScope(scope, isDefault));
        }
        // Also where the metadata is silent: a default of Keycloak's is not the profile.
        client.setPublicClient(false);
        client.setStandardFlowEnabled(true);
        client.setImplicitFlowEnabled(false);
        client.setDirectAccessGrantsEnabled(false);
        client.setFullScopeAllowed(false);
        client.setWebOrigins(Set.of());
        client.setAttribute(OIDCConfigAttributes.PKCE_CODE_CHALLENGE_METHOD, DeviceMetadata.S256);
        client.setAttribute(OIDCConfigAttributes.USE_LOWER_CASE_IN_TOKEN_RESPONSE, Boolean.TRUE.toString());
        Optional.ofNullable(model.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN))
                .ifPresent(seconds -> client.setAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN, seconds));
        if (ClientIdAndSecretAuthenticator.PROVIDER_ID.equals(client.getClientAuthenticatorType())) {
            client.setAttribute(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD, DeviceMetadata.BASIC);
        }
        if (client.getRole(NATIVE_CLIENT_ROLE) == null) {
            client.addRole(NATIVE_CLIENT_ROLE);
        }
    }

    private ClientModel model(ClientRegistrationContext context) {
        ClientModel model = session.getContext().getRealm().getClientByClientId(modelClient);
        if (model == null) {
            LOG.warnf("Registration refused: policy %s names client %s, which does not exist",
                    PROVIDER_ID, modelClient);
            throw refusal(context, MODEL_CLIENT, "Devices cannot register here");
        }
        return model;
    }
}
