package org.mcxidms.account.policy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.condition.AnyClientConditionFactory;

/**
 * The events that a realm's client policies answer. Every event is among them as soon as one of the policies has something that
 * is not the bundle's own or {@code any-client}: an executor, a condition, a profile that is not there.
 */
final class AnsweredEvents {

    static final Set<ClientPolicyEvent> EVERY = Collections.unmodifiableSet(EnumSet.allOf(ClientPolicyEvent.class));

    private AnsweredEvents() {
    }

    /**
     * @param policies with the server's global ones
     * @param profiles with the server's global ones
     * @param events   those that an executor answers, by its provider id; empty where nobody says which
     */
    static Set<ClientPolicyEvent> of(ClientPoliciesRepresentation policies, ClientProfilesRepresentation profiles,
            Function<String, Optional<Set<ClientPolicyEvent>>> events) {
        Map<String, ClientProfileRepresentation> byName = new HashMap<>();
        // A realm's profile with the name of a global one is what Keycloak does not allow; where there is one, neither is believed.
        both(profiles.getProfiles(), profiles.getGlobalProfiles())
                .forEach(profile -> byName.merge(profile.getName(), profile, (one, other) -> new ClientProfileRepresentation()));
        Set<ClientPolicyEvent> answered = EnumSet.noneOf(ClientPolicyEvent.class);
        for (ClientPolicyRepresentation policy : both(policies.getPolicies(), policies.getGlobalPolicies()).toList()) {
            if (Boolean.FALSE.equals(policy.isEnabled())) {
                continue;
            }
            if (!appliesToEveryClient(policy)) {
                return EVERY;
            }
            for (String name : orNone(policy.getProfiles())) {
                ClientProfileRepresentation profile = byName.get(name);
                if (profile == null || profile.getExecutors() == null) {
                    return EVERY;
                }
                for (ClientPolicyExecutorRepresentation executor : profile.getExecutors()) {
                    Optional<Set<ClientPolicyEvent>> ofExecutor = events.apply(executor.getExecutorProviderId());
                    if (ofExecutor.isEmpty()) {
                        return EVERY;
                    }
                    answered.addAll(ofExecutor.get());
                }
            }
        }
        return Collections.unmodifiableSet(answered);
    }

    private static boolean appliesToEveryClient(ClientPolicyRepresentation policy) {
        return orNone(policy.getConditions()).stream()
                .allMatch(condition -> AnyClientConditionFactory.PROVIDER_ID.equals(condition.getConditionProviderId()));
    }

    private static <T> Stream<T> both(List<T> ofRealm, List<T> global) {
        return Stream.concat(orNone(ofRealm).stream(), orNone(global).stream());
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }
}
