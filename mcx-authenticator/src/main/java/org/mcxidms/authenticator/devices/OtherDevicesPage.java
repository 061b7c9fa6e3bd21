package org.mcxidms.authenticator.devices;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;

/**
 * Tells a user who signs in, on a page before the code, of being signed in elsewhere too (TS 22.280 R-6.11-001). It stops nobody:
 * the page's one button goes on. Single sign-on is no other device and shows no page.
 */
final class OtherDevicesPage implements Authenticator {

    /** The step's id in flows. */
    static final String PROVIDER_ID = "mcx-other-devices";

    static final OtherDevicesPage INSTANCE = new OtherDevicesPage();

    private static final String PAGE = "mcx-other-devices-page.ftl";

    private OtherDevicesPage() {
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        String own = context.getAuthenticationSession().getParentSession().getId();
        if (hasNoPage(context) || isSignedInHere(context, own)) {
            context.success();
            return;
        }
        OtherSessions others = OtherSessions.of(context.getSession(), context.getRealm(), context.getUser(), own);
        if (others.isEmpty()) {
            context.success();
            return;
        }
        LoginFormsProvider page = context.form();
        others.told(context.getSession().getContext().resolveLocale(context.getUser())).forEach(page::setAttribute);
        context.challenge(page.createForm(PAGE));
    }

    /** The user has read the page. */
    @Override
    public void action(AuthenticationFlowContext context) {
        context.success();
    }

    private static boolean hasNoPage(AuthenticationFlowContext context) {
        AuthenticationFlowModel directGrant =
                AuthenticationFlowResolver.resolveDirectGrantFlow(context.getAuthenticationSession());
        return directGrant != null && directGrant.getId().equals(context.getTopLevelFlow().getId());
    }

    private static boolean isSignedInHere(AuthenticationFlowContext context, String own) {
        UserSessionModel existing = context.getSession().sessions().getUserSession(context.getRealm(), own);
        return existing != null && context.getUser().equals(existing.getUser());
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
        // There is nothing to set up.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
