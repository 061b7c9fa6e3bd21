package org.mcxidms.interdomain.partner;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.JWTAuthorizationGrantValidationContext;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.cors.Cors;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.core.McScope;

/**
 * The assertion of one JWT grant request, from one primary IdMS: claimed as a security token, or refused with an event and a
 * count. Whoever claims it first in a request decides; a later claim in the same request is the same claim.
 */
final class ReceivedAssertion {

    private final KeycloakSession session;
    private final String primary;
    private final JWTAuthorizationGrantValidationContext request;

    /** @param primary the identity provider's alias */
    ReceivedAssertion(KeycloakSession session, String primary, JWTAuthorizationGrantValidationContext request) {
        this.session = session;
        this.primary = primary;
        this.request = request;
    }

    /**
     * Uses the security token up.
     *
     * @throws CorsErrorResponseException where it is none, or none for this client and this IdMS, or has been used before
     */
    void claim() {
        check().fault(request.getJws().getHeader().getType(), token())
                .or(() -> UsedAssertions.claim(session, token()) ? Optional.empty() : Optional.of(AssertionFault.USED_BEFORE))
                .ifPresent(fault -> {
                    throw refusal(fault);
                });
    }

    /** The address of this IdMS in the audience of what has been claimed. */
    String ownAddress() {
        return check().ownAddress(token().getAudience()).orElseThrow();
    }

    /** The local account of the token's subject; {@code null} for none. */
    UserModel visitor() {
        return session.users().getUserByFederatedIdentity(realm(),
                new FederatedIdentityModel(primary, token().getSubject(), null));
    }

    /** An event of the grant's own, because its endpoint would report a refusal without the reason. */
    EventBuilder event() {
        EventBuilder event = new EventBuilder(realm(), session, session.getContext().getConnection())
                .event(EventType.JWT_AUTHORIZATION_GRANT).client(session.getContext().getClient())
                .detail(Details.IDENTITY_PROVIDER, primary)
                .detail(Details.IDENTITY_PROVIDER_ISSUER, request.getIssuer())
                .detail(Details.IDENTITY_PROVIDER_USER_ID, request.getSubject());
        UserModel visitor = visitor();
        return visitor == null ? event : event.user(visitor);
    }

    /** Sends the event, counts, and gives the answer to throw. */
    CorsErrorResponseException refusal(AssertionFault fault) {
        McMetrics.assertion(primary, fault.code());
        event().detail(Details.REASON, fault.code()).error(fault.oauthError());
        return new CorsErrorResponseException(Cors.builder(), fault.oauthError(), fault.description(),
                Response.Status.BAD_REQUEST);
    }

    private AssertionCheck check() {
        KeycloakContext context = session.getContext();
        String realm = context.getRealm().getName();
        return new AssertionCheck(context.getClient().getClientId(),
                List.of(Urls.realmIssuer(context.getUri().getBaseUri(), realm),
                        Urls.tokenEndpoint(context.getUri().getBaseUri(), realm).toString()),
                scope());
    }

    /**
     * The scope that can come of the request. Names that the client does not have count for nothing: the request profile drops
     * them, or Keycloak refuses the request.
     */
    String scope() {
        ClientModel client = session.getContext().getClient();
        return McScope.parse(request.getScopeParam()).stream()
                .filter(name -> name.equals(OAuth2Constants.SCOPE_OPENID) || client.getClientScopes(false).containsKey(name)
                        || client.getClientScopes(true).containsKey(name))
                .collect(Collectors.joining(" "));
    }

    private JsonWebToken token() {
        return request.getJWT();
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }
}
