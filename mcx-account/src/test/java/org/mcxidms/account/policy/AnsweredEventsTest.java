package org.mcxidms.account.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.keycloak.services.clientpolicy.ClientPolicyEvent.TOKEN_REFRESH;
import static org.keycloak.services.clientpolicy.ClientPolicyEvent.USERINFO_REQUEST;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.util.JsonSerialization;

/** An event is left out only where all that could answer it is known. */
final class AnsweredEventsTest {

    private static final Set<ClientPolicyEvent> EVERY = EnumSet.allOf(ClientPolicyEvent.class);
    private static final Map<String, Set<ClientPolicyEvent>> KNOWN =
            Map.of("mcx-one", EnumSet.of(TOKEN_REFRESH), "mcx-other", EnumSet.of(USERINFO_REQUEST));
    private static final String PROFILES = """
            {"profiles": [
              {"name": "one", "executors": [{"executor": "mcx-one"}]},
              {"name": "other", "executors": [{"executor": "mcx-other"}]},
              {"name": "foreign", "executors": [{"executor": "mcx-one"}, {"executor": "reject-request"}]},
              {"name": "of nothing"}],
             "globalProfiles": [{"name": "fapi", "executors": [{"executor": "secure-session"}]}]}""";

    @Test
    void eventsOfAllProfilesOfEnabledPolicies() throws IOException {
        assertThat(answered(policy("any-client", "one"))).containsExactly(TOKEN_REFRESH);
        assertThat(answered(policy("any-client", "one", "other"))).containsExactlyInAnyOrder(TOKEN_REFRESH, USERINFO_REQUEST);
        assertThat(answered(policy("any-client", "one") + "," + policy("any-client", "other")))
                .containsExactlyInAnyOrder(TOKEN_REFRESH, USERINFO_REQUEST);
        assertThat(answered("")).isEmpty();
        assertThat(answered(policy("any-client", "foreign").replace("true", "false"))).isEmpty();
    }

    @Test
    void everyEventWhereSomethingIsNotKnown() throws IOException {
        assertThat(answered(policy("any-client", "foreign"))).as("another's executor").isEqualTo(EVERY);
        assertThat(answered(policy("any-client", "one") + "," + policy("any-client", "fapi"))).as("a global profile")
                .isEqualTo(EVERY);
        assertThat(answered(policy("client-roles", "one"))).as("another condition").isEqualTo(EVERY);
        assertThat(answered(policy("any-client", "one", "gone"))).as("a profile that is not there").isEqualTo(EVERY);
        assertThat(answered(policy("any-client", "of nothing"))).as("a profile without a list").isEqualTo(EVERY);
        assertThat(answered(policy("any-client", "foreign").replace("\"enabled\": true, ", ""))).as("neither on nor off")
                .isEqualTo(EVERY);
        assertThat(AnsweredEvents.of(read("{\"globalPolicies\": [" + policy("any-client", "fapi") + "]}",
                ClientPoliciesRepresentation.class), read(PROFILES, ClientProfilesRepresentation.class),
                id -> Optional.ofNullable(KNOWN.get(id)))).as("a global policy").isEqualTo(EVERY);
        assertThat(AnsweredEvents.of(read("{\"policies\": [" + policy("any-client", "one") + "]}",
                ClientPoliciesRepresentation.class), read(PROFILES.replace("fapi", "one"), ClientProfilesRepresentation.class),
                id -> Optional.ofNullable(KNOWN.get(id)))).as("two profiles of one name").isEqualTo(EVERY);
    }

    private static Set<ClientPolicyEvent> answered(String policies) throws IOException {
        return AnsweredEvents.of(read("{\"policies\": [" + policies + "]}", ClientPoliciesRepresentation.class),
                read(PROFILES, ClientProfilesRepresentation.class), id -> Optional.ofNullable(KNOWN.get(id)));
    }

    private static String policy(String condition, String... profiles) {
        return "{\"name\": \"p\", \"enabled\": true, \"conditions\": [{\"condition\": \"" + condition + "\"}], \"profiles\": [\""
                + String.join("\", \"", profiles) + "\"]}";
    }

    private static <T> T read(String json, Class<T> type) throws IOException {
        return JsonSerialization.readValue(json, type);
    }
}
