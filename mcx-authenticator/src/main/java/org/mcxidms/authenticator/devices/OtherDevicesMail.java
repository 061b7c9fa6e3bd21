package org.mcxidms.authenticator.devices;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;

import org.mcxidms.account.mail.EventMail;
import org.mcxidms.account.mail.MailQueue;

/**
 * Tells a user who signs in, by mail, of being signed in elsewhere too (TS 22.280 R-6.11-001): once for each session, whatever the
 * flow. The login itself neither looks for other sessions nor waits for the mail server.
 */
final class OtherDevicesMail extends EventMail {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-other-devices-mail";

    /** Note of a session whose user was told: single sign-on and a second password into a session are no other device. */
    private static final String TOLD = "mcx-other-devices-told";

    private final KeycloakSession session;

    OtherDevicesMail(KeycloakSession session, MailQueue queue) {
        super(session, queue, "mcxOtherDevicesSubject", "mcx-other-devices.ftl");
        this.session = session;
    }

    @Override
    protected boolean concerns(Event event) {
        return event.getType() == EventType.LOGIN && isFirstOfSession(event);
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
    protected Optional<Map<String, Object>> attributes(
            KeycloakSession sending, RealmModel realm, UserModel user, Event event) {
        UserSessionModel own = sending.sessions().getUserSession(realm, event.getSessionId());
        if (own == null) {
            return Optional.empty();
        }
        OtherSessions others = OtherSessions.of(sending, realm, user, own.getId());
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Locale locale = sending.getContext().resolveLocale(user);
        Map<String, Object> attributes = new HashMap<>(others.told(locale));
        attributes.put("mcxApp", OtherSessions.apps(own));
        attributes.put("mcxTime", OtherSessions.time(own, locale));
        return Optional.of(attributes);
    }
}
