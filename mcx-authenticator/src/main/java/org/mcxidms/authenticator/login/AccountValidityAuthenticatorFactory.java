package org.mcxidms.authenticator.login;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.serverinfo.Versioned;

/** Lists the login step {@link AccountValidityAuthenticator} in the admin console. */
public final class AccountValidityAuthenticatorFactory implements AuthenticatorFactory, Versioned {
    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    @Override
    public String getId() {
        return AccountValidityAuthenticator.PROVIDER_ID;
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return AccountValidityAuthenticator.INSTANCE;
    }

    @Override
    public String getDisplayType() {
        return "MC account validity";
    }

    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getHelpText() {
        return "Refuses the login of a user whose MC account is not valid: suspended, revoked, outside its dates, or without an "
                + "MC service ID. Place it as REQUIRED beside the sub-flow with the ways to authenticate, never inside it.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of(new ProviderConfigProperty(AccountValidityAuthenticator.CONTACT, "mcxContact.label", "mcxContact.tooltip",
                ProviderConfigProperty.STRING_TYPE, null));
    }

    @Override
    public void init(Config.Scope config) {
        // No server-wide settings.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
