package org.mcxidms.interdomain.home;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.Profile;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.services.util.DefaultClientSessionContext;
import org.keycloak.services.util.MtlsHoKTokenUtil;
import org.keycloak.util.TokenUtil;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McScope;
import org.mcxidms.core.McService;

/**
 * Exchanges a user's access token for a security token that a partner IdMS takes (TS 33.180 B.7.2, B.7.3, B.8). The partner
 * domains come from {@link PartnerDomainsExecutor}. Every request with {@code resource} of one of the client's partners is
 * answered here, whatever else it says; otherwise Keycloak would refuse with a misleading error, or issue home tokens. Every
 * other kind of token exchange stays with Keycloak.
 */
final class SecurityTokenExchange implements TokenExchangeProvider {

    /** The provider's id, as the server lists it. */
    static final String PROVIDER_ID = "mcx-security-token-exchange";

    private static final Logger LOG = Logger.getLogger(SecurityTokenExchange.class);

    /** What only other kinds of exchange have; to pass over them would be to issue something else than was asked for. */
    private static final List<String> FOREIGN_PARAMETERS = List.of(OAuth2Constants.AUDIENCE, OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE, OAuth2Constants.REQUESTED_SUBJECT, OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.SUBJECT_ISSUER);

    /** Keycloak asks this before the policies tell a client's partners: {@link #exchange} hands on what is not ours. */
    @Override
    public boolean supports(TokenExchangeContext context) {
        return context.getParams().getResource() != null;
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        return isOurs(context) ? securityToken(context) : keycloak(context).exchange(context);
    }

    private static boolean isOurs(TokenExchangeContext context) {
        List<String> resources = context.getParams().getResource();
        return isJwt(context) || PartnerDomainsExecutor.granted(context.getSession()).stream()
                .anyMatch(grant -> grant.partner().addresses().stream().anyMatch(resources::contains));
    }

    private static boolean isJwt(TokenExchangeContext context) {
        return OAuth2Constants.JWT_TOKEN_TYPE.equals(context.getParams().getSubjectTokenType());
    }

    /** Chooses as Keycloak's TokenExchangeGrantType does, and refuses as that does. */
    private static TokenExchangeProvider keycloak(TokenExchangeContext context) {
        KeycloakSession session = context.getSession();
        return session.getKeycloakSessionFactory().getProviderFactoriesStream(TokenExchangeProvider.class)
                .map(TokenExchangeProviderFactory.class::cast)
                .filter(factory -> !PROVIDER_ID.equals(factory.getId()))
                .sorted(Comparator.comparingInt(TokenExchangeProviderFactory::order).reversed())
                .map(factory -> session.getProvider(TokenExchangeProvider.class, factory.getId()))
                .filter(provider -> provider.supports(context))
                .findFirst().orElseThrow(() -> unsupported(context));
    }

    private static CorsErrorResponseException unsupported(TokenExchangeContext context) {
        String reason = context.getUnsupportedReason() == null ? "Unsupported token exchange" : context.getUnsupportedReason();
        context.getEvent().detail(Details.REASON, reason).error(Errors.INVALID_REQUEST);
        return new CorsErrorResponseException(context.getCors(), OAuthErrorException.INVALID_REQUEST, reason,
                Response.Status.BAD_REQUEST);
    }

    private static Response securityToken(TokenExchangeContext context) {
        Grant grant = grant(context);
        PartnerDomain partner = grant.partner().askedAs(context.getParams().getResource().get(0));
        context.getEvent().detail(Details.AUDIENCE, partner.address());
        AuthResult subject = subject(context);
        List<String> scopes = scopesGrantedNow(context, subject);
        AccountVerdict account = confirmAccount(context, subject, scopes);

        long now = Time.currentTimeSeconds();
        long accountEnd = account.validUntil().map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
        JsonWebToken claims = SecurityToken.claims(issuer(context.getSession()), subjectOf(subject),
                context.getClient().getClientId(), partner, now, subject.token().getExp(), accountEnd);
        if (grant.sendsServiceIds()) {
            McScope.services(scopes).forEach(service -> addServiceId(claims, service, subject.user()));
        }
        String securityToken = SecurityToken.sign(context.getSession(), claims);

        context.getEvent().detail(Details.TOKEN_ID, claims.getId()).success();
        McMetrics.securityToken(grant.partner().address(), "issued");
        LOG.debugf("Security token for %s issued to user %s", partner.address(), subject.user().getId());
        return context.getCors().add(
                Response.ok(response(securityToken, grant.tokenType(), claims.getExp() - now), MediaType.APPLICATION_JSON_TYPE));
    }

    private static void addServiceId(JsonWebToken claims, McService service, UserModel user) {
        String serviceId = user.getFirstAttribute(service.attribute());
        if (serviceId != null && !serviceId.isBlank()) {
            claims.setOtherClaims(service.claim(), serviceId);
        }
    }

    private static Grant grant(TokenExchangeContext context) {
        List<Grant> grants = PartnerDomainsExecutor.granted(context.getSession());
        if (grants.isEmpty()) {
            throw refusal(context, ExchangeRefusal.CLIENT_NOT_SWITCHED_ON);
        }
        if (context.getClient().isPublicClient()) {
            throw refusal(context, ExchangeRefusal.PUBLIC_CLIENT);
        }
        MultivaluedMap<String, String> form = context.getFormParams();
        String requestedType = context.getParams().getRequestedTokenType();
        if (FOREIGN_PARAMETERS.stream().anyMatch(form::containsKey)
                || requestedType != null && !OAuth2Constants.JWT_TOKEN_TYPE.equals(requestedType)) {
            throw refusal(context, ExchangeRefusal.UNSUPPORTED_PARAMETER);
        }
        if (!isJwt(context)) {
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_TYPE);
        }
        List<String> resources = context.getParams().getResource();
        if (resources.size() != 1) {
            throw refusal(context, ExchangeRefusal.RESOURCE_NOT_SINGLE);
        }
        return grants.stream().filter(grant -> grant.partner().addresses().contains(resources.get(0))).findFirst()
                .orElseThrow(() -> refusal(context, ExchangeRefusal.RESOURCE_UNLISTED));
    }

    /** The user behind the subject token, which must be a live access token that this realm issued to the requesting client. */
    private static AuthResult subject(TokenExchangeContext context) {
        KeycloakSession session = context.getSession();
        String subjectToken = context.getParams().getSubjectToken();
        if (subjectToken == null || subjectToken.isBlank()) {
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_MISSING);
        }
        AuthResult subject = verify(context, subjectToken);
        session.getContext().setClient(context.getClient());
        if (subject == null) {
            confirmAccountOfEndedSession(context, subjectToken);
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_INVALID);
        }
        AccessToken token = subject.token();
        context.getEvent().user(subject.user()).session(token.getSessionId())
                .detail(Details.SUBJECT_TOKEN_CLIENT_ID, token.getIssuedFor());
        if (!context.getClient().getClientId().equals(token.getIssuedFor())) {
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_OF_ANOTHER_CLIENT);
        }
        if (token.getConfirmation() != null && !isPossessionProven(session, token)) {
            throw refusal(context, ExchangeRefusal.PROOF_OF_POSSESSION);
        }
        if (!McScope.namesAny(token.getScope())) {
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_WITHOUT_MC_SCOPE);
        }
        return subject;
    }

    /**
     * Keycloak's own check of access tokens: issuer, signature, type, expiry, revocation, not-before, session, client, user.
     * A token of a shape that this check is not made for, such as one without an algorithm, does not get that far.
     *
     * @return {@code null} for a token that fails it
     */
    private static AuthResult verify(TokenExchangeContext context, String subjectToken) {
        KeycloakSession session = context.getSession();
        if (session.tokens().decode(subjectToken, AccessToken.class) == null) {
            return null;
        }
        return AuthenticationManager.verifyIdentityToken(session, context.getRealm(), session.getContext().getUri(),
                context.getClientConnection(), true, true, null, false, subjectToken, context.getHeaders(),
                verifier -> verifier.tokenType(List.of(TokenUtil.TOKEN_TYPE_BEARER, TokenUtil.TOKEN_TYPE_DPOP)));
    }

    /**
     * Tells the client why its token is no longer live, where the account's end has ended the session: {@code invalid_grant} with
     * the reason. Only for a token that this realm signed for this client; nothing is issued and nothing is revoked.
     */
    private static void confirmAccountOfEndedSession(TokenExchangeContext context, String subjectToken) {
        AccessToken token = context.getSession().tokens().decode(subjectToken, AccessToken.class);
        if (token == null || token.getSubject() == null || !context.getClient().getClientId().equals(token.getIssuedFor())) {
            return;
        }
        UserModel user = context.getSession().users().getUserById(context.getRealm(), token.getSubject());
        AccountVerdict verdict = user == null ? null
                : AccountCheck.verdict(context.getSession(), context.getClient(), user, List.of());
        if (verdict != null && !verdict.isValid()) {
            throw AccountRefusal.of(context.getEvent().user(user), verdict, AccountRefusal.NOTHING_REVOKED);
        }
    }

    /** As Keycloak's own exchange has it for tokens bound by mTLS (RFC 8705) or DPoP (RFC 9449); any other binding fails. */
    private static boolean isPossessionProven(KeycloakSession session, AccessToken token) {
        AccessToken.Confirmation confirmation = token.getConfirmation();
        if (confirmation.getCertThumbprint() != null && !MtlsHoKTokenUtil.verifyTokenBindingWithClientCertificate(
                token, session.getContext().getHttpRequest(), session)) {
            return false;
        }
        if (confirmation.getKeyThumbprint() == null) {
            return confirmation.getCertThumbprint() != null;
        }
        DPoP proof = session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class);
        if (proof == null || !Profile.isFeatureEnabled(Profile.Feature.DPOP)) {
            return false;
        }
        try {
            DPoPUtil.validateBinding(token, proof);
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }

    /**
     * The subject token's scopes that the user has now. A role that was withdrawn since the token was issued takes the scopes of
     * its service with it, as at every refresh; the token itself still names them.
     */
    private static List<String> scopesGrantedNow(TokenExchangeContext context, AuthResult subject) {
        AuthenticatedClientSessionModel clientSession = subject.session() == null ? null
                : subject.session().getAuthenticatedClientSessionByClient(context.getClient().getId());
        if (clientSession == null) {
            throw refusal(context, ExchangeRefusal.SUBJECT_TOKEN_INVALID);
        }
        List<String> granted = McScope.parse(DefaultClientSessionContext.fromClientSessionAndScopeParameter(
                clientSession, subject.token().getScope(), context.getSession()).getScopeString(true));
        List<String> scopes = McScope.parse(subject.token().getScope()).stream().filter(granted::contains).toList();
        if (scopes.stream().noneMatch(McScope.names()::contains)) {
            throw refusal(context, ExchangeRefusal.SERVICE_WITHDRAWN);
        }
        return scopes;
    }

    /** Asked here as well as by the account-validity policy, which an administrator may not have switched on. */
    private static AccountVerdict confirmAccount(TokenExchangeContext context, AuthResult subject, List<String> scopes) {
        AccountVerdict verdict = AccountCheck.verdict(context.getSession(), context.getClient(), subject.user(), scopes);
        if (!verdict.isValid()) {
            throw AccountRefusal.of(context.getEvent(), verdict, AccountRefusal.NOTHING_REVOKED);
        }
        return verdict;
    }

    /** What the home domain's own tokens call the user; a lightweight token leaves it out. */
    private static String subjectOf(AuthResult subject) {
        return subject.token().getSubject() != null ? subject.token().getSubject() : subject.user().getId();
    }

    private static String issuer(KeycloakSession session) {
        return Urls.realmIssuer(session.getContext().getUri().getBaseUri(), session.getContext().getRealm().getName());
    }

    private static Map<String, Object> response(String securityToken, String tokenType, long expiresIn) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put(OAuth2Constants.ACCESS_TOKEN, securityToken);
        response.put(OAuth2Constants.ISSUED_TOKEN_TYPE, OAuth2Constants.JWT_TOKEN_TYPE);
        response.put(OAuth2Constants.TOKEN_TYPE, tokenType);
        response.put(OAuth2Constants.EXPIRES_IN, expiresIn);
        return response;
    }

    private static CorsErrorResponseException refusal(TokenExchangeContext context, ExchangeRefusal refusal) {
        McMetrics.securityToken(partnerLabel(context), refusal.code());
        context.getEvent().detail(Details.REASON, refusal.code()).error(refusal.eventError());
        return new CorsErrorResponseException(context.getCors(), refusal.oauthError(), refusal.description(),
                Response.Status.BAD_REQUEST);
    }

    /** The partner domain that the request is for, where it is one of the client's: never what a request makes up. */
    private static String partnerLabel(TokenExchangeContext context) {
        List<String> resources = context.getParams().getResource();
        return PartnerDomainsExecutor.granted(context.getSession()).stream().map(Grant::partner)
                .filter(partner -> resources.size() == 1 && partner.addresses().contains(resources.get(0)))
                .map(PartnerDomain::address).findFirst().orElse(McMetrics.OTHER_PARTNER);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
