package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.FaultyProxy;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.OwnRealms;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** {@code ./mcx provision} where the server, the account or the realm is in its way. */
@OwnRealms
@ExtendWith(McxExtension.class)
final class ProvisionFaultsIT {

    private static final String HEADER = "username,firstName,lastName,email,mcptt_id,roles,links\n";
    private static final String USERS = "/admin/realms/[^/]+/users";

    private final Mcx mcx;
    private final Path directory;
    private final Tools tools;

    ProvisionFaultsIT(Mcx mcx, @TempDir Path directory) {
        this.mcx = mcx;
        this.directory = directory;
        this.tools = new Tools(mcx, directory);
    }

    @Test
    void lostRequestsAndAnswersRejectNoLine() throws Exception {
        try (Realm realm = realm("faults-lost");
                FaultyProxy proxy = new FaultyProxy(mcx.baseUrl())
                        .lose("POST " + USERS, 1).keep("PUT " + USERS + "/[^/]+", 0, 1)
                        .lose("POST " + USERS + "/[^/]+/role-mappings/realm", 1)) {
            Tools.Run run = tools.at(proxy.url()).provision(realm, HEADER + line("one", "") + line("two", "home=two"));
            proxy.lose("POST " + USERS + "/[^/]+/federated-identity/home", 1);
            Tools.Run linked = tools.at(proxy.url()).provision(realm, HEADER + line("one", "home=one"));

            assertThat(run.output()).contains("2 created, 0 completed from an earlier run, 0 changed, 0 unchanged, 0 rejected");
            assertThat(run.status()).isZero();
            assertThat(linked.output()).contains("1 changed, 0 unchanged, 0 rejected");
            assertThat(proxy.isUsedUp()).isTrue();
            assertThat(realm.admin().users().list(0, 9)).hasSize(2).allSatisfy(user -> {
                assertThat(user.isEnabled()).isTrue();
                assertThat(user.getAttributes()).doesNotContainKey("mc_valid_until");
                assertThat(roles(realm, user)).contains("mcptt-user");
                assertThat(links(realm, user)).containsExactly("home=" + user.getUsername());
            });
        }
    }

    @Test
    void userWhoCameMeanwhileIsUpdated() throws Exception {
        try (Realm realm = realm("faults-meanwhile"); FaultyProxy proxy = new FaultyProxy(mcx.baseUrl())) {
            proxy.before("POST " + USERS, () -> user(realm, "one", "sip:one@x.org"));

            Tools.Run run = tools.at(proxy.url()).provision(realm, HEADER + line("one", ""));

            assertThat(run.output()).contains("0 created", "1 changed", "0 rejected");
            assertThat(roles(realm, find(realm, "one"))).contains("mcptt-user");
        }
    }

    @Test
    void runThatEndsEarlyTellsHowFarItCameAndTheNextGoesOn() throws Exception {
        try (Realm realm = realm("faults-end"); FaultyProxy proxy = new FaultyProxy(mcx.baseUrl()).keep("POST " + USERS, 2, 99)) {
            String file = HEADER + "bad,A,B,bad@x.org,sip: x,,\n" + line("one", "") + line("two", "") + line("three", "")
                    + line("four", "");
            Path report = directory.resolve("report.csv");

            Tools.Run run = tools.at(proxy.url()).provision(realm, file, "--threads", "1", "--report", report.toString());

            assertThat(run.status()).as(run.output()).isEqualTo(2);
            assertThat(run.output()).contains("2 created", "1 rejected", "mcx: HTTP 503\n",
                    "ended early at line 5; 2 of 4 users are not done. Run the same command again").doesNotContain("html");
            assertThat(Files.readString(report)).contains("2,bad,malformed mcptt_id");
            assertThat(tools.provision(realm, file)).satisfies(next -> {
                assertThat(next.status()).isEqualTo(1);
                assertThat(next.output()).contains("2 created", "2 unchanged, 1 rejected");
            });
        }
    }

    @Test
    void rejectedChangeLeavesFieldsRolesAndLinks() throws Exception {
        try (Realm realm = realm("faults-half")) {
            user(realm, "one", "sip:one@x.org");

            Tools.Run run = tools.provision(realm, HEADER + "one,<A>,B,one@x.org,sip:one@x.org,mcptt-user,home=one\n");

            assertThat(run.output()).contains("line 2 rejected: one: HTTP 400: firstName has a character that names may not have")
                    .doesNotContain("{");
            assertThat(roles(realm, find(realm, "one"))).doesNotContain("mcptt-user");
            assertThat(links(realm, find(realm, "one"))).isEmpty();
        }
    }

    @Test
    void partnerAccountOrServiceIdOfAnotherUserIsRejectedWhateverTheCaseOfTheId() throws Exception {
        try (Realm realm = realm("faults-twice")) {
            assertThat(tools.provision(realm, HEADER + line("one", "home=shared") + "caps,A,B,caps@x.org,sip:Caps@x.org,,\n"))
                    .satisfies(run -> assertThat(run.status()).as(run.output()).isZero());

            Tools.Run run = tools.provision(realm, HEADER + line("two", "home=shared")
                    + line("three", "home=three") + line("four", "home=three") + "five,A,B,five@x.org,sip:caps@x.org,,\n"
                    + line("six", "") + "seven,A,B,seven@x.org,sip:SIX@x.org,,\n");
            Tools.Run linked = tools.provision(realm, HEADER + line("six", "home=shared"));

            assertThat(run.output()).contains("line 2 rejected: two: duplicate link to home: another user of the realm has it",
                    "line 4 rejected: four: duplicate link to home, as in line 3",
                    "line 5 rejected: five: duplicate mcptt_id: another user of the realm has it",
                    "line 7 rejected: seven: duplicate mcptt_id, as in line 6", "2 created", "0 unchanged, 4 rejected");
            assertThat(linked.output())
                    .contains("line 2 rejected: six: duplicate link to home: another user of the realm has it");
            assertThat(realm.admin().users().search(null, null, null, null, null, "home", "shared", 0, 9, null, true))
                    .extracting(UserRepresentation::getUsername).containsExactly("one");
        }
    }

    @Test
    void duplicateInOtherLettersIsFound() throws Exception {
        try (Realm realm = mcx.realmLike("faults-case", file -> file.acceptAnyMcAttributeValue())) {
            TestUser one = realm.users().pttUser("one").set("mcptt_id", "sip:One@x.org");
            TestUser other = realm.users().pttUser("other").set("mcptt_id", "sip:one@X.org");

            Tools.Run found = tools.run(realm, "duplicates");

            assertThat(found.status()).isEqualTo(1);
            assertThat(found.output()).contains(one.id(), other.id(), "1 duplicate MC service ID\n");
        }
    }

    @Test
    void suspensionWhileTheRunGoesOnStays() throws Exception {
        try (Realm realm = realm("faults-suspended"); FaultyProxy proxy = new FaultyProxy(mcx.baseUrl())) {
            String id = user(realm, "one", "sip:one@x.org");
            proxy.before("GET .*/roles/mcdata-user/users", () -> {
                UserRepresentation user = realm.admin().users().get(id).toRepresentation();
                user.setEnabled(false);
                user.getAttributes().put("mc_account_status", List.of("suspended"));
                realm.admin().users().get(id).update(user);
            });

            Tools.Run run =
                    tools.at(proxy.url()).provision(realm, HEADER + "one,Changed,B,one@x.org,sip:one@x.org,mcptt-user,\n");

            assertThat(run.output()).contains("1 changed");
            assertThat(find(realm, "one")).satisfies(user -> {
                assertThat(user.getFirstName()).isEqualTo("Changed");
                assertThat(user.isEnabled()).isFalse();
                assertThat(user.getAttributes()).containsEntry("mc_account_status", List.of("suspended"));
            });
        }
    }

    @Test
    void accountNeedsTheDocumentedRolesAndIsToldWhichItLacks() throws Exception {
        try (Realm realm = realm("faults-roles")) {
            String file = HEADER + line("one", "home=one");
            Tools provisioner = serviceAccount(realm, "view-users", "view-realm", "view-identity-providers");
            assertThat(provisioner.provision(realm, file, "--dry-run").status()).isZero();
            Tools.Run reader = provisioner.provision(realm, file);
            assertThat(reader.status()).isEqualTo(2);
            assertThat(reader.output()).contains("lacks the role manage-users", "ended early at line 2; 1 of 1");

            Tools.Run noPartners = serviceAccount(realm, "manage-users", "view-realm").provision(realm, file);
            assertThat(noPartners.output()).contains("lacks the role view-identity-providers");
            Tools.Run noRoles = serviceAccount(realm, "manage-users", "view-identity-providers").provision(realm, file);
            assertThat(noRoles.output()).contains("lacks the role view-realm");
            assertThat(realm.admin().users().list(0, 9)).isEmpty();
            Tools.Run all = serviceAccount(realm, "manage-users", "view-realm", "view-identity-providers").provision(realm, file);
            assertThat(all.output()).contains("1 created", "0 rejected");

            // Keycloak shows such an account no users and says nothing: it must not look like a realm without duplicates.
            Tools.Run query = serviceAccount(realm, "query-users").run(realm, "duplicates");
            assertThat(query.status()).isEqualTo(2);
            assertThat(query.output()).contains("lacks the role view-users");
            assertThat(serviceAccount(realm, "view-users").run(realm, "duplicates").status()).isZero();
            assertThat(serviceAccount(realm, "view-realm").run(realm, "breakages").output())
                    .contains("lacks the role view-events");
            assertThat(serviceAccount(realm, "view-events").run(realm, "breakages").status()).isZero();
        }
    }

    private Realm realm(String purpose) {
        Realm realm = mcx.realmLike(purpose, file -> {});
        IdentityProviderRepresentation home = new IdentityProviderRepresentation();
        home.setAlias("home");
        home.setProviderId("oidc");
        home.setConfig(Map.of("clientId", "x", "authorizationUrl", "http://localhost/a", "tokenUrl", "http://localhost/t"));
        realm.admin().identityProviders().create(home).close();
        return realm;
    }

    private Tools serviceAccount(Realm realm, String... roles) {
        RealmResource admin = realm.admin();
        String name = String.join("-", roles);
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(name);
        client.setSecret("secret-of-" + name);
        client.setServiceAccountsEnabled(true);
        client.setStandardFlowEnabled(false);
        admin.clients().create(client).close();
        String account = admin.clients().get(admin.clients().findByClientId(name).get(0).getId()).getServiceAccountUser().getId();
        String management = admin.clients().findByClientId("realm-management").get(0).getId();
        List<RoleRepresentation> granted = Arrays.stream(roles)
                .map(role -> admin.clients().get(management).roles().get(role).toRepresentation()).toList();
        admin.users().get(account).roles().clientLevel(management).add(granted);
        return tools.with("MCX_TOOLS_CLIENT_ID", name).with("MCX_TOOLS_CLIENT_SECRET", "secret-of-" + name);
    }

    private static String line(String username, String links) {
        return username + ",A,B," + username + "@x.org,sip:" + username + "@x.org,mcptt-user," + links + "\n";
    }

    /** A user as {@link #line} has it, without role. */
    private static String user(Realm realm, String username, String mcpttId) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setFirstName("A");
        user.setLastName("B");
        user.setEmail(username + "@x.org");
        user.setEnabled(true);
        user.setAttributes(Map.of("mcptt_id", List.of(mcpttId)));
        realm.admin().users().create(user).close();
        return find(realm, username).getId();
    }

    private static UserRepresentation find(Realm realm, String username) {
        return realm.admin().users().searchByUsername(username, true).get(0);
    }

    private static List<String> roles(Realm realm, UserRepresentation user) {
        return realm.admin().users().get(user.getId()).roles().realmLevel().listAll().stream()
                .map(RoleRepresentation::getName).toList();
    }

    private static List<String> links(Realm realm, UserRepresentation user) {
        return realm.admin().users().get(user.getId()).getFederatedIdentity().stream()
                .map((FederatedIdentityRepresentation link) -> link.getIdentityProvider() + "=" + link.getUserId()).toList();
    }
}
