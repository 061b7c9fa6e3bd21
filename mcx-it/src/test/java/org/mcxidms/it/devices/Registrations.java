package org.mcxidms.it.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;

import com.fasterxml.jackson.databind.JsonNode;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Realm;

/** A realm's client registration endpoint (RFC 7591 and 7592), and the token to register with; {@code null} for none. */
record Registrations(Realm realm, String initialAccessToken, String form) {

    Registrations(Realm realm, String initialAccessToken) {
        this(realm, initialAccessToken, "openid-connect");
    }

    /** The endpoint of another of Keycloak's forms of registration. */
    Registrations to(String otherForm) {
        return new Registrations(realm, initialAccessToken, otherForm);
    }

    Answer register(JsonNode client) {
        return send("", initialAccessToken, "POST", client);
    }

    Answer read(Registered device) {
        return send("/" + device.id(), device.token(), "GET", null);
    }

    Answer update(Registered device, JsonNode client) {
        return send("/" + device.id(), device.token(), "PUT", client);
    }

    Registered updated(Registered device, JsonNode client) {
        Answer answer = update(device, client);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return Registered.of(answer);
    }

    private Answer send(String path, String token, String method, JsonNode client) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(realm.issuer() + "/clients-registrations/" + form + path))
                .header("Content-Type", "application/json")
                .method(method, client == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(client.toString()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return Http.send(request);
    }
}
