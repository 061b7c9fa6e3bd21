package org.mcxidms.account.mail;

import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailTemplateProvider;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerTransaction;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** An event listener that tells the event's user by mail, once the event's transaction is committed; nobody waits for the mail. */
public abstract class EventMail implements EventListenerProvider {

    private final KeycloakSession session;
    private final MailQueue queue;
    private final String subject;
    private final String template;
    private EventListenerTransaction afterCommit;

    /**
     * @param subject  key of the subject's text
     * @param template file name of the mail's template
     */
    protected EventMail(KeycloakSession session, MailQueue queue, String subject, String template) {
        this.session = session;
        this.queue = queue;
        this.subject = subject;
        this.template = template;
    }

    /** Whether the event's user may have to be told; asked in the event's transaction, so that it must be quick. */
    protected abstract boolean concerns(Event event);

    /**
     * What the mail's template gets beside what Keycloak gives it, in a map that Keycloak may add to; empty where there is nothing to
     * tell. Asked on a thread of the queue, with {@code sending}, in whose context the realm is set.
     */
    protected abstract Optional<Map<String, Object>> attributes(
            KeycloakSession sending, RealmModel realm, UserModel user, Event event);

    @Override
    public final void onEvent(Event event) {
        if (!concerns(event)) {
            return;
        }
        if (afterCommit == null) {
            afterCommit = new EventListenerTransaction(null, this::send);
            session.getTransactionManager().enlistAfterCompletion(afterCommit);
        }
        afterCommit.addEvent(event);
    }

    @Override
    public final void onEvent(AdminEvent event, boolean includeRepresentation) {
        // What an administrator does to a user leads to an event of the user's own.
    }

    @Override
    public final void close() {
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

    private void send(KeycloakSession sending, Event event) {
        RealmModel realm = sending.realms().getRealm(event.getRealmId());
        if (realm == null) {
            return;
        }
        sending.getContext().setRealm(realm);
        UserModel user = sending.users().getUserById(realm, event.getUserId());
        if (user == null || user.getEmail() == null || realm.getSmtpConfig().isEmpty()) {
            return;
        }
        Optional<Map<String, Object>> attributes = attributes(sending, realm, user, event);
        if (attributes.isEmpty()) {
            return;
        }
        try {
            sending.getProvider(EmailTemplateProvider.class).setRealm(realm).setUser(user)
                    .send(subject, template, attributes.get());
        } catch (EmailException e) {
            Logger.getLogger(getClass()).warnf(e, "User %s could not be told by mail %s", user.getId(), queue.news());
        }
    }
}
