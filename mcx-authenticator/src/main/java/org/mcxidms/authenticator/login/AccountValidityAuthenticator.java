package org.mcxidms.authenticator.login;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Errors;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.sessions.AuthenticationSessionModel;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.AccountRefusal;
import org.mcxidms.core.AccountReason;
import org.mcxidms.core.AccountVerdict;

/**
 * Lets a login pass only while the MC user account is valid (TS 33.180 B.5). It belongs, REQUIRED, beside the sub-flow that
 * holds the ways to authenticate, so that logins by single sign-on or a broker are checked as well.
 */
final class AccountValidityAuthenticator implements Authenticator {

    /** The step's id in flows. */
    static final String PROVIDER_ID = "mcx-account-validity";

    /** Configuration key: whom a refused user should call. Absent or empty: the message {@code mcxAccountContact}. */
    static final String CONTACT = "mc.contact";

    static final AccountValidityAuthenticator INSTANCE = new AccountValidityAuthenticator();

    /** Template in this jar's theme-resources, and the attributes it reads. */
    private static final String PAGE = "mcx-account-not-valid.ftl";
    private static final String PAGE_REASON = "mcxReason";
    private static final String PAGE_DATE = "mcxDate";
    private static final String PAGE_CONTACT = "mcxContact";

    private static final Logger LOG = Logger.getLogger(AccountValidityAuthenticator.class);

    private AccountValidityAuthenticator() {
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        AuthenticationSessionModel login = context.getAuthenticationSession();
        Collection<String> scopes = AccountCheck.requestedScopes(
                login.getClient(), login.getClientNote(OIDCLoginProtocol.SCOPE_PARAM));
        AccountVerdict verdict = AccountCheck.verdict(context.getSession(), login.getClient(), context.getUser(), scopes);
        if (verdict.isValid()) {
            EntitledScopes.narrow(login, context.getUser());
            context.success();
        } else {
            refuse(context, verdict);
        }
    }

    /** The page has no form. Whatever is posted to this step, the step looks at the account again. */
    @Override
    public void action(AuthenticationFlowContext context) {
        authenticate(context);
    }

    /** A forced challenge, not a failure: brute-force protection must not lock an account for being suspended. */
    private static void refuse(AuthenticationFlowContext context, AccountVerdict verdict) {
        LOG.debugf("Login of user %s refused: %s", context.getUser().getId(), verdict.reason().code());
        AccountRefusal.describe(context.getEvent(), verdict, AccountRefusal.NOTHING_REVOKED)
                .user(context.getUser())
                .error(verdict.reason() == AccountReason.DISABLED ? Errors.USER_DISABLED : Errors.ACCESS_DENIED);
        context.forceChallenge(isDirectGrant(context) ? oauthError(verdict) : page(context, verdict));
    }

    private static boolean isDirectGrant(AuthenticationFlowContext context) {
        AuthenticationFlowModel directGrant =
                AuthenticationFlowResolver.resolveDirectGrantFlow(context.getAuthenticationSession());
        return directGrant != null && directGrant.getId().equals(context.getTopLevelFlow().getId());
    }

    private static Response oauthError(AccountVerdict verdict) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(new OAuth2ErrorRepresentation(OAuthErrorException.INVALID_GRANT, AccountRefusal.errorText(verdict)))
                .type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Response page(AuthenticationFlowContext context, AccountVerdict verdict) {
        return context.form()
                .setAttribute(PAGE_REASON, verdict.reason().code())
                .setAttribute(PAGE_DATE, Optional.ofNullable(verdict.date()).map(Instant::toString).orElse(null))
                .setAttribute(PAGE_CONTACT, contact(context.getAuthenticatorConfig()))
                .setStatus(Response.Status.FORBIDDEN)
                .createForm(PAGE);
    }

    private static String contact(AuthenticatorConfigModel config) {
        return Optional.ofNullable(config).map(AuthenticatorConfigModel::getConfig).orElse(Map.of())
                .get(CONTACT);
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // There is nothing a user could do about the own account.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
