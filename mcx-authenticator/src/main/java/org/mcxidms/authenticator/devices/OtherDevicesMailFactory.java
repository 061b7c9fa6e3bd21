package org.mcxidms.authenticator.devices;

import org.keycloak.models.KeycloakSession;

import org.mcxidms.account.mail.EventMail;
import org.mcxidms.account.mail.EventMailFactory;
import org.mcxidms.account.mail.MailQueue;

/**
 * The event listener {@code mcx-other-devices-mail}: in a realm that lists it, users who sign in are told where else they are signed
 * in. The realm needs a mail server; without one nothing is sent.
 */
public final class OtherDevicesMailFactory extends EventMailFactory {

    public OtherDevicesMailFactory() {
        super(OtherDevicesMail.PROVIDER_ID, "of being signed in elsewhere too");
    }

    @Override
    protected EventMail create(KeycloakSession session, MailQueue queue) {
        return new OtherDevicesMail(session, queue);
    }
}
