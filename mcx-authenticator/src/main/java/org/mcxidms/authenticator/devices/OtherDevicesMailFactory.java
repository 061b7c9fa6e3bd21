package org.mcxidms.authenticator.devices;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import org.mcxidms.account.mail.MailQueue;
import org.mcxidms.account.serverinfo.Versioned;

/**
 * The event listener {@code mcx-other-devices-mail}: in a realm that lists it, users who sign in are told where else they are signed
 * in. The realm needs a mail server; without one nothing is sent.
 */
public final class OtherDevicesMailFactory implements EventListenerProviderFactory, Versioned {

    private final MailQueue queue = new MailQueue(OtherDevicesMail.PROVIDER_ID, "of being signed in elsewhere too");

    @Override
    public String getId() {
        return OtherDevicesMail.PROVIDER_ID;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new OtherDevicesMail(session, queue);
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
