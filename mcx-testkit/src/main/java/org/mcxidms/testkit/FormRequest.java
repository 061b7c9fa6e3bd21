package org.mcxidms.testkit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A form-encoded POST of which any parameter, and the client authentication, can be left out or altered. */
public final class FormRequest {

    private final String url;
    private final List<Map.Entry<String, String>> parameters = new ArrayList<>();
    private final List<Map.Entry<String, String>> query = new ArrayList<>();
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private String authorization;

    FormRequest(String url) {
        this.url = url;
    }

    /** Sets the parameter, in place of any value it had. */
    public FormRequest with(String name, String value) {
        without(name);
        return adding(name, value);
    }

    /** Adds a value to those the parameter has: a repeated parameter. */
    public FormRequest adding(String name, String value) {
        parameters.add(Map.entry(name, value));
        return this;
    }

    public FormRequest without(String name) {
        parameters.removeIf(parameter -> parameter.getKey().equals(name));
        return this;
    }

    /** Basic authentication as RFC 6749 2.3.1 has it: both parts URL-encoded. */
    public FormRequest basic(String clientId, String secret) {
        String credentials = Http.encode(clientId) + ":" + Http.encode(secret);
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public FormRequest bearer(String token) {
        authorization = "Bearer " + token;
        return this;
    }

    /** The Authorization header as it stands here. */
    public FormRequest authorization(String value) {
        authorization = value;
        return this;
    }

    /** Another header, beside those that the request has. */
    public FormRequest header(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    /** A parameter in the address, where none belongs. */
    public FormRequest inQuery(String name, String value) {
        query.add(Map.entry(name, value));
        return this;
    }

    /** No Authorization header. */
    public FormRequest unauthenticated() {
        authorization = null;
        return this;
    }

    public Answer send() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(query.isEmpty() ? url : url + "?" + Http.form(query)))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(Http.form(parameters)));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        headers.forEach(header -> request.header(header.getKey(), header.getValue()));
        return Http.send(request);
    }
}
