package org.mcxidms.authenticator.token;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.utils.OIDCRedirectUriBuilder;
import org.keycloak.protocol.oidc.utils.OIDCResponseMode;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;
import org.keycloak.util.TokenUtil;

import org.mcxidms.account.AccountRefusal;
import org.mcxidms.core.AccountVerdict;

/**
 * How a request ends for which no token is made: with the error of the endpoint that the request came to, one event and one
 * count. The request's transaction is rolled back, so that no session is left of it; nothing that existed before is revoked.
 */
final class TokenRefusal {

    private static final Logger LOG = Logger.getLogger(TokenRefusal.class);

    private static final String AUTHORIZATION_ENDPOINT = "/protocol/openid-connect/auth";
    private static final String BROKER_ENDPOINT = "/broker/";

    private final KeycloakSession session;
    private final AuthenticatedClientSessionModel clientSession;

    TokenRefusal(KeycloakSession session, AuthenticatedClientSessionModel clientSession) {
        this.session = session;
        this.clientSession = clientSession;
    }

    /** The exception to throw: Keycloak sends its response as it is. */
    RuntimeException of(AccountVerdict verdict) {
        session.getTransactionManager().setRollbackOnly();
        OAuth2GrantType grant = grant();
        EventType type = grant == null ? EventType.LOGIN : grant.getEventType();
        EventBuilder event = event(type);
        LOG.debugf("No token made at %s: %s", type, verdict.reason().code());
        if (grant == null && isForBrowser()) {
            AccountRefusal.describe(event, verdict, AccountRefusal.NOTHING_REVOKED).error(OAuthErrorException.ACCESS_DENIED);
            Response redirect = errorRedirect(verdict);
            return isWithinBrowserFlow() ? new AuthenticationFlowException(AuthenticationFlowError.USER_DISABLED, redirect)
                    : new WebApplicationException(redirect);
        }
        return AccountRefusal.of(event, verdict, AccountRefusal.NOTHING_REVOKED);
    }

    /** The grant of a request to the token endpoint, {@code null} at every other endpoint. */
    private OAuth2GrantType grant() {
        MultivaluedMap<String, String> form = session.getContext().getHttpRequest().getDecodedFormParameters();
        String grantType = form == null ? null : form.getFirst(OAuth2Constants.GRANT_TYPE);
        return grantType == null ? null : session.getProvider(OAuth2GrantType.class, grantType);
    }

    private EventBuilder event(EventType type) {
        UserSessionModel userSession = clientSession.getUserSession();
        EventBuilder event = new EventBuilder(session.getContext().getRealm(), session, session.getContext().getConnection())
                .event(type).client(clientSession.getClient()).session(userSession.getId());
        UserModel user = userSession.getUser();
        return user == null ? event : event.user(user);
    }

    /** Whether the token was to go to the client in a redirect: only then a token is made outside the token endpoint. */
    private boolean isForBrowser() {
        String responseType = clientSession.getNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM);
        return responseType != null && clientSession.getRedirectUri() != null
                && OIDCResponseType.parse(responseType).isImplicitOrHybridFlow();
    }

    /**
     * Whether Keycloak runs a whole flow in this request, as with single sign-on and after a broker: there Keycloak replaces
     * every exception but one of its own kind by an error page, and adds an event of its own to ours.
     */
    private boolean isWithinBrowserFlow() {
        String path = session.getContext().getUri().getPath();
        boolean passive = TokenUtil.hasPrompt(
                clientSession.getNote(OIDCLoginProtocol.PROMPT_PARAM), OIDCLoginProtocol.PROMPT_VALUE_NONE);
        return path.endsWith(AUTHORIZATION_ENDPOINT) && !passive || path.contains(BROKER_ENDPOINT);
    }

    /** The error response of RFC 6749 4.2.2.1, at the redirect URI and in the response mode that Keycloak has verified. */
    private Response errorRedirect(AccountVerdict verdict) {
        OIDCResponseMode mode = OIDCResponseMode.parse(clientSession.getNote(OIDCLoginProtocol.RESPONSE_MODE_PARAM),
                OIDCResponseType.parse(clientSession.getNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM)));
        OIDCRedirectUriBuilder redirect =
                OIDCRedirectUriBuilder.fromUri(clientSession.getRedirectUri(), mode, session, clientSession)
                        .addParam(OAuth2Constants.ERROR, OAuthErrorException.ACCESS_DENIED)
                        .addParam(OAuth2Constants.ERROR_DESCRIPTION, AccountRefusal.errorText(verdict));
        String state = clientSession.getNote(OIDCLoginProtocol.STATE_PARAM);
        if (state != null) {
            redirect.addParam(OAuth2Constants.STATE, state);
        }
        redirect.addParam(OAuth2Constants.ISSUER, clientSession.getNote(OIDCLoginProtocol.ISSUER));
        Response response = redirect.build();
        // A response without an entity would be replaced by Keycloak's error page.
        return response.hasEntity() ? response : Response.fromResponse(response).entity("").build();
    }
}
