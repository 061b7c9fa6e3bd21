package org.mcxidms.authenticator.suspension;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import org.mcxidms.account.mail.MailQueue;
import org.mcxidms.account.serverinfo.Versioned;

/**
 * The event listener {@code mcx-suspension-mail}: in a realm that lists it beside {@link AccountListener#PROVIDER_ID}, users are
 * told whose sessions that listener ended. The realm needs a mail server; without one nothing is sent.
 */
public final class SuspensionMailFactory implements EventListenerProviderFactory, Versioned {

    private final MailQueue queue = new MailQueue(SuspensionMail.PROVIDER_ID, "that the MC account is not valid");

    @Override
    public String getId() {
        return SuspensionMail.PROVIDER_ID;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new SuspensionMail(session, queue);
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
        queue.close();
    }
}
