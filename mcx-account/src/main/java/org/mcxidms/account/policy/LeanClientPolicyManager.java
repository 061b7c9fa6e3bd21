package org.mcxidms.account.policy;

import java.util.EnumSet;
import java.util.Map;
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

    /** As they stand in the realm: what is remembered of them is found by the texts themselves, and so is never out of date. */
    record Documents(String policies, String profiles) {
    }

    private final KeycloakSession session;
    private final Map<Documents, Set<ClientPolicyEvent>> remembered;

    LeanClientPolicyManager(KeycloakSession session, Map<Documents, Set<ClientPolicyEvent>> remembered) {
        super(session);
        this.session = session;
        this.remembered = remembered;
    }

    @Override
    public void triggerOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        RealmModel realm = session.getContext().getRealm();
        if (realm == null || answered(realm).contains(context.getEvent())) {
            super.triggerOnEvent(context);
        }
    }

    private Set<ClientPolicyEvent> answered(RealmModel realm) {
        Documents documents =
                new Documents(realm.getAttribute(Constants.CLIENT_POLICIES), realm.getAttribute(Constants.CLIENT_PROFILES));
        Set<ClientPolicyEvent> answered = remembered.get(documents);
        if (answered == null) {
            answered = read(realm);
            remembered.put(documents, answered);
        }
        return answered;
    }

    /** Documents that Keycloak cannot read are Keycloak's to report, at every event. */
    private Set<ClientPolicyEvent> read(RealmModel realm) {
        try {
            return AnsweredEvents.of(getClientPolicies(realm, true), getClientProfiles(realm, true), this::ofExecutor);
        } catch (ClientPolicyException | RuntimeException unreadable) {
            return EnumSet.allOf(ClientPolicyEvent.class);
        }
    }

    private Optional<Set<ClientPolicyEvent>> ofExecutor(String providerId) {
        return session.getProvider(ClientPolicyExecutorProvider.class, providerId) instanceof AnsweringExecutor<?> executor
                ? Optional.of(executor.events()) : Optional.empty();
    }
}
