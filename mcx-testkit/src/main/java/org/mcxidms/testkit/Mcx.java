package org.mcxidms.testkit;

import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.representations.idm.RealmRepresentation;

/**
 * The server under test and the way to its realms. Test classes take it as a constructor parameter, by
 * {@link McxExtension}; all of them share one server.
 */
public final class Mcx {

    private final McxServer server;
    private final Keycloak admin;

    Mcx(McxServer server) {
        this.server = server;
        this.admin = KeycloakBuilder.builder()
                .serverUrl(server.baseUrl())
                .realm("master")
                .clientId("admin-cli")
                .username("admin")
                .password(Settings.ADMIN_PASSWORD)
                .build();
    }

    public McxServer server() {
        return server;
    }

    public String baseUrl() {
        return server.baseUrl();
    }

    /** The administrator {@code admin}. */
    public Keycloak admin() {
        return admin;
    }

    /** The password of the administrator {@code admin}, for the console. */
    public String adminPassword() {
        return Settings.ADMIN_PASSWORD;
    }

    /** The shipped realm {@code mcx}, as it is shipped: tests do not change its configuration. */
    public Realm realm() {
        return realm("mcx");
    }

    /** The shipped realm {@code mcx-partner}, the other domain. */
    public Realm partnerRealm() {
        return realm("mcx-partner");
    }

    public Realm realm(String name) {
        return new Realm(baseUrl(), name, admin);
    }

    /**
     * A new realm from the shipped {@code mcx-realm.json}, for a test that needs another configuration. Its clients have
     * the secrets that {@link Realm#nativeClient()} and {@link Realm#resourceServer} use. Close it.
     *
     * @param change alters the realm file's JSON before it is imported
     */
    public Realm realmLike(String purpose, Consumer<RealmFile> change) {
        String name = purpose + "-" + UUID.randomUUID().toString().substring(0, 6);
        ObjectNode json = (ObjectNode) Json.read(realmExport("mcx-realm.json"));
        json.put("realm", name);
        for (JsonNode client : json.path("clients")) {
            boolean isNative = client.path("clientId").asText().equals("mcptt_client");
            ((ObjectNode) client).put("secret", isNative ? Settings.MCPTT_CLIENT_SECRET : Settings.SERVER_CLIENT_SECRET);
        }
        change.accept(new RealmFile(json));
        return create(json);
    }

    /** A new realm from this JSON. Close it. */
    public Realm create(ObjectNode json) {
        admin.realms().create(Json.as(json, RealmRepresentation.class));
        // The administrator's token does not know the new realm's roles yet.
        admin.tokenManager().grantToken();
        return realm(json.path("realm").asText());
    }

    /** The Keycloak version under test. */
    public static String keycloakVersion() {
        return Settings.keycloakVersion();
    }

    /** A command-line tool of the Keycloak under test; the test is skipped where Maven's local repository does not have it. */
    public static Path tool(String name) {
        return Homes.tools(Settings.keycloakVersion()).resolve(name);
    }

    /** A file of the repository, by its path from the root. */
    public static Path repository(String file) {
        return Settings.root().resolve(file);
    }

    /** A file under {@code realm-export}. */
    public static Path realmExport(String file) {
        return repository("realm-export").resolve(file);
    }
}
