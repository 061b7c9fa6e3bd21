package org.mcxidms.authenticator.devices;

import java.util.List;

import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

import org.mcxidms.account.serverinfo.Versioned;

/** Lists the login step {@link OtherDevicesPage} in the admin console. */
public final class OtherDevicesPageFactory implements AuthenticatorFactory, Versioned {

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    @Override
    public String getId() {
        return OtherDevicesPage.PROVIDER_ID;
    }

    @Override
    public Authenticator create(KeycloakSession session) {
        return OtherDevicesPage.INSTANCE;
    }

    @Override
    public String getDisplayType() {
        return "MC sign-ins elsewhere";
    }

    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getHelpText() {
        return "Shows a user who signs in where else the account is signed in, on a page with a button to go on. Apps that fill in the "
                + "login form without a browser cannot press the button and get no code. Place it as REQUIRED after the MC account "
                + "validity.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
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
