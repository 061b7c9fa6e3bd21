package org.mcxidms.testkit;

import java.net.http.HttpHeaders;

import com.fasterxml.jackson.databind.JsonNode;

/** What the server answered, as it came. */
public record Answer(int status, HttpHeaders headers, String body) {

    /** The body as JSON; fails the test where it is none. */
    public JsonNode json() {
        return Json.parse(body);
    }

    /** The OAuth {@code error}, or {@code null}. */
    public String error() {
        return json().path("error").asText(null);
    }

    /** The OAuth {@code error_description}, or the empty string. */
    public String description() {
        return json().path("error_description").asText("");
    }

    public String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    @Override
    public String toString() {
        return "HTTP " + status + " " + body;
    }
}
