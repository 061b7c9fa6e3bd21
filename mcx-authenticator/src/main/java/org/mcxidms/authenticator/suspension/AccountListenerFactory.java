package org.mcxidms.authenticator.suspension;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.services.scheduled.ScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

import org.mcxidms.account.serverinfo.Versioned;
import org.mcxidms.authenticator.suspension.notice.Notices;

/**
 * The event listener {@code mcx-account-validity-listener}. A realm that lists it (Realm settings, Events) gets sessions of MC
 * accounts that stop being valid ended at once: {@link AccountListener} for changes, {@link AccountSweep} for what
 * Keycloak sends no event of, such as the end of {@code mc_valid_until} and a user federation's synchronisation.
 */
public final class AccountListenerFactory implements EventListenerProviderFactory, Versioned {

    /** Seconds between two sweeps, in the server's configuration; 0 for none. */
    static final String SWEEP_INTERVAL = "sweep-interval";

    private static final int DEFAULT_SWEEP_INTERVAL = 60;

    /** Seconds after which an MC server that cannot be told is given up, in the server's configuration. */
    static final String GIVE_UP_AFTER = "notice-give-up-after";

    /** As long as the access tokens of the shipped realm live. */
    private static final int DEFAULT_GIVE_UP_AFTER = 7200;

    private Duration sweepInterval;
    private Duration giveUpAfter;
    private Notices notices;
    private InvalidAccounts accounts;
    private TakenBack takenBack;

    @Override
    public String getId() {
        return AccountListener.PROVIDER_ID;
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new AccountListener(AccountChanges.of(session, accounts, takenBack));
    }

    @Override
    public void init(Config.Scope config) {
        sweepInterval = Duration.ofSeconds(config.getInt(SWEEP_INTERVAL, DEFAULT_SWEEP_INTERVAL));
        if (sweepInterval.isNegative()) {
            throw new IllegalArgumentException(AccountListener.PROVIDER_ID + ": " + SWEEP_INTERVAL + " is negative");
        }
        giveUpAfter = Duration.ofSeconds(config.getInt(GIVE_UP_AFTER, DEFAULT_GIVE_UP_AFTER));
        if (giveUpAfter.isNegative()) {
            throw new IllegalArgumentException(AccountListener.PROVIDER_ID + ": " + GIVE_UP_AFTER + " is negative");
        }
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        notices = new Notices(factory, giveUpAfter);
        accounts = new InvalidAccounts(factory, notices);
        takenBack = new TakenBack(factory, accounts);
        factory.register(event -> {
            tell(event);
            if (event instanceof PostMigrationEvent) {
                notices.start();
                if (!sweepInterval.isZero()) {
                    KeycloakModelUtils.runJobInTransaction(factory, session -> session.getProvider(TimerProvider.class).schedule(
                            new ScheduledTaskRunner(factory, new AccountSweep(sweepInterval, accounts, takenBack)),
                            sweepInterval.toMillis()));
                }
            }
        });
    }

    /** What takes something away is told whoever does it: a synchronisation or an import is no event of an administrator. */
    private void tell(ProviderEvent event) {
        if (event instanceof UserModel.UserPreRemovedEvent removed) {
            userChanges(removed.getKeycloakSession(), removed.getRealm(), removed.getUser());
        } else if (event instanceof RoleModel.RoleRevokedEvent revoked) {
            userChanges(revoked.getKeycloakSession(), revoked.getRealm(), revoked.getUser());
        } else if (event instanceof GroupModel.GroupMemberLeaveEvent left) {
            userChanges(left.getKeycloakSession(), left.getRealm(), left.getUser());
        } else if (event instanceof GroupModel.GroupRemovedEvent removed && AccountListener.isOn(removed.getRealm())) {
            AccountChanges.of(removed.getKeycloakSession(), accounts, takenBack).ofMany(removed.getRealm().getId());
        }
    }

    private void userChanges(KeycloakSession session, RealmModel realm, UserModel user) {
        if (AccountListener.isOn(realm)) {
            AccountChanges.of(session, accounts, takenBack).ofUser(realm.getId(), user.getId());
        }
    }

    /** What is closed after this: the notices in hand are given back to the database at the end. */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(JpaConnectionProvider.class);
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property().name(SWEEP_INTERVAL).type("int").defaultValue(DEFAULT_SWEEP_INTERVAL)
                .helpText("Seconds between two sweeps for MC accounts whose time is over or that a user federation changed. "
                        + "0: no sweeps; such accounts are refused at the next refresh only.")
                .add()
                .property().name(GIVE_UP_AFTER).type("int").defaultValue(DEFAULT_GIVE_UP_AFTER)
                .helpText("Seconds for which a client that cannot be reached, such as an MC server, is tried again, so that "
                        + "it hears of an account that ended. 0: one try. Not less than the longest access token lives.")
                .add()
                .build();
    }

    @Override
    public void close() {
        // The timer ends with the server.
        if (notices != null) {
            notices.close();
            takenBack.close();
        }
    }
}
