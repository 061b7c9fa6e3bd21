package org.mcxidms.authenticator.suspension;

import java.util.HashMap;

import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerTransaction;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import org.mcxidms.account.mail.AddressOfRequest;
import org.mcxidms.account.mail.MailQueue;
import org.mcxidms.core.McEvent;

/** Tells a user by mail that the MC account is not valid any more and that every device was signed out. */
final class SuspensionMail implements EventListenerProvider {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-suspension-mail";

    private static final Logger LOG = Logger.getLogger(SuspensionMail.class);
    private static final String SUBJECT = "mcxAccessSuspendedSubject";
    private static final String TEMPLATE = "mcx-access-suspended.ftl";

    private final KeycloakSession session;
    private final MailQueue queue;
    private EventListenerTransaction afterCommit;

    SuspensionMail(KeycloakSession session, MailQueue queue) {
        this.session = session;
        this.queue = queue;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() != EventType.LOGOUT || event.getDetails() == null
                || !event.getDetails().containsKey(McEvent.REASON) || !firstOf(event.getUserId())) {
            return;
        }
        if (afterCommit == null) {
            afterCommit = new EventListenerTransaction(null, this::send);
            session.getTransactionManager().enlistAfterCompletion(afterCommit);
        }
        afterCommit.addEvent(event);
    }

    /** Each session that ends has an event, and Keycloak makes a listener for each; the user gets one mail. */
    private boolean firstOf(String userId) {
        String key = PROVIDER_ID + ":" + userId;
        boolean first = session.getAttribute(key) == null;
        session.setAttribute(key, true);
        return first;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // What an administrator did is told by the sign-out's own event.
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private void send(Event event) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        AddressOfRequest address = AddressOfRequest.of(session.getContext());
        queue.add(event.getUserId(), () -> KeycloakModelUtils.runJobInTransaction(factory, sending -> {
            address.applyTo(sending);
            send(sending, event.getRealmId(), event.getUserId());
        }));
    }

    private static void send(KeycloakSession sending, String realmId, String userId) {
        RealmModel realm = sending.realms().getRealm(realmId);
        if (realm == null) {
            return;
        }
        sending.getContext().setRealm(realm);
        UserModel user = sending.users().getUserById(realm, userId);
        if (user == null || user.getEmail() == null || realm.getSmtpConfig().isEmpty()) {
            return;
        }
        try {
            // The provider adds its own to the attributes.
            sending.getProvider(EmailTemplateProvider.class).setRealm(realm).setUser(user)
                    .send(SUBJECT, TEMPLATE, new HashMap<>());
        } catch (EmailException e) {
            LOG.warnf(e, "User %s could not be told by mail that the MC account is not valid", user.getId());
        }
    }
}
