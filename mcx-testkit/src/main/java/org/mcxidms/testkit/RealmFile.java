package org.mcxidms.testkit;

import java.util.Iterator;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A realm file's JSON and the changes that tests make to it before it is imported. */
public record RealmFile(ObjectNode json) {

    public RealmFile set(String key, String value) {
        json.put(key, value);
        return this;
    }

    public RealmFile set(String key, int value) {
        json.put(key, value);
        return this;
    }

    public RealmFile set(String key, boolean value) {
        json.put(key, value);
        return this;
    }

    public ObjectNode client(String clientId) {
        return find("clients", "clientId", clientId);
    }

    /** Adds a client with everything that {@code mcptt_client} has, its secret and the role that marks native clients too. */
    public ObjectNode addClientLikeNative(String clientId) {
        ObjectNode client = client("mcptt_client").deepCopy().put("clientId", clientId);
        ((ArrayNode) json.get("clients")).add(client);
        ObjectNode roles = (ObjectNode) json.at("/roles/client");
        roles.set(clientId, roles.get("mcptt_client").deepCopy());
        return client;
    }

    public ObjectNode clientScope(String name) {
        return find("clientScopes", "name", name);
    }

    /** The configuration of the one executor of this provider id in the realm's client policies. */
    public ObjectNode executor(String providerId) {
        for (JsonNode profile : json.path("clientProfiles").path("profiles")) {
            for (JsonNode executor : profile.path("executors")) {
                if (executor.path("executor").asText().equals(providerId)) {
                    ObjectNode object = (ObjectNode) executor;
                    return object.has("configuration")
                            ? (ObjectNode) object.get("configuration") : object.putObject("configuration");
                }
            }
        }
        throw new AssertionError("No executor " + providerId + " in the realm file");
    }

    /** Takes a client profile out of every client policy. */
    public RealmFile withoutProfile(String name) {
        for (JsonNode policy : json.path("clientPolicies").path("policies")) {
            for (Iterator<JsonNode> profiles = policy.path("profiles").iterator(); profiles.hasNext();) {
                if (profiles.next().asText().equals(name)) {
                    profiles.remove();
                }
            }
        }
        return this;
    }

    /** The configuration of the first protocol mapper of this provider id, in a client scope or in {@code mcptt_client}. */
    public ObjectNode mapper(String providerId) {
        for (String container : new String[] {"clientScopes", "clients"}) {
            for (JsonNode owner : json.path(container)) {
                for (JsonNode mapper : owner.path("protocolMappers")) {
                    if (mapper.path("protocolMapper").asText().equals(providerId)) {
                        return (ObjectNode) mapper.get("config");
                    }
                }
            }
        }
        throw new AssertionError("No mapper " + providerId + " in the realm file");
    }

    /** The configuration of an authenticator, by its alias. */
    public ObjectNode authenticatorConfig(String alias) {
        return (ObjectNode) find("authenticatorConfig", "alias", alias).get("config");
    }

    /** Lets an administrator store any value of the MC attributes, and several: what an LDAP directory may hold. */
    public RealmFile acceptAnyMcAttributeValue() {
        JsonNode component = json.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config");
        JsonNode profile = Json.parse(component.path("kc.user.profile.config").path(0).asText());
        for (JsonNode attribute : profile.path("attributes")) {
            if (attribute.path("name").asText().startsWith("mc")) {
                ((ObjectNode) attribute).put("multivalued", true).remove("validations");
            }
        }
        ((ArrayNode) component.get("kc.user.profile.config")).set(0, profile.toString());
        return this;
    }

    /**
     * Removes the listener that ends sessions at once. A change is then noticed only when a grant is presented, as is a
     * change for which Keycloak sends no event.
     */
    public RealmFile noticeAtGrantsOnly() {
        json.putArray("eventsListeners").add("jboss-logging");
        return this;
    }

    private ObjectNode find(String list, String key, String value) {
        return (ObjectNode) StreamSupport.stream(json.path(list).spliterator(), false)
                .filter(entry -> entry.path(key).asText().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No " + value + " among the realm file's " + list));
    }
}
