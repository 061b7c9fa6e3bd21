package org.mcxidms.authenticator.suspension;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

import org.mcxidms.account.mail.EventMail;
import org.mcxidms.account.mail.MailQueue;
import org.mcxidms.core.McEvent;

/** Tells a user by mail that the MC account is not valid any more and that every device was signed out. */
final class SuspensionMail extends EventMail {

    /** The listener's id in a realm's event listeners. */
    static final String PROVIDER_ID = "mcx-suspension-mail";

    private final KeycloakSession session;

    SuspensionMail(KeycloakSession session, MailQueue queue) {
        super(session, queue, "mcxAccessSuspendedSubject", "mcx-access-suspended.ftl");
        this.session = session;
    }

    @Override
    protected boolean concerns(Event event) {
        return event.getType() == EventType.LOGOUT && event.getDetails() != null
                && event.getDetails().containsKey(McEvent.REASON) && firstOf(event.getUserId());
    }

    /** Each session that ends has an event, and Keycloak makes a listener for each; the user gets one mail. */
    private boolean firstOf(String userId) {
        String key = PROVIDER_ID + ":" + userId;
        boolean first = session.getAttribute(key) == null;
        session.setAttribute(key, true);
        return first;
    }

    @Override
    protected Optional<Map<String, Object>> attributes(
            KeycloakSession sending, RealmModel realm, UserModel user, Event event) {
        return Optional.of(new HashMap<>());
    }
}
