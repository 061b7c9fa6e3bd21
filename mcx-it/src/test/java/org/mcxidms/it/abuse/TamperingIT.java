package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.RoleRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** What users and lesser administrators try at the APIs; MC attributes through the account API are in AccountApiIT. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TamperingIT {

    private final Realm realm;
    private final Realm other;
    private final TestUser victim;

    TamperingIT(Mcx mcx) {
        realm = mcx.realmLike("tampered", file -> {});
        other = mcx.realmLike("neighbour", file -> {});
        victim = realm.users().pttUser("victim");
    }

    @AfterAll
    void removeRealms() {
        realm.close();
        other.close();
    }

    @Test
    void userReachesNoAdministration() {
        assertForbidden(token(realm, realm.users().pttUser("nosy")), false);
    }

    /** May write users, as provisioning does, and nothing beyond them. */
    @Test
    void administratorOfUsersReachesNothingElse() {
        TestUser clerk = administrator(realm, "manage-users");
        String token = token(realm, clerk);

        assertThat(send("GET", realm, "/users/" + victim.id(), token, null).status()).isEqualTo(200);
        assertForbidden(token, true);
        String management = realm.admin().clients().findByClientId("realm-management").get(0).getId();
        RoleRepresentation all = realm.admin().clients().get(management).roles().get("realm-admin").toRepresentation();
        assertThat(send("POST", realm, "/users/" + clerk.id() + "/role-mappings/clients/" + management, token,
                "[{\"id\":\"" + all.getId() + "\",\"name\":\"realm-admin\"}]").status()).isEqualTo(403);
        assertThat(clerk.resource().roles().clientLevel(management).listAll()).extracting(RoleRepresentation::getName)
                .containsExactly("manage-users");
    }

    @Test
    void administratorOfAnotherRealmReachesNothingHere() {
        assertForbidden(token(other, administrator(other, "realm-admin")), false);
        assertThat(send("GET", realm, "/users/" + victim.id(), token(other, administrator(other, "realm-admin")), null).status())
                .isIn(401, 403, 404);
    }

    /** The account API ignores what a user may not set, whatever the attribute is called. */
    @Test
    void accountApiTakesNothingElse() {
        TestUser user = realm.users().pttUser("self");
        List<String> roles = roles(user);
        String token = token(realm, user);
        for (String field : new String[] {
            "\"enabled\":true,\"realmRoles\":[\"mcvideo-user\",\"admin\"]", "\"username\":\"alice@org.com\"",
            "\"id\":\"" + victim.id() + "\"", "\"federationLink\":\"x\"",
            "\"clientRoles\":{\"realm-management\":[\"realm-admin\"]}",
            "\"attributes\":{\"MC_ACCOUNT_STATUS\":[\"active\"],\"mcptt_id \":[\"x\"],\"Mcptt_Id\":[\"x\"],\"no_such\":[\"x\"]}",
            "\"emailVerified\":false,\"requiredActions\":[\"x\"],\"notBefore\":1,\"serviceAccountClientId\":\"x\""}) {
            String profile = "{\"firstName\":\"Self\",\"lastName\":\"Test\",\"email\":\"" + user.username() + "\"," + field + "}";
            Answer answer = Http.send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/account"))
                    .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                    .header("Accept", "application/json").POST(HttpRequest.BodyPublishers.ofString(profile)));
            assertThat(answer.status()).as(field + " " + answer).isLessThan(500);
            assertThat(user.resource().toRepresentation().getUsername()).isEqualTo(user.username());
            assertThat(user.resource().toRepresentation().getAttributes().keySet())
                    .allMatch(name -> name.equals("mcptt_id") || name.equals("locale"));
            assertThat(roles(user)).containsExactlyInAnyOrderElementsOf(roles);
            assertThat(user.get("mcptt_id")).containsExactly("sip:" + user.username());
        }
        assertThat(victim.resource().toRepresentation().getUsername()).isEqualTo(victim.username());
    }

    private void assertForbidden(String token, boolean mayWriteUsers) {
        assertThat(send("PUT", realm, "", token, "{\"bruteForceProtected\":false}").status()).isIn(401, 403);
        assertThat(send("PUT", realm, "/client-policies/policies", token, "{\"policies\":[]}").status()).isIn(401, 403);
        assertThat(send("PUT", realm, "/client-policies/profiles", token, "{\"profiles\":[]}").status()).isIn(401, 403);
        assertThat(send("PUT", realm, "/users/profile", token, "{\"attributes\":[]}").status()).isIn(401, 403);
        assertThat(send("PUT", realm, "/events/config", token, "{\"eventsListeners\":[]}").status()).isIn(401, 403);
        assertThat(send("POST", realm, "/clients", token, "{\"clientId\":\"mine\"}").status()).isIn(401, 403);
        String client = realm.admin().clients().findByClientId("mcptt_client").get(0).getId();
        assertThat(send("GET", realm, "/clients/" + client + "/client-secret", token, null).status()).isIn(401, 403);
        if (!mayWriteUsers) {
            ObjectNode user = Json.object();
            user.putObject("attributes").putArray("mc_account_status").add("suspended");
            assertThat(send("PUT", realm, "/users/" + victim.id(), token, user.toString()).status()).isIn(401, 403);
        }
        assertThat(victim.get("mc_account_status")).isEmpty();
        assertThat(realm.admin().toRepresentation().isBruteForceProtected()).isTrue();
        assertThat(realm.admin().toRepresentation().getEventsListeners()).contains("mcx-account-validity-listener");
        assertThat(realm.admin().clients().findByClientId("mine")).isEmpty();
    }

    private static TestUser administrator(Realm realm, String role) {
        TestUser user = realm.users().user(role);
        String management = realm.admin().clients().findByClientId("realm-management").get(0).getId();
        user.resource().roles().clientLevel(management).add(
                List.of(realm.admin().clients().get(management).roles().get(role).toRepresentation()));
        return user;
    }

    private static String token(Realm realm, TestUser user) {
        Answer answer = realm.client("admin-cli", null).passwordGrant(user, "openid").send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("access_token").asText();
    }

    private static List<String> roles(TestUser user) {
        return user.resource().roles().realmLevel().listAll().stream().map(RoleRepresentation::getName).toList();
    }

    private static Answer send(String method, Realm realm, String path, String token, String body) {
        return Http.send(HttpRequest.newBuilder(URI.create(realm.issuer().replace("/realms/", "/admin/realms/") + path))
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    }
}
