package org.mcxidms.authenticator.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceAuthorizationRequestContext;
import org.keycloak.protocol.oidc.par.clientpolicy.context.PushedAuthorizationRequestContext;
import org.keycloak.protocol.oidc.utils.AcrUtils;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AuthorizationRequestContext;
import org.keycloak.services.clientpolicy.context.PreAuthorizationRequestContext;
import org.keycloak.services.clientpolicy.context.TokenRequestContext;
import org.keycloak.services.cors.Cors;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.account.policy.AnsweringExecutor;
import org.mcxidms.account.policy.ClientRoleOption;
import org.mcxidms.core.McEvent;
import org.mcxidms.core.McScope;

/**
 * Holds authentication and access token requests to the profile of TS 33.180 B.4.2.2 and B.4.2.4. A rule in mode {@code log}
 * lets the request through and emits an event that names client and rule, so that an operator sees which radios would break
 * before enforcing.
 */
final class RequestProfileExecutor extends AnsweringExecutor<RequestProfileExecutor.Configuration> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-request-profile-executor";

    private static final Logger LOG = Logger.getLogger(RequestProfileExecutor.class);
    private static final Set<ClientPolicyEvent> EVENTS = Set.of(ClientPolicyEvent.PRE_AUTHORIZATION_REQUEST,
            ClientPolicyEvent.PUSHED_AUTHORIZATION_REQUEST, ClientPolicyEvent.DEVICE_AUTHORIZATION_REQUEST,
            ClientPolicyEvent.AUTHORIZATION_REQUEST, ClientPolicyEvent.TOKEN_REQUEST);

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    RequestProfileExecutor(KeycloakSession session) {
        this.session = session;
    }

    /**
     * The mode of each rule under its {@link ProfileRule#key()} and of {@link UnknownScopes#KEY}; absent or empty means the
     * rule's default. And the {@link ClientRoleOption}.
     */
    public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        @Override
        public boolean validateConfig() {
            return Arrays.stream(ProfileRule.values()).allMatch(rule -> find(rule).isPresent())
                    && UnknownScopes.Mode.of(getConfigAsMap().get(UnknownScopes.KEY)).isPresent()
                    && ClientRoleOption.isValid(getConfigAsMap().get(ClientRoleOption.KEY));
        }

        /** A malformed value, which only a realm file can hold, never widens: the profile then holds for every client. */
        boolean selects(ClientModel client) {
            Object role = getConfigAsMap().get(ClientRoleOption.KEY);
            return !ClientRoleOption.isValid(role) || ClientRoleOption.selects(role, client);
        }

        /** An unknown value can only come from a realm file: then the rule is enforced. */
        ProfileRule.Mode mode(ProfileRule rule) {
            return find(rule).orElse(ProfileRule.Mode.ENFORCE);
        }

        /** An unknown value can only come from a realm file: then unknown scopes are refused. */
        UnknownScopes.Mode unknownScopes() {
            return UnknownScopes.Mode.of(getConfigAsMap().get(UnknownScopes.KEY)).orElse(UnknownScopes.Mode.REFUSE);
        }

        private Optional<ProfileRule.Mode> find(ProfileRule rule) {
            Object mode = getConfigAsMap().get(rule.key());
            if (mode == null || "".equals(mode)) {
                return Optional.of(rule.defaultMode());
            }
            return Arrays.stream(ProfileRule.Mode.values()).filter(known -> known.id().equals(mode)).findFirst();
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
        return PROVIDER_ID;
    }

    @Override
    protected Set<ClientPolicyEvent> events() {
        return EVENTS;
    }

    @Override
    protected void answer(ClientPolicyContext context) throws ClientPolicyException {
        switch (context.getEvent()) {
            case PRE_AUTHORIZATION_REQUEST -> dropUnknownScopes((PreAuthorizationRequestContext) context);
            case PUSHED_AUTHORIZATION_REQUEST -> dropUnknownScopes((PushedAuthorizationRequestContext) context);
            case DEVICE_AUTHORIZATION_REQUEST -> dropUnknownScopes((DeviceAuthorizationRequestContext) context);
            case AUTHORIZATION_REQUEST -> checkAuthorization((AuthorizationRequestContext) context);
            case TOKEN_REQUEST -> checkToken((TokenRequestContext) context);
            default -> throw new IllegalStateException(context.getEvent().name());
        }
    }

    private void dropUnknownScopes(PreAuthorizationRequestContext context) {
        ClientModel client = session.getContext().getRealm().getClientByClientId(context.getClientId());
        if (client != null) {
            RequestedScopes.parameter(context.getRequestParameters())
                    .flatMap(scope -> scopeWithoutUnknown(client, scope))
                    .ifPresent(scope -> RequestedScopes.rewrite(session, context, scope));
        }
    }

    private void dropUnknownScopes(PushedAuthorizationRequestContext context) {
        AuthorizationEndpointRequest request = context.getRequest();
        scopeWithoutUnknown(client(), request.getScope())
                .ifPresent(scope -> RequestedScopes.rewrite(session, request, context.getRequestParameters(), scope));
    }

    /** Keycloak does not check the scope of a device authorization request, and ignores what it does not know: it refuses none. */
    private void dropUnknownScopes(DeviceAuthorizationRequestContext context) throws ClientPolicyException {
        AuthorizationEndpointRequest request = context.getRequest();
        Optional<String> rest = scopeWithoutUnknown(client(), request.getScope());
        if (rest.isPresent()) {
            RequestedScopes.rewrite(session, request, context.getRequestParameters(), rest.get());
        } else if (configuration.selects(client())
                && !RequestedScopes.unknown(session, client(), request.getScope()).isEmpty()) {
            McMetrics.ruleBroken(UnknownScopes.KEY, true);
            throw new ClientPolicyException(OAuthErrorException.INVALID_SCOPE,
                    UnknownScopes.KEY + ": scope must name nothing that the client cannot get");
        }
    }

    /** The scope to go on with; empty where the request stays as it is, for Keycloak to accept or to refuse. */
    private Optional<String> scopeWithoutUnknown(ClientModel client, String scope) {
        if (!configuration.selects(client) || configuration.unknownScopes() == UnknownScopes.Mode.REFUSE) {
            return Optional.empty();
        }
        UnknownScopes unknown = RequestedScopes.unknown(session, client, scope);
        if (unknown.isEmpty() || unknown.isEverything()) {
            return Optional.empty();
        }
        if (configuration.unknownScopes() == UnknownScopes.Mode.LOG) {
            event(EventType.CLIENT_INFO, client, UnknownScopes.KEY).detail(McEvent.SCOPES, unknown.detail()).success();
        }
        McMetrics.ruleBroken(UnknownScopes.KEY, false);
        return Optional.of(unknown.kept());
    }

    private void checkAuthorization(AuthorizationRequestContext context) throws ClientPolicyException {
        if (!configuration.selects(client())) {
            return;
        }
        AuthorizationEndpointRequest request = context.getAuthorizationEndpointRequest();
        List<String> acrValues = McScope.parse(request.getAcr());
        Set<String> knownAcrValues = acrValues.isEmpty() ? Set.of() : knownAcrValues();
        Optional<ProfileRule> broken = firstEnforced(ProfileRule.Stage.AUTHORIZATION, ProfileRequest.authorization(
                request.getResponseType(), McScope.parse(request.getScope()), request.getRedirectUri(), request.getState(),
                acrValues, knownAcrValues, request.getCodeChallenge(), request.getCodeChallengeMethod()));
        if (broken.isPresent()) {
            throw new ClientPolicyException(broken.get().oauthError(), broken.get().errorText());
        }
        preferKnown(request, acrValues, knownAcrValues);
    }

    /** Keycloak reads a number among the values as a level, and puts it into the tokens. */
    private void preferKnown(AuthorizationEndpointRequest request, List<String> acrValues, Set<String> known) {
        List<String> ofProfile = acrValues.stream().filter(known::contains).toList();
        if (!ofProfile.isEmpty() && ofProfile.size() < acrValues.size()) {
            new RewrittenParameters(session, Map.of(OIDCLoginProtocol.ACR_PARAM, String.join(" ", ofProfile)))
                    .parseRequest(request);
        }
    }

    /** Keycloak would answer a client-policy error with {@code invalid_grant}, whatever its code: the error is our own. */
    private void checkToken(TokenRequestContext context) {
        if (!configuration.selects(client())) {
            return;
        }
        MultivaluedMap<String, String> parameters = context.getParams();
        Optional<ProfileRule> broken = firstEnforced(ProfileRule.Stage.TOKEN, ProfileRequest.token(
                parameters.getFirst(OAuth2Constants.CLIENT_ID), parameters.getFirst(OAuth2Constants.REDIRECT_URI), isBasic()));
        if (broken.isPresent()) {
            ProfileRule rule = broken.get();
            event(EventType.CODE_TO_TOKEN, client(), rule.key()).error(rule.oauthError());
            throw new CorsErrorResponseException(
                    Cors.builder(), rule.oauthError(), rule.errorText(), Response.Status.BAD_REQUEST);
        }
    }

    /** The first broken rule that is enforced; before that, every broken rule that is only logged has got its event. */
    private Optional<ProfileRule> firstEnforced(ProfileRule.Stage stage, ProfileRequest request) {
        List<ProfileRule> broken = Arrays.stream(ProfileRule.values())
                .filter(rule -> rule.stage() == stage && !rule.isKeptBy(request)).toList();
        broken.stream().filter(rule -> configuration.mode(rule) == ProfileRule.Mode.LOG).forEach(this::log);
        Optional<ProfileRule> enforced =
                broken.stream().filter(rule -> configuration.mode(rule) == ProfileRule.Mode.ENFORCE).findFirst();
        enforced.ifPresent(rule -> McMetrics.ruleBroken(rule.key(), true));
        return enforced;
    }

    private void log(ProfileRule rule) {
        LOG.debugf("Request of client %s does not keep rule %s", client().getClientId(), rule.key());
        event(EventType.CLIENT_INFO, client(), rule.key()).success();
        McMetrics.ruleBroken(rule.key(), false);
    }

    private EventBuilder event(EventType type, ClientModel client, String rule) {
        KeycloakContext context = session.getContext();
        return new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(type).client(client).detail(McEvent.RULE, rule);
    }

    private Set<String> knownAcrValues() {
        Set<String> ofClient = AcrUtils.getAcrLoaMap(client()).keySet();
        return ofClient.isEmpty() ? AcrUtils.getAcrLoaMap(session.getContext().getRealm()).keySet() : ofClient;
    }

    private boolean isBasic() {
        String authorization = session.getContext().getHttpRequest().getHttpHeaders()
                .getHeaderString(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("basic ");
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }
}
