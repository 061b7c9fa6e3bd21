package org.mcxidms.account.policy;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Keycloak's client policies, at the events that an executor of the realm's policies answers. At any other event Keycloak would
 * read policies and profiles from their JSON and make every executor, for none of them to do anything: a tenth of an introspection.
 * What happens at an event that is answered is Keycloak's alone.
 */
final class LeanClientPolicyManager extends DefaultClientPolicyManager {

    /**
     * What a realm's two documents answer. It holds for these texts only, and so is never out of date.
     *
     * @param policies may be {@code null}, as {@code profiles}: a realm without any
     */
    record Remembered(String policies, String profiles, Set<ClientPolicyEvent> answered) {

        boolean isOf(String newPolicies, String newProfiles) {
            return Objects.equals(policies, newPolicies) && Objects.equals(profiles, newProfiles);
        }
    }

    private final KeycloakSession session;
    private final Map<String, Remembered> byRealm;

    LeanClientPolicyManager(KeycloakSession session, Map<String, Remembered> byRealm) {
        super(session);
        this.session = session;
        this.byRealm = byRealm;
    }

    @Override
    public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || answered(realm).contains(context.getEvent())) {
            super.triggerOnEvent(context);
        }
    }

    private Set<ClientPolicyEvent> answered(RealmModel realm) {
        String policies = realm.getAttribute(Constants.CLIENT_POLICIES);
        String profiles = realm.getAttribute(Constants.CLIENT_PROFILES);
        Remembered remembered = byRealm.get(realm.getId());
        if (remembered == null || !remembered.isOf(policies, profiles)) {
            remembered = new Remembered(policies, profiles, read(realm));
            byRealm.put(realm.getId(), remembered);
        }
        return remembered.answered();
    }

    /** Documents that Keycloak cannot read are Keycloak's to report, at every event. */
    private Set<ClientPolicyEvent> read(RealmModel realm) {
        try {
            return AnsweredEvents.of(getClientPolicies(realm, true), getClientProfiles(realm, true), this::ofExecutor);
        } catch (ClientPolicyException | RuntimeException unreadable) {
            return AnsweredEvents.EVERY;
        }
    }

    private Optional<Set<ClientPolicyEvent>> ofExecutor(String providerId) {
        return session.getProvider(ClientPolicyExecutorProvider.class, providerId) instanceof AnsweringExecutor<?> executor
                ? Optional.of(executor.events()) : Optional.empty();
    }
}
