package org.mcxidms.authenticator.registration;

import org.keycloak.models.KeycloakSession;
import org.keycloak.validation.ClientValidationProvider;
import org.keycloak.validation.ClientValidationProviderFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Puts {@link RegisteredSubject} in the place of Keycloak's own validation of clients, which it extends. */
public final class RegisteredSubjectFactory implements ClientValidationProviderFactory, BeforeKeycloak<ClientValidationProvider> {

    @Override
    public String getId() {
        return RegisteredSubject.PROVIDER_ID;
    }

    @Override
    public ClientValidationProvider create(KeycloakSession session) {
        return new RegisteredSubject();
    }
}
