package org.mcxidms.authenticator.registration;

import org.keycloak.models.KeycloakSession;
import org.keycloak.validation.ClientValidationProvider;
import org.keycloak.validation.ClientValidationProviderFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** Puts {@link RegisteredSubject} in the place of Keycloak's own validation of clients, which it extends. */
public final class RegisteredSubjectFactory implements ClientValidationProviderFactory, Versioned {

    /** Keycloak takes the provider with the highest order; its own has 0. */
    private static final int BEFORE_KEYCLOAK = 100;

    @Override
    public String getId() {
        return RegisteredSubject.PROVIDER_ID;
    }

    @Override
    public int order() {
        return BEFORE_KEYCLOAK;
    }

    @Override
    public ClientValidationProvider create(KeycloakSession session) {
        return new RegisteredSubject();
    }
}
