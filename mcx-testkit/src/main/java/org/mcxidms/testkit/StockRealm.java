package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The shipped realm as an operator without the bundle would make it: the same clients, scopes, roles, event types and
 * lifetimes; where the bundle has a provider of its own, Keycloak's own mapper, or nothing.
 */
public final class StockRealm {

    private static final String OURS = "mcx-";
    private static final String SERVICE_SCOPE = "mcx";
    private static final List<String> SERVICE_IDS = List.of("mcptt_id", "mcvideo_id", "mcdata_id");

    private StockRealm() {
    }

    /** Writes the realm, under the name {@code mcx} and with the tests' secrets, into the directory. */
    public static Path write(Path directory) {
        ObjectNode realm = (ObjectNode) Json.read(Mcx.realmExport("mcx-realm.json"));
        for (JsonNode client : realm.path("clients")) {
            boolean isNative = client.path("clientId").asText().equals("mcptt_client");
            ((ObjectNode) client).put("secret", isNative ? Settings.MCPTT_CLIENT_SECRET : Settings.SERVER_CLIENT_SECRET);
        }
        try {
            return Files.writeString(directory.resolve("mcx-realm.json"), withoutBundle(realm).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes everything of the bundle out of this realm; each claim is then made by Keycloak's own mappers. */
    public static ObjectNode withoutBundle(ObjectNode realm) {
        realm.putArray("eventsListeners").add("jboss-logging");
        // The bundle's theme stands on it: pages that are compared are equally short.
        realm.put("loginTheme", "base");
        realm.remove(List.of("accountTheme", "emailTheme", "clientProfiles", "clientPolicies"));
        ((ObjectNode) realm.get("components")).remove("org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy");
        removeLoginStep(realm);
        ArrayNode mappers = new RealmFile(realm).clientScope(SERVICE_SCOPE).putArray("protocolMappers");
        SERVICE_IDS.forEach(id -> addMapper(mappers, id, "oidc-usermodel-attribute-mapper",
                Map.of("user.attribute", id, "claim.name", id, "id.token.claim", "true", "userinfo.token.claim", "true")));
        addMapper(mappers, "client_id", "oidc-hardcoded-claim-mapper",
                Map.of("claim.name", "client_id", "claim.value", "mcptt_client", "id.token.claim", "false"));
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
        removeIf(realm.path("authenticationFlows").iterator(), flow -> {
            removeIf(flow.path("authenticationExecutions").iterator(), step -> isOurs(step.path("authenticator").asText()));
            return flow.path("authenticationExecutions").isEmpty();
        });
        Set<String> used = Set.copyOf(realm.path("authenticationFlows").findValuesAsText("authenticatorConfig"));
        removeIf(realm.path("authenticatorConfig").iterator(), config -> !used.contains(config.path("alias").asText()));
    }

    private static void removeValidators(ArrayNode userProfile) {
        JsonNode profile = Json.parse(userProfile.path(0).asText());
        for (JsonNode attribute : profile.path("attributes")) {
            removeIf(attribute.path("validations").fieldNames(), StockRealm::isOurs);
        }
        userProfile.set(0, profile.toString());
    }

    private static boolean isOurs(String providerId) {
        return providerId.startsWith(OURS);
    }

    private static <T> void removeIf(Iterator<T> elements, Predicate<T> condition) {
        while (elements.hasNext()) {
            if (condition.test(elements.next())) {
                elements.remove();
            }
        }
    }
}
