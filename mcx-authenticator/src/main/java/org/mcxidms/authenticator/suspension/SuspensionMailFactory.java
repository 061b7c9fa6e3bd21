package org.mcxidms.authenticator.suspension;

import org.keycloak.models.KeycloakSession;

import org.mcxidms.account.mail.EventMail;
import org.mcxidms.account.mail.EventMailFactory;
import org.mcxidms.account.mail.MailQueue;

/**
 * The event listener {@code mcx-suspension-mail}: in a realm that lists it beside {@link AccountListener#PROVIDER_ID}, users are
 * told whose sessions that listener ended. The realm needs a mail server; without one nothing is sent.
 */
public final class SuspensionMailFactory extends EventMailFactory {

    public SuspensionMailFactory() {
        super(SuspensionMail.PROVIDER_ID, "that the MC account is not valid");
    }

    @Override
    protected EventMail create(KeycloakSession session, MailQueue queue) {
        return new SuspensionMail(session, queue);
    }
}
