package org.mcxidms.it.devices;

import com.fasterxml.jackson.databind.JsonNode;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Realm;

/** What a device got when it registered. Its registration access token is good for one update. */
record Registered(String id, String secret, String token) {

    static Registered of(Answer answer) {
        JsonNode client = answer.json();
        return new Registered(client.path("client_id").asText(), client.path("client_secret").asText(null),
                client.path("registration_access_token").asText());
    }

    /** Of an answer in Keycloak's own form. */
    static Registered ofKeycloaksForm(Answer answer) {
        JsonNode client = answer.json();
        return new Registered(client.path("clientId").asText(), client.path("secret").asText(null),
                client.path("registrationAccessToken").asText());
    }

    McxClient client(Realm realm) {
        return realm.client(id, secret);
    }
}
