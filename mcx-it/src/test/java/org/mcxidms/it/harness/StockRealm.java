package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The shipped realm as stock Keycloak can have it: the same clients, scopes, sign-in and lifetimes; where the bundle has a
 * provider of its own, Keycloak's own mapper, or nothing.
 */
public final class StockRealm {

    private static final String OURS = "mcx-";

    private StockRealm() {
    }

    /** Writes the realm, under the name {@code mcx} and with the tests' secrets, into the directory. */
    public static Path write(Path directory) {
        ObjectNode realm = (ObjectNode) Json.read(Mcx.realmExport("mcx-realm.json"));
        for (JsonNode client : realm.path("clients")) {
            boolean isNative = client.path("clientId").asText().equals("mcptt_client");
            ((ObjectNode) client).put("secret", isNative ? Settings.MCPTT_CLIENT_SECRET : Settings.SERVER_CLIENT_SECRET);
        }
        realm.remove("clientProfiles");
        realm.remove("clientPolicies");
        realm.remove("loginTheme");
        realm.remove("accountTheme");
        realm.remove("emailTheme");
        realm.putArray("eventsListeners").add("jboss-logging");
        for (JsonNode flow : realm.path("authenticationFlows")) {
            removeOurs((ArrayNode) flow.path("authenticationExecutions"), "authenticator");
        }
        for (JsonNode scope : realm.path("clientScopes")) {
            if (scope.path("name").asText().equals("mcx")) {
                ArrayNode mappers = ((ObjectNode) scope).putArray("protocolMappers");
                mapAttribute(mappers, "mcptt_id");
                mapAttribute(mappers, "mcvideo_id");
                mapAttribute(mappers, "mcdata_id");
            }
        }
        removeOurValidators(realm);
        try {
            return Files.writeString(directory.resolve("mcx-realm.json"), realm.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeOurs(ArrayNode list, String key) {
        for (Iterator<JsonNode> entries = list.iterator(); entries.hasNext();) {
            if (entries.next().path(key).asText().startsWith(OURS)) {
                entries.remove();
            }
        }
    }

    private static void mapAttribute(ArrayNode mappers, String attribute) {
        mappers.addObject().put("name", attribute).put("protocol", "openid-connect")
                .put("protocolMapper", "oidc-usermodel-attribute-mapper")
                .putObject("config").put("user.attribute", attribute).put("claim.name", attribute).put("jsonType.label", "String")
                .put("access.token.claim", "true").put("id.token.claim", "true").put("userinfo.token.claim", "true");
    }

    private static void removeOurValidators(ObjectNode realm) {
        ArrayNode holder = (ArrayNode) realm.at(
                "/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config");
        JsonNode profile = Json.parse(holder.path(0).asText());
        for (JsonNode attribute : profile.path("attributes")) {
            for (Iterator<String> names = attribute.path("validations").fieldNames(); names.hasNext();) {
                if (names.next().startsWith(OURS)) {
                    names.remove();
                }
            }
        }
        holder.set(0, profile.toString());
    }
}
