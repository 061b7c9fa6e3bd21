package org.mcxidms.authenticator.grant;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelTokenRequestContext;
import org.keycloak.protocol.oidc.grants.ciba.clientpolicy.context.BackchannelTokenResponseContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenRequestContext;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenResponseContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.context.JWTAuthorizationGrantContext;
import org.keycloak.services.clientpolicy.context.ResourceOwnerPasswordCredentialsResponseContext;
import org.keycloak.services.clientpolicy.context.TokenExchangeRequestContext;
import org.keycloak.services.clientpolicy.context.TokenRefreshContext;
import org.keycloak.services.clientpolicy.context.TokenRefreshResponseContext;
import org.keycloak.services.clientpolicy.context.TokenRequestContext;
import org.keycloak.services.clientpolicy.context.TokenResponseContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.storage.DatastoreProvider;
import org.keycloak.storage.StoreManagers;
import org.keycloak.util.TokenUtil;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.authenticator.session.Revocation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McEvent;
import org.mcxidms.core.McScope;

/**
 * Confirms that the MC user account is valid at every grant, above all each time a refresh token is presented, and where it
 * is not, refuses <em>and revokes</em> (TS 33.180 B.5): the token stays dead when the account becomes valid again.
 *
 * <p>A refusal is HTTP 400 {@code invalid_grant} and one event of the grant's error type, with the details of
 * {@link McEvent}. The error is thrown as Keycloak's endpoint throws its own, not as a client-policy error, because the
 * endpoint would report that one in a second event without the reason.
 */
final class AccountValidityExecutor implements ClientPolicyExecutorProvider<AccountValidityExecutor.Configuration> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-account-validity-executor";

    private static final Logger LOG = Logger.getLogger(AccountValidityExecutor.class);

    /** As Keycloak makes them; the ids of federated users begin with {@code f:}. */
    private static final Pattern LOCAL_USER_ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    AccountValidityExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** What an administrator may set; see the admin console's help texts. */
    public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        /** A {@link Revocation#id()}; absent or empty means {@link Revocation#SESSION}. */
        static final String REVOKE = "revoke";
        /** {@code true}: the user is read from the user storage itself instead of Keycloak's cache. Absent: {@code false}. */
        static final String READ_USER_FROM_STORAGE = "read-user-from-storage";

        private static final Set<String> BOOLEANS = Set.of("", "true", "false");

        @Override
        public boolean validateConfig() {
            return Revocation.of(text(REVOKE)).isPresent() && BOOLEANS.contains(text(READ_USER_FROM_STORAGE));
        }

        /** An unknown value can only come from a realm file: then the most that it can mean is revoked. */
        Revocation revocation() {
            return Revocation.of(text(REVOKE)).orElse(Revocation.ALL);
        }

        boolean readUserFromStorage() {
            return Boolean.parseBoolean(text(READ_USER_FROM_STORAGE));
        }

        private String text(String key) {
            return Objects.toString(getConfigAsMap().get(key), "");
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
    public void executeOnEvent(ClientPolicyContext context) {
        switch (context.getEvent()) {
            case TOKEN_REFRESH -> confirmAtRefresh((TokenRefreshContext) context);
            case TOKEN_REQUEST -> confirmAtCodeExchange((TokenRequestContext) context);
            case DEVICE_TOKEN_REQUEST -> confirmAtDeviceGrant((DeviceTokenRequestContext) context);
            case BACKCHANNEL_TOKEN_REQUEST -> confirmAtCibaGrant((BackchannelTokenRequestContext) context);
            case TOKEN_EXCHANGE_REQUEST -> confirmAtTokenExchange((TokenExchangeRequestContext) context);
            case JWT_AUTHORIZATION_GRANT -> confirmAtJwtGrant((JWTAuthorizationGrantContext) context);
            case RESOURCE_OWNER_PASSWORD_CREDENTIALS_RESPONSE -> {
                confirmAtPasswordGrant((ResourceOwnerPasswordCredentialsResponseContext) context);
                capRefreshToken(((ResourceOwnerPasswordCredentialsResponseContext) context).getAccessTokenResponseBuilder());
            }
            case TOKEN_RESPONSE -> capRefreshToken(((TokenResponseContext) context).getAccessTokenResponseBuilder());
            case TOKEN_REFRESH_RESPONSE ->
                capRefreshToken(((TokenRefreshResponseContext) context).getAccessTokenResponseBuilder());
            case DEVICE_TOKEN_RESPONSE ->
                capRefreshToken(((DeviceTokenResponseContext) context).getAccessTokenResponseBuilder());
            case BACKCHANNEL_TOKEN_RESPONSE ->
                capRefreshToken(((BackchannelTokenResponseContext) context).getAccessTokenResponseBuilder());
            default -> { }
        }
    }

    /**
     * Keycloak has not looked at the token yet. One that it will refuse anyway, as forged, foreign, of another kind or of
     * another client, is left to it. The session is not loaded here: with rotation on, Keycloak locks before it loads it.
     */
    private void confirmAtRefresh(TokenRefreshContext context) {
        String presented = context.getParams().getFirst(OAuth2Constants.REFRESH_TOKEN);
        if (isClaimedForValidAccount(presented, context.getScopeParameter())) {
            return;
        }
        RefreshToken token = decode(presented, RefreshToken.class);
        if (token == null || !context.getClient().getClientId().equals(token.getIssuedFor())
                || !isRefreshToken(token.getType())) {
            return;
        }
        confirm(EventType.REFRESH_TOKEN, userOf(token), token.getSessionId(),
                scopesOf(token.getScope(), context.getScopeParameter()));
    }

    /**
     * The common case, without a second check of the signature: Keycloak makes one next, and whose token is forged gains
     * nothing here. Nothing but the id of a local user is looked up before the signature is checked.
     */
    private boolean isClaimedForValidAccount(String presented, String scopeParameter) {
        return ClaimedSubject.of(presented)
                .filter(claimed -> LOCAL_USER_ID.matcher(claimed.subject()).matches())
                .map(claimed -> {
                    UserModel user = user(claimed.subject());
                    return user != null && verdict(user, scopesOf(claimed.scope(), scopeParameter)).isValid();
                }).orElse(false);
    }

    /** What the refresh is about: the token's scopes, or those of them that the request names. */
    private static List<String> scopesOf(String tokenScope, String scopeParameter) {
        List<String> scopes = McScope.parse(tokenScope);
        List<String> narrowed = McScope.parse(scopeParameter);
        return narrowed.isEmpty() ? scopes : scopes.stream().filter(narrowed::contains).toList();
    }

    private void confirmAtCodeExchange(TokenRequestContext context) {
        UserSessionModel userSession = context.getClientSession().getUserSession();
        confirm(EventType.CODE_TO_TOKEN, userOf(userSession), userSession.getId(),
                requestedScopes(context.getParseResult().getCodeData().getScope()));
    }

    private void confirmAtDeviceGrant(DeviceTokenRequestContext context) {
        String sessionId = context.getDeviceCodeModel().getUserSessionId();
        confirm(EventType.OAUTH2_DEVICE_CODE_TO_TOKEN,
                userOf(session.sessions().getUserSession(realm(), sessionId)), sessionId,
                requestedScopes(context.getDeviceCodeModel().getScope()));
    }

    private void confirmAtCibaGrant(BackchannelTokenRequestContext context) {
        confirm(EventType.AUTHREQID_TO_TOKEN, user(context.getParsedRequest().getSubject()), null,
                requestedScopes(context.getParsedRequest().getScope()));
    }

    /** A subject token that is not this realm's own is left to Keycloak, which takes it only from a trusted provider. */
    private void confirmAtTokenExchange(TokenExchangeRequestContext context) {
        AccessToken token = decode(context.getTokenExchangeContext().getParams().getSubjectToken(), AccessToken.class);
        if (token != null) {
            Collection<String> scopes = Stream.concat(McScope.parse(token.getScope()).stream(),
                    McScope.parse(context.getScopeParameter()).stream()).toList();
            confirm(EventType.TOKEN_EXCHANGE, userOf(token), token.getSessionId(), scopes);
        }
    }

    private void confirmAtJwtGrant(JWTAuthorizationGrantContext context) {
        String subject = context.getAuthorizationGrantContext().getSubject();
        UserModel visitor = session.users().getUserByFederatedIdentity(realm(),
                new FederatedIdentityModel(context.getIdentityProviderAlias(), subject, null));
        confirm(EventType.JWT_AUTHORIZATION_GRANT, visitor == null ? null : user(visitor.getId()), null,
                requestedScopes(context.getScopeParameter()));
    }

    /** The session was made in this very request, so that only the request's own transaction can take it back. */
    private void confirmAtPasswordGrant(ResourceOwnerPasswordCredentialsResponseContext context) {
        UserSessionModel userSession = context.getClientSessionContext().getClientSession().getUserSession();
        UserModel user = userOf(userSession);
        AccountVerdict verdict = verdict(user, requestedScopes(context.getParams().getFirst(OAuth2Constants.SCOPE)));
        if (!verdict.isValid()) {
            session.sessions().removeUserSession(realm(), userSession);
            throw refusal(EventType.LOGIN, verdict, user, userSession.getId(), AccountRefusal.NOTHING_REVOKED);
        }
    }

    private void confirm(EventType grant, UserModel user, String sessionId, Collection<String> scopes) {
        AccountVerdict verdict = verdict(user, scopes);
        if (!verdict.isValid()) {
            throw refusal(grant, verdict, user, sessionId, revoke(user, sessionId));
        }
    }

    private AccountVerdict verdict(UserModel user, Collection<String> scopes) {
        return AccountCheck.verdict(realm(), client(), user, scopes);
    }

    /** A failed revocation must not turn the refusal into a server error, nor go unnoticed. */
    private String revoke(UserModel user, String sessionId) {
        try {
            return configuration.revocation().apply(session, client(), user == null ? null : user.getId(), sessionId);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Session %s of an MC account that is not valid could not be revoked", sessionId);
            return AccountRefusal.NOTHING_REVOKED;
        }
    }

    private CorsErrorResponseException refusal(EventType grant, AccountVerdict verdict, UserModel user, String sessionId,
            String revoked) {
        KeycloakContext context = session.getContext();
        EventBuilder event = new EventBuilder(realm(), session, context.getConnection())
                .event(grant).client(client()).session(sessionId);
        if (user != null) {
            event.user(user);
            LOG.debugf("%s of user %s refused: %s, revoked: %s", grant, user.getId(), verdict.reason().code(), revoked);
        }
        return AccountRefusal.of(event, verdict, revoked);
    }

    /** No refresh token is worth anything past {@code mc_valid_until}; the access token's mapper caps its own. */
    private static void capRefreshToken(AccessTokenResponseBuilder response) {
        if (response.getRefreshToken() != null) {
            AccountCheck.capExpiration(response.getRefreshToken(),
                    response.getClientSessionCtx().getClientSession().getUserSession().getUser());
        }
    }

    /**
     * The user of one of the realm's own tokens. A token's {@code sub} may be missing (a client without the scope
     * {@code basic}) or pairwise; then the session tells, read in a transaction of its own for Keycloak's lock's sake.
     */
    private UserModel userOf(AccessToken token) {
        UserModel user = token.getSubject() == null ? null : user(token.getSubject());
        return user != null || token.getSessionId() == null ? user : user(userIdOfSession(token.getSessionId()));
    }

    private UserModel userOf(UserSessionModel userSession) {
        return userSession == null || userSession.getUser() == null ? null : user(userSession.getUser().getId());
    }

    private UserModel user(String id) {
        return id == null ? null : users().getUserById(realm(), id);
    }

    private String userIdOfSession(String sessionId) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), session.getContext(),
                reading -> Stream.of(
                                reading.sessions().getUserSession(reading.getContext().getRealm(), sessionId),
                                reading.sessions().getOfflineUserSession(reading.getContext().getRealm(), sessionId))
                        .filter(Objects::nonNull)
                        .map(userSession -> userSession.getUser().getId())
                        .findFirst().orElse(null),
                "Look-up of an MC account's session");
    }

    private UserProvider users() {
        return configuration.readUserFromStorage()
                ? ((StoreManagers) session.getProvider(DatastoreProvider.class)).userStorageManager()
                : session.users();
    }

    private <T extends AccessToken> T decode(String token, Class<T> type) {
        return token == null ? null : session.tokens().decode(token, type);
    }

    private static boolean isRefreshToken(String type) {
        return TokenUtil.TOKEN_TYPE_REFRESH.equals(type) || TokenUtil.TOKEN_TYPE_OFFLINE.equals(type);
    }

    private Collection<String> requestedScopes(String scopeParameter) {
        return AccountCheck.requestedScopes(client(), scopeParameter);
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }
}
