package org.mcxidms.authenticator.registration;

import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.authentication.authenticators.client.X509ClientAuthenticator;
import org.keycloak.events.Details;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.clientregistration.ClientRegistrationContext;
import org.keycloak.services.clientregistration.ClientRegistrationException;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.ErrorCodes;
import org.keycloak.services.clientregistration.oidc.DescriptionConverter;
import org.keycloak.services.clientregistration.oidc.OIDCClientRegistrationContext;
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
    private final Predicate<String> allowedPage;

    DeviceRegistrationPolicy(KeycloakSession session, String modelClient, Predicate<String> allowedUri,
            Predicate<String> allowedPage) {
        this.session = session;
        this.modelClient = modelClient;
        this.allowedUri = allowedUri;
        this.allowedPage = allowedPage;
    }

    @Override
    public void beforeRegister(ClientRegistrationContext context) {
        check(context, Map.of());
    }

    /** A client that an administrator made, above all the model itself, is no device, whoever has a token for it. */
    @Override
    public void beforeUpdate(ClientRegistrationContext context, ClientModel client) {
        if (!Boolean.parseBoolean(client.getAttribute(REGISTERED)) || client.getClientId().equals(modelClient)) {
            throw refusal(context, ErrorCodes.INVALID_CLIENT_METADATA, NOT_REGISTERED_HERE,
                    "This client did not register itself; an administrator changes it");
        }
        // Keycloak makes the next token itself; a device that sends back what it read sends the old one along.
        context.getClient().setRegistrationAccessToken(null);
        check(context, answered(context, client));
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

    private void check(ClientRegistrationContext context, Map<String, Object> stored) {
        session.setAttribute(REGISTRATION, context);
        ClientRepresentation client = context.getClient();
        ClientModel model = model(context);
        Set<String> scopes = new HashSet<>(model.getClientScopes(true).keySet());
        scopes.addAll(model.getClientScopes(false).keySet());
        DeviceMetadata.Allowed allowed = new DeviceMetadata.Allowed(scopes, allowedUri, allowedPage, idTokenAlgorithm(model));
        Map<String, Object> said = fields(client);
        if (!isOfTheRfc(context) && client.getAttributes() != null) {
            // With those that are null: they take the stored value away. Keycloak makes such nulls of what the RFC's form omits.
            said.put(DeviceMetadata.ATTRIBUTES, client.getAttributes());
        }
        DeviceMetadata.refused(said, stored, allowed).ifPresent(field -> {
            throw refusal(context, field);
        });
        // All of the model's scopes follow: a client lacks none of the names that a request may list (B.4.2.2).
        client.setDefaultClientScopes(null);
        client.setOptionalClientScopes(null);
    }

    private static Map<String, Object> fields(ClientRepresentation client) {
        return JsonSerialization.mapper.convertValue(client, new TypeReference<>() {});
    }

    /** What the device would send if it sent back what the server answers for it (RFC 7592, 2.2). */
    private Map<String, Object> answered(ClientRegistrationContext context, ClientModel client) {
        ClientRepresentation stored = ModelToRepresentation.toRepresentation(client, session);
        stored.setSecret(client.getSecret());
        if (!isOfTheRfc(context)) {
            return fields(stored);
        }
        try {
            URI uri = session.getContext().getUri().getRequestUri();
            return fields(
                    DescriptionConverter.toInternal(session, DescriptionConverter.toExternalResponse(session, stored, uri)));
        } catch (ClientRegistrationException e) {
            LOG.debugf(e, "Client %s is stored as its device could not have registered it", client.getClientId());
            return Map.of();
        }
    }

    private static boolean isOfTheRfc(ClientRegistrationContext context) {
        return context instanceof OIDCClientRegistrationContext;
    }

    private String idTokenAlgorithm(ClientModel model) {
        String own = model.getAttribute(OIDCConfigAttributes.ID_TOKEN_SIGNED_RESPONSE_ALG);
        String realms = session.getContext().getRealm().getDefaultSignatureAlgorithm();
        return own != null && !own.isBlank() ? own
                : realms != null && !realms.isBlank() ? realms : Constants.DEFAULT_SIGNATURE_ALGORITHM;
    }

    /** Names the member that the device wrote, which is not always Keycloak's field. */
    private static ErrorResponseException refusal(ClientRegistrationContext context, String field) {
        String rule = isOfTheRfc(context)
                ? RegistrationMember.of(field, context.getClient().isServiceAccountsEnabled() != null) : field;
        String error = DeviceMetadata.REDIRECT_URIS.equals(field)
                ? ErrorCodes.INVALID_REDIRECT_URI : ErrorCodes.INVALID_CLIENT_METADATA;
        return refusal(context, error, rule,
                "Not what a native MC client may register: " + rule + (rule.equals(field) ? "" : " (" + field + ")"));
    }

    /** Keycloak would answer a policy's own exception with {@code insufficient_scope}, which RFC 7591 does not have. */
    private static ErrorResponseException refusal(ClientRegistrationContext context, String error, String rule, String text) {
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
        // Keycloak takes the name in a certificate as a pattern unless told otherwise, and any CA that the server trusts.
        client.setAttribute(X509ClientAuthenticator.ATTR_ALLOW_REGEX_PATTERN_COMPARISON, Boolean.FALSE.toString());
        Optional.ofNullable(model.getAttribute(X509ClientAuthenticator.ATTR_CA_SUBJECT_DN))
                .ifPresent(ca -> client.setAttribute(X509ClientAuthenticator.ATTR_CA_SUBJECT_DN, ca));
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
            throw refusal(context, ErrorCodes.INVALID_CLIENT_METADATA, MODEL_CLIENT, "Devices cannot register here");
        }
        return model;
    }
}
