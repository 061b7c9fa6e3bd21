package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/**
 * Through the account API a user reads the own MC attributes and can change none of them, but can still change the own name.
 */
@ExtendWith(McxExtension.class)
final class AccountApiIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Mcx mcx;

    AccountApiIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @CsvSource({"mcptt_id, sip:chief@org.com", "mcvideo_id, sip:chief@org.com", "mcdata_id, sip:chief@org.com",
        "mc_account_status, active", "mc_valid_from, 2000-01-01", "mc_valid_until, 2999-01-01"})
    void userCannotChangeTheOwnMcAttribute(String attribute, String value) throws Exception {
        try (Realm realm = mcx.realmLike("account-api", file -> {
            ObjectNode client = file.client("mcptt_client").put("directAccessGrantsEnabled", true).put("fullScopeAllowed", true);
            client.putArray("defaultClientScopes").add("basic").add("acr").add("roles");
        })) {
            realm.users().user("chief").set(attribute, value);
            TestUser user = realm.users().pttUser("self").grantRole("offline_access");
            List<String> before = user.get(attribute);
            String token = realm.nativeClient().passwordGrant(user, "openid").send().json().path("access_token").asText();
            ObjectNode profile = (ObjectNode) Json.parse(account(realm, token).get());
            assertThat(profile.at("/attributes/mcptt_id/0").asText()).isEqualTo("sip:" + user.username());

            ((ObjectNode) profile.get("attributes")).putArray(attribute).add(value);
            // Nor does the answer tell whether someone else has that ID.
            assertThat(account(realm, token).post(profile.toString())).doesNotContain("service_id.taken");
            assertThat(user.get(attribute)).isEqualTo(before);
        }
    }

    private static Account account(Realm realm, String token) {
        return new Account(URI.create(realm.issuer() + "/account"), token);
    }

    private record Account(URI uri, String token) {

        String get() throws Exception {
            HttpResponse<String> response = send(HttpRequest.newBuilder(uri).GET());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return response.body();
        }

        String post(String json) throws Exception {
            return send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(json))).body();
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return HTTP.send(request.header("Authorization", "Bearer " + token).header("Accept", "application/json")
                    .header("Content-Type", "application/json").build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
