package org.mcxidms.bench;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.it.harness.Json;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.RealmFile;

/**
 * The shipped realm with users, and what an operator without the bundle would make of it with Keycloak's own mappers. Both have
 * the same clients, scopes, roles, event types, token lives and password hashing.
 */
final class BenchRealm {

    static final int USERS = 96;
    static final String SECRET = "secret-of-the-benchmark";
    static final String PASSWORD = "password-of-the-benchmark";

    private static final String OURS = "mcx-";
    private static final String SERVICE_SCOPE = "mcx";
    private static final List<String> ROLES = List.of("mcptt-user", "mcvideo-user", "mcdata-user");
    private static final List<String> SERVICE_IDS = List.of("mcptt_id", "mcvideo_id", "mcdata_id");

    private BenchRealm() {
    }

    static String username(int user) {
        return "radio-" + user + "@org.com";
    }

    /** The address of a partner domain. */
    static String partner(int number) {
        return "https://partner-" + number + ".example/realms/mcx";
    }

    static ObjectNode withBundle(String name) {
        return withBundle(name, 1);
    }

    /** The shipped realm; nothing is changed but secrets, users and partner domains, which it comes without. */
    static ObjectNode withBundle(String name, int partners) {
        ObjectNode realm = (ObjectNode) Json.read(Mcx.realmExport("mcx-realm.json"));
        realm.put("realm", name);
        for (JsonNode client : realm.path("clients")) {
            ((ObjectNode) client).put("secret", SECRET);
        }
        setPartners(new RealmFile(realm).executor("mcx-partner-domains-executor"), partners);
        ArrayNode users = realm.putArray("users");
        IntStream.range(0, USERS).forEach(user -> addUser(users.addObject(), username(user)));
        return realm;
    }

    static void setPartners(ObjectNode executor, int partners) {
        ArrayNode addresses = executor.putArray("partners");
        // The one that is asked for comes last.
        IntStream.iterate(partners - 1, i -> i >= 0, i -> i - 1).forEach(i -> addresses.add(partner(i)));
    }

    private static void addUser(ObjectNode user, String username) {
        user.put("username", username).put("email", username).put("emailVerified", true).put("enabled", true)
                .put("firstName", "Radio").put("lastName", "Benchmark");
        user.putArray("credentials").addObject().put("type", "password").put("value", PASSWORD);
        ArrayNode roles = user.putArray("realmRoles");
        ROLES.forEach(roles::add);
        ObjectNode attributes = user.putObject("attributes");
        SERVICE_IDS.forEach(id -> attributes.putArray(id).add("sip:" + id.replace("_id", "") + "." + username));
    }

    /** The same without anything of the bundle, each claim made by Keycloak's own mappers. */
    static ObjectNode stock(String name) {
        ObjectNode realm = withBundle(name);
        realm.putArray("eventsListeners").add("jboss-logging");
        // The bundle's theme stands on it: the pages compared are equally short.
        realm.put("loginTheme", "base");
        realm.remove(List.of("accountTheme", "emailTheme", "clientProfiles", "clientPolicies"));
        removeLoginStep(realm);
        ObjectNode scope = new RealmFile(realm).clientScope(SERVICE_SCOPE);
        ArrayNode mappers = scope.putArray("protocolMappers");
        SERVICE_IDS.forEach(id -> addMapper(mappers, id, "oidc-usermodel-attribute-mapper",
                Map.of("user.attribute", id, "claim.name", id, "id.token.claim", "true", "userinfo.token.claim", "true")));
        addMapper(mappers, "client_id", "oidc-hardcoded-claim-mapper",
                Map.of("claim.name", "client_id", "claim.value", "mcptt_client", "id.token.claim", "false"));
        ((ObjectNode) new RealmFile(realm).client("mcptt_client").get("attributes"))
                .put("standard.token.exchange.enabled", "true");
        removeValidators((ArrayNode) realm.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config/"
                + "kc.user.profile.config"));
        return realm;
    }

    private static void addMapper(ArrayNode mappers, String name, String provider, Map<String, String> config) {
        ObjectNode mapper = mappers.addObject().put("name", name).put("protocol", "openid-connect")
                .put("protocolMapper", provider);
        ObjectNode settings = mapper.putObject("config").put("jsonType.label", "String").put("access.token.claim", "true")
                .put("introspection.token.claim", "true").put("lightweight.claim", "true");
        config.forEach(settings::put);
    }

    private static void removeLoginStep(ObjectNode realm) {
        removeIf(realm.path("authenticationFlows"), flow -> {
            removeIf(flow.path("authenticationExecutions"), step -> isOurs(step.path("authenticator").asText()));
            return flow.path("authenticationExecutions").isEmpty();
        });
        Set<String> used = Set.copyOf(realm.path("authenticationFlows").findValuesAsText("authenticatorConfig"));
        removeIf(realm.path("authenticatorConfig"), config -> !used.contains(config.path("alias").asText()));
    }

    private static void removeValidators(ArrayNode userProfile) {
        JsonNode profile = Json.parse(userProfile.path(0).asText());
        for (JsonNode attribute : profile.path("attributes")) {
            removeIf(attribute.path("validations").fieldNames(), BenchRealm::isOurs);
        }
        userProfile.set(0, profile.toString());
    }

    private static boolean isOurs(String providerId) {
        return providerId.startsWith(OURS);
    }

    private static void removeIf(JsonNode list, java.util.function.Predicate<JsonNode> condition) {
        removeIf(list.iterator(), condition);
    }

    private static <T> void removeIf(Iterator<T> elements, java.util.function.Predicate<T> condition) {
        while (elements.hasNext()) {
            if (condition.test(elements.next())) {
                elements.remove();
            }
        }
    }
}
