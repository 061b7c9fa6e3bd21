package org.mcxidms.bench;

import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.StockRealm;

/**
 * The shipped realm with users, and what an operator without the bundle would make of it with Keycloak's own mappers. Both have
 * the same clients, scopes, roles, event types, token lives and password hashing.
 */
final class BenchRealm {

    static final int USERS = 96;
    static final String SECRET = "secret-of-the-benchmark";
    static final String PASSWORD = "password-of-the-benchmark";

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
        // The partner that the benchmark asks for comes last, so that the whole list is searched.
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

    /** The same without the bundle, with Keycloak's own token exchange. */
    static ObjectNode stock(String name) {
        ObjectNode realm = StockRealm.withoutBundle(withBundle(name));
        ((ObjectNode) new RealmFile(realm).client("mcptt_client").get("attributes"))
                .put("standard.token.exchange.enabled", "true");
        return realm;
    }
}
