package org.mcxidms.testkit;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** A successful token response. */
public record Tokens(Answer answer) {

    public Tokens {
        if (answer.status() != 200) {
            throw new AssertionError("No tokens: " + answer);
        }
    }

    public String accessToken() {
        return text("access_token");
    }

    /** The refresh token, or {@code null}. */
    public String refreshToken() {
        return text("refresh_token");
    }

    /** The ID token, or {@code null}. */
    public String idToken() {
        return text("id_token");
    }

    /** Claims of the access token. */
    public JsonNode access() {
        return Json.claims(accessToken());
    }

    /** Claims of the ID token. */
    public JsonNode id() {
        return Json.claims(idToken());
    }

    /** Claims of the refresh token. */
    public JsonNode refresh() {
        return Json.claims(refreshToken());
    }

    /** The scope names that the response tells. */
    public Set<String> scopes() {
        return Set.copyOf(List.of(text("scope").split(" ")));
    }

    public long expiresIn() {
        return answer.json().path("expires_in").asLong();
    }

    /** The id of the user session. */
    public String sessionId() {
        return access().path("sid").asText(null);
    }

    private String text(String name) {
        return answer.json().path(name).asText(null);
    }
}
