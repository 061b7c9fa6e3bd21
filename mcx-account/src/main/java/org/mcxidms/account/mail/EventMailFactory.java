package org.mcxidms.account.mail;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import org.mcxidms.account.serverinfo.Versioned;

/** What the factories of {@link EventMail}s have in common: a queue of their own, and no server-wide settings. */
public abstract class EventMailFactory implements EventListenerProviderFactory, Versioned {

    private final String id;
    private final MailQueue queue;

    /** @param news what users are told, for the log: "that …" */
    protected EventMailFactory(String id, String news) {
        this.id = id;
        this.queue = new MailQueue(id, news);
    }

    protected abstract EventMail create(KeycloakSession session, MailQueue queue);

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final EventListenerProvider create(KeycloakSession session) {
        return create(session, queue);
    }

    @Override
    public final void init(Config.Scope config) {
        // No server-wide settings.
    }

    @Override
    public final void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public final void close() {
        queue.close();
    }
}
