package org.mcxidms.authenticator.grant;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.grants.device.clientpolicy.context.DeviceTokenRequestContext;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.TokenRefreshContext;
import org.keycloak.services.clientpolicy.context.TokenRequestContext;
import org.keycloak.services.clientpolicy.context.UserInfoRequestContext;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.policy.AnsweringExecutor;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McScope;

/**
 * Confirms that the MC user account is valid each time a refresh token is presented, and where the account is not, refuses
 * <em>and revokes</em> (TS 33.180 B.5): the token stays dead when the account becomes valid again. Codes and device codes get the
 * same treatment, and the userinfo endpoint refuses.
 *
 * <p>This is the first line. The guard in the package {@code token} makes no token for such an account at any grant. Only this class
 * revokes, because only here the client presents what belongs to it. All that this class decides is which user, session and scopes
 * a grant is about.
 */
final class AccountValidityExecutor extends AnsweringExecutor<AccountValidityConfiguration> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-account-validity-executor";

    private static final Set<ClientPolicyEvent> EVENTS = Set.of(ClientPolicyEvent.TOKEN_REFRESH,
            ClientPolicyEvent.TOKEN_REQUEST, ClientPolicyEvent.DEVICE_TOKEN_REQUEST, ClientPolicyEvent.USERINFO_REQUEST);
    /** As Keycloak makes them; the ids of federated users begin with {@code f:}. */
    private static final Pattern LOCAL_USER_ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

    private final KeycloakSession session;
    private AccountValidityConfiguration configuration = new AccountValidityConfiguration();

    AccountValidityExecutor(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void setupConfiguration(AccountValidityConfiguration config) {
        configuration = config == null ? new AccountValidityConfiguration() : config;
    }

    @Override
    public Class<AccountValidityConfiguration> getExecutorConfigurationClass() {
        return AccountValidityConfiguration.class;
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
    protected void answer(ClientPolicyContext context) {
        switch (context.getEvent()) {
            case TOKEN_REFRESH -> confirmAtRefresh((TokenRefreshContext) context);
            case TOKEN_REQUEST -> confirmAtCodeExchange((TokenRequestContext) context);
            case DEVICE_TOKEN_REQUEST -> confirmAtDeviceGrant((DeviceTokenRequestContext) context);
            case USERINFO_REQUEST -> confirmAtUserInfo((UserInfoRequestContext) context);
            default -> throw new IllegalStateException(context.getEvent().name());
        }
    }

    /**
     * Keycloak has not verified the token yet. Tokens that Keycloak will refuse anyway are ignored here. Do not load the session:
     * rotation takes a lock before it loads the session, and an earlier load bypasses that lock.
     */
    private void confirmAtRefresh(TokenRefreshContext context) {
        String presented = context.getParams().getFirst(OAuth2Constants.REFRESH_TOKEN);
        if (presented == null || isClaimedForValidAccount(presented, context.getScopeParameter())) {
            return;
        }
        RefreshToken token = verified(presented);
        UserModel user = token == null ? null : users().of(token);
        if (user != null) {
            confirm(EventType.REFRESH_TOKEN, user, token.getSessionId(), scopesOf(token.getScope(), context.getScopeParameter()));
        }
    }

    /**
     * Fast path: looks up the user named by the unverified {@code sub}. A forged token gains nothing: <em>valid</em> only means
     * that Keycloak goes on and verifies the signature. Only ids of local users are looked up before that.
     */
    private boolean isClaimedForValidAccount(String presented, String scopeParameter) {
        return ClaimedSubject.of(presented)
                .filter(claimed -> LOCAL_USER_ID.matcher(claimed.subject()).matches())
                .map(claimed -> {
                    UserModel user = users().byId(claimed.subject());
                    return user != null && verdict(user, scopesOf(claimed.scope(), scopeParameter)).isValid();
                }).orElse(false);
    }

    /** The token, if it passes every check that Keycloak makes of a refresh token of this client; else {@code null}. */
    private RefreshToken verified(String presented) {
        try {
            return new TokenManager().verifyRefreshToken(
                    session, realm(), client(), session.getContext().getHttpRequest(), presented, true);
        } catch (OAuthErrorException e) {
            return null;
        }
    }

    /** What the refresh is about: the token's scopes, or those of them that the request names. */
    private static List<String> scopesOf(String tokenScope, String scopeParameter) {
        List<String> scopes = McScope.parse(tokenScope);
        List<String> narrowed = McScope.parse(scopeParameter);
        return narrowed.isEmpty() ? scopes : scopes.stream().filter(narrowed::contains).toList();
    }

    private void confirmAtCodeExchange(TokenRequestContext context) {
        UserSessionModel userSession = context.getClientSession().getUserSession();
        confirm(EventType.CODE_TO_TOKEN, users().of(userSession), userSession.getId(),
                requestedScopes(context.getParseResult().getCodeData().getScope()));
    }

    private void confirmAtDeviceGrant(DeviceTokenRequestContext context) {
        String sessionId = context.getDeviceCodeModel().getUserSessionId();
        confirm(EventType.OAUTH2_DEVICE_CODE_TO_TOKEN,
                users().of(session.sessions().getUserSession(realm(), sessionId)), sessionId,
                requestedScopes(context.getDeviceCodeModel().getScope()));
    }

    /** Keycloak has verified the access token. Whoever presents it may read, and cannot end anything. */
    private void confirmAtUserInfo(UserInfoRequestContext context) {
        UserSessionModel userSession = context.getClientSession().getUserSession();
        String scope = ClaimedSubject.scopeOf(context.getTokenForUserInfo().getToken());
        UserModel user = users().of(userSession);
        AccountVerdict verdict = verdict(user, McScope.parse(scope));
        if (!verdict.isValid()) {
            throw new GrantRefusal(session, configuration.revocation()).atUserInfo(verdict, user, userSession.getId());
        }
    }

    private void confirm(EventType grant, UserModel user, String sessionId, Collection<String> scopes) {
        AccountVerdict verdict = verdict(user, scopes);
        if (!verdict.isValid()) {
            throw new GrantRefusal(session, configuration.revocation()).of(grant, verdict, user, sessionId);
        }
    }

    private AccountVerdict verdict(UserModel user, Collection<String> scopes) {
        return AccountCheck.verdict(session, client(), user, scopes);
    }

    private GrantUsers users() {
        return new GrantUsers(session, configuration.readUserFromStorage());
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
