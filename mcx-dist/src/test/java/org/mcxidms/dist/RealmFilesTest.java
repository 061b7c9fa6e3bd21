package org.mcxidms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the realm files say twice, or in many places, says the same. */
final class RealmFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path REALM = Path.of("../realm-export/mcx-realm.json");
    private static final Path USER_PROFILE = Path.of("../realm-export/user-profile.json");
    private static final String PROFILE_KEY = "kc.user.profile.config";
    /** The one line of the realm file that holds the user profile as a JSON string. */
    private static final Pattern PROFILE_LINE =
            Pattern.compile("(\"" + Pattern.quote(PROFILE_KEY) + "\": \\[\\s*)(\"(?:[^\"\\\\]|\\\\.)*\")");
    private static final Pattern QUOTED = Pattern.compile("the (policy|profile) \"([^\"]+)\"");
    /** A scope of the standard's, by its name. */
    private static final Pattern MC_SCOPE = Pattern.compile("3gpp:.*");
    private static final int MC_SCOPES = 17;

    /** Keycloak wants the user profile as one string, which nobody can review; user-profile.json is what people edit. */
    @Test
    void theUserProfileIsThatOfItsFile() throws IOException {
        String written = JSON.writeValueAsString(JSON.readTree(USER_PROFILE.toFile()));
        if (Boolean.getBoolean("mcx.realm.rewrite")) {
            Matcher line = PROFILE_LINE.matcher(Files.readString(REALM));
            Files.writeString(REALM, line.replaceFirst("$1" + Matcher.quoteReplacement(JSON.writeValueAsString(written))));
        }
        assertThat(realm().at("/components/org.keycloak.userprofile.UserProfileProvider/0/config/" + PROFILE_KEY + "/0").asText())
                .as("-Dmcx.realm.rewrite=true writes user-profile.json into the realm file").isEqualTo(written);
    }

    @Test
    void theTunedRealmStoresEveryEventButTheSuccessfulRefresh() throws IOException {
        List<String> stored = texts(realm().path("enabledEventTypes"));
        List<String> tuned = texts(JSON.readTree(Path.of("../realm-export/mcx-tuned.json").toFile()).path("enabledEventTypes"));

        assertThat(stored).contains("REFRESH_TOKEN");
        assertThat(tuned).isEqualTo(stored.stream().filter(event -> !event.equals("REFRESH_TOKEN")).toList());
    }

    /** Off, one limit for all flows, and after the account check: a login that is refused must not end another session. */
    @ParameterizedTest
    @ValueSource(strings = {"mcx-realm.json", "mcx-strong-login.json"})
    void stepsForOtherSessionsAreOffAndComeLast(String file) throws IOException {
        int found = 0;
        for (JsonNode flow : JSON.readTree(Path.of("../realm-export", file).toFile()).path("authenticationFlows")) {
            int check = Integer.MAX_VALUE;
            for (JsonNode step : flow.path("authenticationExecutions")) {
                String authenticator = step.path("authenticator").asText();
                if (authenticator.equals("mcx-account-validity")) {
                    check = step.path("priority").asInt();
                } else if (Set.of("user-session-limits", "mcx-other-devices").contains(authenticator)) {
                    found++;
                    assertThat(step.path("requirement").asText()).as(flow.path("alias").asText()).isEqualTo("DISABLED");
                    assertThat(step.path("priority").asInt()).as(flow.path("alias").asText()).isGreaterThan(check);
                    assertThat(step.path("authenticatorConfig").asText())
                            .isEqualTo(authenticator.equals("user-session-limits") ? "mcx session limit" : "");
                }
            }
        }
        assertThat(found).isEqualTo(file.equals("mcx-realm.json") ? 6 : 2);
    }

    /** What an administrator reads beside a role leads to something that is there, and that asks for the role. */
    @Test
    void roleDescriptionsNameWhatIsThere() throws IOException {
        JsonNode realm = realm();
        Map<String, JsonNode> profiles = new HashMap<>();
        realm.at("/clientProfiles/profiles").forEach(profile -> profiles.put(profile.path("name").asText(), profile));
        Set<String> policies = new HashSet<>();
        realm.at("/clientPolicies/policies").forEach(policy -> policies.add(policy.path("name").asText()));

        Set<String> named = new HashSet<>();
        for (JsonNode client : realm.at("/roles/client")) {
            for (JsonNode role : client) {
                QUOTED.matcher(role.path("description").asText()).results().forEach(quoted -> {
                    named.add(role.path("name").asText());
                    if (quoted.group(1).equals("policy")) {
                        assertThat(policies).contains(quoted.group(2));
                    } else {
                        assertThat(profiles).containsKey(quoted.group(2));
                        assertThat(profiles.get(quoted.group(2)).findValuesAsText("client-role"))
                                .contains(role.path("name").asText());
                    }
                });
            }
        }
        assertThat(named).containsExactlyInAnyOrder("mcx-native-client", "mcx-inter-domain");
    }

    static Stream<JsonNode> mcScopes() throws IOException {
        return scopes(realm()).stream();
    }

    @Test
    void thereAreSeventeenScopesOfTheStandard() throws IOException {
        assertThat(scopes(realm())).hasSize(MC_SCOPES);
    }

    /** The scopes differ in name, description, text on the consent page, audience and roles, and in nothing else. */
    @ParameterizedTest(name = "{index}")
    @MethodSource("mcScopes")
    void everyScopeOfTheStandardHasOneShape(JsonNode scope) throws IOException {
        String name = scope.path("name").asText();
        String audience = scope.at("/protocolMappers/0/config/included.client.audience").asText();
        JsonNode shape = JSON.readTree("""
                {"protocol": "openid-connect",
                 "attributes": {"include.in.token.scope": "true", "display.on.consent.screen": "true"},
                 "protocolMappers": [{"name": "audience %1$s", "protocol": "openid-connect",
                   "protocolMapper": "oidc-audience-mapper",
                   "config": {"included.client.audience": "%1$s", "access.token.claim": "true", "id.token.claim": "false",
                     "introspection.token.claim": "true", "lightweight.claim": "true"}}]}
                """.formatted(audience));
        ObjectNode rest = scope.deepCopy();
        rest.remove(List.of("name", "description"));
        ((ObjectNode) rest.path("attributes")).remove("consent.screen.text");

        assertThat(rest).as(name).isEqualTo(shape);
        assertThat(scope.path("description").asText()).as(name).isNotBlank();
        assertThat(scope.at("/attributes/consent.screen.text").asText()).as(name).matches("\\$\\{mcx\\.scope\\.[a-z_]+}");
        JsonNode realm = realm();
        assertThat(realm.path("clients").findValuesAsText("clientId")).as(name).contains(audience);
        assertThat(rolesOf(realm, name)).as(name).isEqualTo(expectedRoles(name));
    }

    private static Set<String> expectedRoles(String scope) {
        if (scope.equals("3gpp:mc:location_management_service")) {
            return Set.of("mcptt-user", "mcvideo-user", "mcdata-user");
        }
        if (scope.startsWith("3gpp:mc:video_")) {
            return Set.of("mcvideo-user");
        }
        return Set.of(scope.startsWith("3gpp:mc:data_") ? "mcdata-user" : "mcptt-user");
    }

    private static Set<String> rolesOf(JsonNode realm, String scope) {
        Set<String> roles = new HashSet<>();
        realm.path("scopeMappings").forEach(mapping -> {
            if (scope.equals(mapping.path("clientScope").asText())) {
                roles.addAll(texts(mapping.path("roles")));
            }
        });
        return roles;
    }

    private static List<JsonNode> scopes(JsonNode realm) {
        return StreamSupport.stream(realm.path("clientScopes").spliterator(), false)
                .filter(scope -> MC_SCOPE.matcher(scope.path("name").asText()).matches()).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static JsonNode realm() throws IOException {
        return JSON.readTree(REALM.toFile());
    }
}
