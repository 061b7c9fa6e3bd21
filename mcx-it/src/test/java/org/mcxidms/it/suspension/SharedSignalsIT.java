package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.DroppedInServer;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.SelfSigned;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Keycloak's experimental transmitter of shared signals makes CAEP events of ours: a receiver that polls, as docs/mc-servers.md
 * sets it up, is told of each session that a suspension ends. Skipped where Keycloak has no such transmitter any more.
 */
@OwnServer
final class SharedSignalsIT {

    private static final String REVOKED = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    private static final String RECEIVER = "monitor";
    private static final String SECRET = "secret of the tests";

    @Test
    void receiverIsToldOfEachSessionThatASuspensionEnds(@TempDir Path directory) {
        assumeTrue(Production.hasLibrary("keycloak-ssf-transmitter"), "Keycloak has no transmitter of shared signals");
        try (DroppedInServer server =
                DroppedInServer.start("shared-signals", SelfSigned.create(directory, "localhost", "localhost"),
                        "--features=ssf")) {
            Realm realm = server.mcx().realmLike("signals", file -> {
            });
            transmitFrom(realm);
            McxClient receiver = addReceiver(realm);
            TestUser user = realm.users().pttUser("signalled");
            Tokens one = realm.nativeClient().login(user, "openid", PTT);
            Tokens two = realm.nativeClient().login(user, "openid", PTT);
            TestUser colleague = realm.users().pttUser("colleague");
            realm.nativeClient().login(colleague, "openid", PTT);
            String poll = stream(receiver).path("delivery").path("endpoint_url").asText();

            user.suspend();

            List<JsonNode> signals = new ArrayList<>();
            Polling.await(Duration.ofSeconds(20), () -> "both sessions are signalled, not " + signals, () -> {
                signals.addAll(polled(receiver, poll));
                return Optional.of(signals).filter(all -> all.size() >= 2);
            });
            assertThat(signals).allSatisfy(signal -> {
                JsonNode subject = signal.path("sub_id");
                assertThat(subject.path("user").path("sub").asText()).isEqualTo(user.id());
                assertThat(subject.path("session").path("format").asText()).isEqualTo("opaque");
                assertThat(signal.path("iss").asText()).isEqualTo(realm.issuer());
            });
            assertThat(signals).extracting(signal -> signal.path("sub_id").path("session").path("id").asText())
                    .containsExactlyInAnyOrder(one.sessionId(), two.sessionId());
        }
    }

    private static void transmitFrom(Realm realm) {
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.getAttributes().put("ssf.transmitterEnabled", "true");
        realm.admin().update(settings);
    }

    private static McxClient addReceiver(Realm realm) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(RECEIVER);
        client.setSecret(SECRET);
        client.setServiceAccountsEnabled(true);
        client.setStandardFlowEnabled(false);
        client.setOptionalClientScopes(List.of("ssf.read", "ssf.manage"));
        client.setAttributes(Map.of("ssf.enabled", "true", "ssf.defaultSubjects", "ALL"));
        realm.admin().clients().create(client).close();
        return realm.client(RECEIVER, SECRET);
    }

    /** Made by the receiver itself, as the framework has it. */
    private static JsonNode stream(McxClient receiver) {
        Answer created = post(receiver, receiver.issuer() + "/ssf/transmitter/streams",
                "{\"events_requested\":[\"" + REVOKED + "\"],\"delivery\":{\"method\":\"urn:ietf:rfc:8936\"}}");
        assertThat(created.status()).as(created::body).isEqualTo(201);
        return created.json();
    }

    /** The claims of the security event tokens that wait, which are acknowledged. */
    private static List<JsonNode> polled(McxClient receiver, String poll) {
        JsonNode sets = post(receiver, poll, "{\"maxEvents\":100,\"returnImmediately\":true}").json().path("sets");
        List<JsonNode> signals = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        sets.fields().forEachRemaining(set -> {
            ids.add("\"" + set.getKey() + "\"");
            JsonNode signal = Json.claims(set.getValue().asText());
            if (signal.path("events").has(REVOKED)) {
                signals.add(signal);
            }
        });
        post(receiver, poll, "{\"maxEvents\":0,\"ack\":[" + String.join(",", ids) + "]}");
        return signals;
    }

    private static Answer post(McxClient receiver, String url, String json) {
        String token = new Tokens(receiver.clientCredentials().with("scope", "ssf.read ssf.manage").send()).accessToken();
        return Http.send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json)));
    }
}
