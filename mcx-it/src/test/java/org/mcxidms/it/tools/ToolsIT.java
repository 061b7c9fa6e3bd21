package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** {@code ./mcx provision}, {@code duplicates}, {@code client-config} and {@code breakages} against a real server. */
@ExtendWith(McxExtension.class)
final class ToolsIT {

    private static final String HEADER =
            "username,firstName,lastName,email,mcptt_id,roles,mc_account_status,mc_valid_from,mc_valid_until,password\n";
    private static final int MANY = 300;

    private final Mcx mcx;
    private final Path directory;
    private final Tools tools;

    ToolsIT(Mcx mcx, @TempDir Path directory) {
        this.mcx = mcx;
        this.directory = directory;
        this.tools = new Tools(mcx, directory);
    }

    @Test
    void dryRunWritesNothing() throws Exception {
        try (Realm realm = mcx.realmLike("tools-dry", file -> {})) {
            Tools.Run run = tools.provision(realm, HEADER + good("dry", ""), "--dry-run");

            assertThat(run.output()).contains("dry run: 1 created");
            assertThat(run.status()).isZero();
            assertThat(realm.admin().users().list(0, 10)).isEmpty();
        }
    }

    /** Every line that a dry run lets through goes in, and every line that it refuses is refused. */
    @Test
    void dryRunSaysOfEachLineWhatTheServerWillSay() throws Exception {
        try (Realm realm = mcx.realmLike("tools-rehearsal", file -> {})) {
            assertThat(tools.provision(realm, HEADER + good("there", "") + good("known", "")).status()).isZero();
            String lines = HEADER + good("good", "")
                    + "dots,A,B,a..b@x.org,sip:dots@x.org,mcptt-user,,,,\n"
                    + "dash,A,B,a@-x.org,sip:dash@x.org,mcptt-user,,,,\n"
                    + "taken,A,B,THERE@x.org,sip:taken@x.org,mcptt-user,,,,\n"
                    + "ab,A,B,ab@x.org,sip:ab@x.org,mcptt-user,,,,\n"
                    + "long," + "A".repeat(256) + ",B,long@x.org,sip:long@x.org,mcptt-user,,,,\n"
                    + "known,C,D,known@x.org,sip:known@x.org,mcptt-user,,,,\n";

            Tools.Run rehearsal = tools.provision(realm, lines, "--dry-run");
            assertThat(realm.admin().users().count()).isEqualTo(2);
            Tools.Run run = tools.provision(realm, lines);

            assertThat(rehearsal.output()).contains("line 3 rejected: dots: email is not an e-mail address",
                    "line 5 rejected: taken: duplicate email", "line 6 rejected: ab: username must have at least 3 characters",
                    "line 7 rejected: long: firstName must have at most 255 characters",
                    "dry run: 1 created, 0 completed from an earlier run, 1 changed, 0 unchanged, 5 rejected");
            assertThat(rejected(rehearsal)).isEqualTo(rejected(run));
            assertThat(rehearsal.status()).isEqualTo(run.status()).isEqualTo(1);
        }
    }

    private static List<String> rejected(Tools.Run run) {
        return run.output().lines().filter(line -> line.contains(" rejected: "))
                .map(line -> line.replaceFirst(" rejected: .*", "")).toList();
    }

    @Test
    void badLinesAreRejectedWithTheirReasonAndNothingOfThemIsKept() throws Exception {
        try (Realm realm = mcx.realmLike("tools-bad", file -> {})) {
            String lines = HEADER
                    + "malformed,A,B,a@x.org,sip: x,mcptt-user,,,,\n"
                    + "fewer,A,B\n"
                    + "role,A,B,r@x.org,sip:r@x.org,admin,,,,\n"
                    + "date,A,B,d@x.org,sip:d@x.org,mcptt-user,,,2026-13-01,\n"
                    + "order,A,B,o@x.org,sip:o@x.org,mcptt-user,,2027-01-01,2026-01-01,\n"
                    + "status,A,B,s@x.org,sip:s@x.org,mcptt-user,gone,,,\n"
                    + "suspended,A,B,t@x.org,sip:t@x.org,mcptt-user,suspended,,never,\n"
                    + good("first", "") + "second,A,B,e@x.org,sip:first@x.org,mcptt-user,,,,\n"
                    + "email,A,B,no email,sip:email@x.org,mcptt-user,,,,\n";

            Tools.Run run = tools.provision(realm, "\uFEFF" + lines.replace(',', ';'), "--report",
                    directory.resolve("report.csv").toString());

            assertThat(run.status()).as(run.output()).isEqualTo(1);
            assertThat(Files.readString(directory.resolve("report.csv"))).contains(
                    "2,malformed,malformed mcptt_id", "3,fewer,3 columns instead of 10", "4,role,\"unknown role",
                    "5,date,malformed mc_valid_until", "6,order,mc_valid_until is not after mc_valid_from",
                    "7,status,malformed mc_account_status", "8,suspended,malformed mc_valid_until",
                    "10,second,\"duplicate mcptt_id, as in line 9\"", "11,email,email is not an e-mail address");
            assertThat(realm.admin().users().list(0, 50)).extracting(UserRepresentation::getUsername).containsExactly("first");

            Tools.Run taken = tools.provision(realm, HEADER + "third,A,B,third@x.org,sip:first@x.org,mcptt-user,,,,\n");
            assertThat(taken.output()).contains("line 2 rejected: third: duplicate mcptt_id: another user of the realm has it");
            assertThat(realm.admin().users().searchByUsername("third", true)).isEmpty();
        }
    }

    @Test
    void linkToAnUnknownPartnerOrToAnotherSubjectIsRejected() throws Exception {
        try (Realm realm = mcx.realmLike("tools-links", file -> {})) {
            IdentityProviderRepresentation home = new IdentityProviderRepresentation();
            home.setAlias("home");
            home.setProviderId("oidc");
            home.setConfig(Map.of("clientId", "x", "authorizationUrl", "http://localhost/a", "tokenUrl", "http://localhost/t"));
            realm.admin().identityProviders().create(home).close();
            String header = "username,firstName,lastName,email,links\n";

            Tools.Run run = tools.provision(realm,
                    header + "linked,A,B,linked@x.org,home=subject\nlost,A,B,lost@x.org,nowhere=subject\n");
            Tools.Run other = tools.provision(realm, header + "linked,A,B,linked@x.org,home=another\n");

            assertThat(run.status()).as(run.output()).isEqualTo(1);
            assertThat(run.output()).contains("line 3 rejected: lost: unknown identity provider nowhere");
            assertThat(other.output()).contains("line 2 rejected: linked: linked to another subject at home");
            assertThat(realm.admin().users().list(0, 50)).singleElement()
                    .satisfies(user -> assertThat(realm.admin().users().get(user.getId()).getFederatedIdentity())
                            .extracting(FederatedIdentityRepresentation::getUserId).containsExactly("subject"));
        }
    }

    @Test
    void fileOrServerThatIsWrongAltogetherEndsWithStatusTwo() throws Exception {
        Realm realm = mcx.realm();
        assertThat(tools.provision(realm, "username,mcptt-id\nx,y\n")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.output()).contains("bad header", "mcptt-id");
        });
        Files.write(directory.resolve("latin"), (HEADER + "é").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(tools.run(realm, "provision", "--file", directory.resolve("latin").toString())).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.output()).contains("not UTF-8");
        });
        Process refused = tools.with("MCX_ADMIN_PASSWORD", "not the password").start(mcx.realm(), directory.resolve("refused"),
                "duplicates");
        assertThat(refused.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(refused.exitValue()).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("refused"))).contains("Invalid user credentials");
    }

    @Test
    void killedRunIsCompletedByTheNextAndTheOneAfterThatWritesNothing() throws Exception {
        try (Realm realm = mcx.realmLike("tools-kill", file -> {})) {
            Path file = Files.writeString(directory.resolve("many.csv"), HEADER + IntStream.range(0, MANY)
                    .mapToObj(i -> good("user" + i, i == 0 ? "Pw-of-user-0" : "")).collect(Collectors.joining()));
            Process killed = tools.start(realm, directory.resolve("killed"), "provision", "--file", file.toString());
            while (killed.isAlive() && realm.admin().users().count() < MANY / 10) {
                Thread.sleep(20);
            }
            killed.destroyForcibly().waitFor();
            int left = realm.admin().users().count();
            assertThat(left).isBetween(1, MANY - 1);
            for (UserRepresentation user : realm.admin().users().list(0, MANY)) {
                if (user.isEnabled()) {
                    assertThat(user.getAttributes()).containsKey("mcptt_id").doesNotContainKey("mc_valid_until");
                    assertThat(realm.admin().users().get(user.getId()).roles().realmLevel().listAll())
                            .extracting(role -> role.getName()).contains("mcptt-user");
                }
            }

            Tools.Run resumed = tools.run(realm, "provision", "--file", file.toString());
            assertThat(resumed.status()).as(resumed.output()).isZero();
            assertThat(realm.admin().users().list(0, MANY + 1)).hasSize(MANY).allMatch(UserRepresentation::isEnabled);
            assertThat(realm.admin().roles().get("mcptt-user").getUserMembers(0, MANY + 1)).hasSize(MANY);

            realm.admin().clearAdminEvents();
            Tools.Run again = tools.run(realm, "provision", "--file", file.toString());
            assertThat(again.output()).contains("0 changed, " + MANY + " unchanged, 0 rejected");
            assertThat(realm.admin().getAdminEvents()).isEmpty();

            McxClient client = realm.nativeClient();
            AuthorizationRequest request = client.authorization("openid", PTT);
            var browser = client.newBrowser();
            Landing landing = browser.login(browser.open(request.url()), "user0", "Pw-of-user-0");
            Tokens tokens = new Tokens(client.exchange(request, landing.code()).send());
            assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:user0@x.org");
        }
    }

    @Test
    void duplicatesAreFoundAndMasked() throws Exception {
        try (Realm realm = mcx.realmLike("tools-twice", file -> {})) {
            TestUser one = realm.users().pttUser("one").set("mcptt_id", "sip:shared@org.com");
            TestUser other = realm.users().pttUser("other").set("mcvideo_id", "sip:shared@org.com");

            assertThat(tools.run(realm, "duplicates").status()).isZero();
            Tools.Run found = tools.run(realm, "duplicates", "--across-services");

            assertThat(found.status()).isEqualTo(1);
            assertThat(found.output()).contains(one.id(), other.id(), "@org.com").doesNotContain("shared");
        }
    }

    @Test
    void standInMakesAnIdOfAnotherServiceADuplicate() throws Exception {
        // Written before the stand-in was: the user profile refuses such an ID since.
        try (Realm realm = mcx.realmLike("tools-stand-in", file -> {
            file.acceptAnyMcAttributeValue();
            file.mapper("mcx-service-id-mapper").put("mc.service.id.stand.in", "ptt");
        })) {
            TestUser one = realm.users().pttUser("one").set("mcptt_id", "sip:shared@org.com");
            TestUser other = realm.users().pttUser("other").set("mcvideo_id", "sip:shared@org.com");

            Tools.Run found = tools.run(realm, "duplicates");

            assertThat(found.status()).isEqualTo(1);
            assertThat(found.output()).contains(one.id(), other.id());
        }
    }

    @Test
    void clientThatARuleInLogModeLetThroughIsReported() throws Exception {
        try (Realm realm =
                mcx.realmLike("tools-log", file -> file.executor("mcx-request-profile-executor").put("acr-values", "log"))) {
            McxClient client = realm.nativeClient();
            assertThat(tools.run(realm, "breakages").status()).isZero();
            client.newBrowser().open(client.authorization("openid", PTT).with("acr_values", "unknown").url());
            realm.events().awaitOfClient(client.clientId(), "CLIENT_INFO", event -> true);

            Tools.Run found = tools.run(realm, "breakages");

            assertThat(found.status()).isEqualTo(1);
            assertThat(found.output()).contains("mcptt_client acr-values: 1 time from", "acr_values=3gpp:acr:password");
        }
    }

    @Test
    void roleOfOfflineSessionsIsGivenAndNeverWithdrawn() throws Exception {
        try (Realm realm = mcx.realmLike("tools-offline", file -> {})) {
            assertThat(tools.provision(realm, HEADER + good("radio", "password of the radio")).status()).isZero();
            String id = realm.admin().users().searchByUsername("radio", true).get(0).getId();
            assertThat(roles(realm, id)).contains("mcptt-user").doesNotContain("offline_access");

            String both = HEADER + good("radio", "").replace("mcptt-user", "mcptt-user offline_access");
            assertThat(tools.provision(realm, both).output()).contains("1 changed");
            assertThat(roles(realm, id)).contains("mcptt-user", "offline_access");
            assertThat(tools.provision(realm, both).output()).contains("1 unchanged");

            // A file that is about MC services alone leaves the role as it is.
            assertThat(tools.provision(realm, both.replace("mcptt-user offline_access", "mcdata-user")).output())
                    .contains("1 changed");
            assertThat(roles(realm, id)).contains("mcdata-user", "offline_access").doesNotContain("mcptt-user");
        }
    }

    @Test
    void configurationOfRadiosComesFromDiscoveryAlone() throws Exception {
        try (Realm realm = mcx.realmLike("tools-config", file -> {})) {
            Tools nobody = tools.with("MCX_ADMIN_PASSWORD", "wrong");
            Tools.Run xml = nobody.run(realm, "client-config", "--format", "ue-init-config", "--domain", "fire.example");
            assertThat(xml.status()).as(xml.output()).isZero();
            assertThat(xml.output()).contains("<idms-token-endpoint>" + realm.issuer() + "/protocol/openid-connect/token<");

            JsonNode config = Json.parse(nobody.run(realm, "client-config").output());
            assertThat(config.path("issuer").asText()).isEqualTo(realm.issuer());
            assertThat(config.path("scope").asText()).startsWith("openid ").contains(PTT);
            assertThat(nobody.run(realm, "client-config", "--format", "appauth").output())
                    .contains("\"issuer_uri\" : \"" + realm.issuer());

            assertThat(nobody.run(realm, "client-config", "--format", "yaml").status()).isEqualTo(2);
            assertThat(nobody.at("http://localhost:1").run(realm, "client-config").status()).isEqualTo(2);
        }
    }

    private static List<String> roles(Realm realm, String id) {
        return realm.admin().users().get(id).roles().realmLevel().listAll().stream().map(RoleRepresentation::getName).toList();
    }

    /** A user is made long expired first, and the server refuses an end before the beginning. */
    @Test
    void newUserMayHaveABeginning() throws Exception {
        try (Realm realm = mcx.realmLike("tools-from", file -> {})) {
            Tools.Run run = tools.provision(realm, HEADER
                    + "later,A,B,later@x.org,sip:later@x.org,mcptt-user,,2099-01-01,2099-02-01T08:00Z,\n"
                    + "open,A,B,open@x.org,sip:open@x.org,mcptt-user,,2099-01-01,,\n");

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(realm.admin().users().list(0, 10)).allSatisfy(user -> {
                assertThat(user.isEnabled()).isTrue();
                assertThat(user.getAttributes()).containsEntry("mc_valid_from", List.of("2099-01-01"));
            }).extracting(user -> user.getAttributes().get("mc_valid_until"))
                    .containsExactly(List.of("2099-02-01T08:00Z"), null);
        }
    }

    private static String good(String username, String password) {
        return username + ",A,B," + username + "@x.org,sip:" + username + "@x.org,mcptt-user,,,," + password + "\n";
    }
}
