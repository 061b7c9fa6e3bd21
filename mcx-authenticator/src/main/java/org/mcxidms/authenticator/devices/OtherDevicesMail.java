package org.mcxidms.authenticator.devices;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

import org.mcxidms.account.mail.AddressOfRequest;
import org.mcxidms.account.mail.MailQueue;

/**
 * Tells a user who signs in, by mail, of being signed in elsewhere too (TS 22.280 R-6.11-001): once for each session, whatever the
 * flow. The login itself neither looks for other sessions nor waits for the mail server.
 */
final class OtherDevicesMail implements EventListenerProvider {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-other-devices-mail";

    private static final Logger LOG = Logger.getLogger(OtherDevicesMail.class);
    private static final String SUBJECT = "mcxOtherDevicesSubject";
    private static final String TEMPLATE = "mcx-other-devices.ftl";
    /** Note of a session whose user was told: single sign-on and a second password into a session are no other device. */
    private static final String TOLD = "mcx-other-devices-told";

    private final KeycloakSession session;
    private final MailQueue queue;
    private EventListenerTransaction afterCommit;

    OtherDevicesMail(KeycloakSession session, MailQueue queue) {
        this.session = session;
        this.queue = queue;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.LOGIN && isFirstOfSession(event)) {
            if (afterCommit == null) {
                afterCommit = new EventListenerTransaction(null, this::send);
                session.getTransactionManager().enlistAfterCompletion(afterCommit);
            }
            afterCommit.addEvent(event);
        }
    }

    private boolean isFirstOfSession(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (realm == null || realm.getSmtpConfig().isEmpty() || event.getSessionId() == null) {
            return false;
        }
        UserSessionModel own = session.sessions().getUserSession(realm, event.getSessionId());
        if (own == null || own.getNote(TOLD) != null) {
            return false;
        }
        own.setNote(TOLD, Boolean.TRUE.toString());
        return true;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // Administrators do not sign users in.
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
            send(sending, event);
        }));
    }

    private static void send(KeycloakSession sending, Event event) {
        RealmModel realm = sending.realms().getRealm(event.getRealmId());
        if (realm == null) {
            return;
        }
        sending.getContext().setRealm(realm);
        UserModel user = sending.users().getUserById(realm, event.getUserId());
        UserSessionModel own = sending.sessions().getUserSession(realm, event.getSessionId());
        if (user == null || user.getEmail() == null || own == null) {
            return;
        }
        OtherSessions others = OtherSessions.of(sending, realm, user, own.getId());
        if (others.isEmpty()) {
            return;
        }
        Locale locale = sending.getContext().resolveLocale(user);
        Map<String, Object> attributes = new HashMap<>(others.told(locale));
        attributes.put("mcxApp", OtherSessions.apps(own));
        attributes.put("mcxTime", OtherSessions.time(own, locale));
        try {
            sending.getProvider(EmailTemplateProvider.class).setRealm(realm).setUser(user).send(SUBJECT, TEMPLATE, attributes);
        } catch (EmailException e) {
            LOG.warnf(e, "User %s could not be told by mail of being signed in elsewhere too", user.getId());
        }
    }
}
