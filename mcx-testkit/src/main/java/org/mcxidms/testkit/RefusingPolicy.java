package org.mcxidms.testkit;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;

/** A client policy that an operator adds beside the bundle's own: Keycloak's executor {@code reject-request} refuses every request. */
public final class RefusingPolicy {

    private static final String NAME = "closed";

    private final RealmResource realm;

    private RefusingPolicy(RealmResource realm) {
        this.realm = realm;
    }

    /** Adds the policy, enabled, for the clients that this condition of Keycloak's names. */
    public static RefusingPolicy add(Realm realm, String condition, JsonNode configuration) {
        RefusingPolicy policy = new RefusingPolicy(realm.admin());
        ClientPolicyExecutorRepresentation executor = new ClientPolicyExecutorRepresentation();
        executor.setExecutorProviderId("reject-request");
        executor.setConfiguration(Json.object());
        ClientProfileRepresentation profile = new ClientProfileRepresentation();
        profile.setName(NAME);
        profile.setExecutors(List.of(executor));
        ClientProfilesRepresentation profiles = realm.admin().clientPoliciesProfilesResource().getProfiles(false);
        profiles.setProfiles(with(profiles.getProfiles(), profile));
        realm.admin().clientPoliciesProfilesResource().updateProfiles(profiles);

        return policy.add(NAME, condition, configuration);
    }

    /** Adds a policy for every client with one of the profiles that every Keycloak has, which refuses what does not keep it. */
    public static RefusingPolicy withGlobalProfile(Realm realm, String profile) {
        return new RefusingPolicy(realm.admin()).add(profile, "any-client", Json.object());
    }

    private RefusingPolicy add(String profile, String condition, JsonNode configuration) {
        ClientPolicyConditionRepresentation ofClients = new ClientPolicyConditionRepresentation();
        ofClients.setConditionProviderId(condition);
        ofClients.setConfiguration(configuration);
        ClientPolicyRepresentation refusing = new ClientPolicyRepresentation();
        refusing.setName(NAME);
        refusing.setEnabled(true);
        refusing.setConditions(List.of(ofClients));
        refusing.setProfiles(List.of(profile));
        ClientPoliciesRepresentation policies = policies();
        policies.setPolicies(with(policies.getPolicies(), refusing));
        update(policies);
        return this;
    }

    public void enable(boolean enabled) {
        ClientPoliciesRepresentation policies = policies();
        policies.getPolicies().stream().filter(policy -> policy.getName().equals(NAME))
                .forEach(policy -> policy.setEnabled(enabled));
        update(policies);
    }

    /** Takes policy and profile out again. */
    public void remove() {
        ClientPoliciesRepresentation policies = policies();
        policies.getPolicies().removeIf(policy -> policy.getName().equals(NAME));
        update(policies);
        ClientProfilesRepresentation profiles = realm.clientPoliciesProfilesResource().getProfiles(false);
        profiles.getProfiles().removeIf(profile -> profile.getName().equals(NAME));
        realm.clientPoliciesProfilesResource().updateProfiles(profiles);
    }

    private ClientPoliciesRepresentation policies() {
        return realm.clientPoliciesPoliciesResource().getPolicies();
    }

    private void update(ClientPoliciesRepresentation policies) {
        realm.clientPoliciesPoliciesResource().updatePolicies(policies);
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return more;
    }
}
