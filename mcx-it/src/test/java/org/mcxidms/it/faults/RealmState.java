package org.mcxidms.it.faults;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Realm;

/** A realm's configuration as text, to be compared. */
final class RealmState {

    private RealmState() {
    }

    /** Name and content of all that the realm's export has, with its client policies; lists in a fixed order. */
    static TreeMap<String, String> of(Realm realm) {
        RealmResource admin = realm.admin();
        RealmRepresentation export = admin.partialExport(true, true);
        TreeMap<String, String> state = new TreeMap<>();
        for (ClientRepresentation client : export.getClients()) {
            state.put("client " + client.getClientId(), text(client));
        }
        for (ClientScopeRepresentation scope : export.getClientScopes()) {
            state.put("scope " + scope.getName(), text(scope));
        }
        state.put("policies", text(admin.clientPoliciesPoliciesResource().getPolicies()));
        state.put("profiles", text(admin.clientPoliciesProfilesResource().getProfiles(false)));
        state.put("realm", text(admin.toRepresentation()));
        state.put("user profile", text(admin.users().userProfile().getConfiguration()));
        return state;
    }

    private static String text(Object representation) {
        return sorted(Json.parse(JsonSerialization.valueAsString(representation))).toString();
    }

    /** With the entries of lists in the order of their text: the server gives sets in any order. */
    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            List<JsonNode> entries = StreamSupport.stream(node.spliterator(), false).map(RealmState::sorted)
                    .sorted(Comparator.comparing(JsonNode::toString)).toList();
            return Json.object().arrayNode().addAll(entries);
        }
        if (node.isObject()) {
            ObjectNode object = Json.object();
            node.properties().stream().sorted(Map.Entry.comparingByKey())
                    .forEach(field -> object.set(field.getKey(), sorted(field.getValue())));
            return object;
        }
        return node;
    }
}
