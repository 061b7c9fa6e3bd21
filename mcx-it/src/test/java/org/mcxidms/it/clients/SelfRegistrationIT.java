package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientInitialAccessCreatePresentation;

import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** A device with openid-client registers itself (RFC 7591), sends back what it read (RFC 7592), and logs in. */
@ExtendWith(McxExtension.class)
final class SelfRegistrationIT {

    private static final String SCOPE = "openid 3gpp:mc:ptt_service";
    /** The answer to an update has another token, and lists in no fixed order. */
    private static final List<String> OF_THE_MOMENT =
            List.of("registration_access_token", "scope", "grant_types", "response_types");

    private final Realm realm;
    private final McxClient likeIt;

    SelfRegistrationIT(Mcx mcx) {
        realm = mcx.realm();
        likeIt = realm.nativeClient();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "key", "certificate"})
    void registersUpdatesAndLogsIn(String kind) {
        String initial = realm.admin().clientInitialAccess().create(new ClientInitialAccessCreatePresentation(600, 1)).getToken();
        try (NodeClient device = new NodeClient("registration", likeIt)) {
            JsonNode registered = device.take("register", Map.of("kind", kind, "token", initial));
            assertThat(registered.path("client_id").asText()).as(registered.toString()).isNotEmpty();

            JsonNode updated = device.take("update", Map.of());
            assertThat(updated.path("status").asInt()).as(updated.toString()).isEqualTo(200);
            assertThat(((ObjectNode) updated.path("body")).without(OF_THE_MOMENT).toString())
                    .isEqualTo(((ObjectNode) updated.path("read")).without(OF_THE_MOMENT).toString());

            // A certificate would need TLS: docs/devices.md.
            if (!kind.equals("certificate")) {
                TestUser user = realm.users().pttUser("self-registered");
                Browser browser = likeIt.newBrowser();
                String url = browser.login(browser.open(device.authorizationUrl(SCOPE, "S256")), user.username(), user.password())
                        .url();
                assertThat(device.callback(url).path("claims").path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
            }
        }
    }
}
