package org.mcxidms.authenticator.expiry;

import java.time.Duration;
import java.util.List;

import org.keycloak.Config;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.services.scheduled.ScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

import org.mcxidms.account.serverinfo.Versioned;

/**
 * The event listener {@code mcx-expiry-mail}: in a realm that lists it, users are told by mail that their MC account ends soon
 * ({@link ExpiryMail}). It is a listener because a realm's list of those is where an administrator switches such things on; it
 * hears no event.
 */
public final class ExpiryMailFactory implements EventListenerProviderFactory, Versioned {

    /** Days ahead of the end, in the server's configuration. */
    static final String DAYS = "days";
    /** Seconds between two runs, in the server's configuration; 0 for none. */
    static final String INTERVAL = "interval";

    private static final int DEFAULT_DAYS = 14;
    private static final int DEFAULT_INTERVAL = 3600;

    private Duration ahead;
    private Duration interval;

    @Override
    public String getId() {
        return ExpiryMail.PROVIDER_ID;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Deaf();
    }

    @Override
    public void init(Config.Scope config) {
        ahead = Duration.ofDays(atLeast(1, DAYS, config.getInt(DAYS, DEFAULT_DAYS)));
        interval = Duration.ofSeconds(atLeast(0, INTERVAL, config.getInt(INTERVAL, DEFAULT_INTERVAL)));
    }

    private static int atLeast(int least, String key, int value) {
        if (value < least) {
            throw new IllegalArgumentException(ExpiryMail.PROVIDER_ID + ": " + key + " is less than " + least);
        }
        return value;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (interval.isZero()) {
            return;
        }
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, session -> session.getProvider(TimerProvider.class).schedule(
                        new ScheduledTaskRunner(factory, new ExpiryMail(ahead, interval)), interval.toMillis()));
            }
        });
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property().name(DAYS).type("int").defaultValue(DEFAULT_DAYS)
                .helpText("How many days ahead of its end users are told that their MC account ends.").add()
                .property().name(INTERVAL).type("int").defaultValue(DEFAULT_INTERVAL)
                .helpText("Seconds between two looks for MC accounts that end soon. 0: nobody is told.").add()
                .build();
    }

    @Override
    public void close() {
        // The timer ends with the server.
    }

    private static final class Deaf implements EventListenerProvider {

        @Override
        public void onEvent(Event event) {
            // What is told comes from the clock.
        }

        @Override
        public void onEvent(AdminEvent event, boolean includeRepresentation) {
            // What is told comes from the clock.
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
