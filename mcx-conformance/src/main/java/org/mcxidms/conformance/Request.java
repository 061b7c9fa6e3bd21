package org.mcxidms.conformance;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/** A request of the client's. Each check leaves out or alters what it is about. */
final class Request {

    private final Http http;
    private final URI endpoint;
    private final String verifier;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Map.Entry<String, String>> repeated = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    Request(Http http, URI endpoint) {
        this(http, endpoint, null);
    }

    /** @param verifier the PKCE verifier of an authentication request, for the token request that follows */
    Request(Http http, URI endpoint, String verifier) {
        this.http = http;
        this.endpoint = endpoint;
        this.verifier = verifier;
    }

    Request with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Sends the parameter once more, with the same value. */
    Request repeating(String name) {
        repeated.add(Map.entry(name, parameters.get(name)));
        return this;
    }

    Request without(String name) {
        parameters.remove(name);
        return this;
    }

    /** RFC 6749, 2.3.1. A client without a secret is named in the body alone. */
    Request basic(Target.ClientLogin client) {
        headers.clear();
        if (client.secret() != null) {
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                    (Http.encode(client.id()) + ":" + Http.encode(client.secret())).getBytes(StandardCharsets.UTF_8)));
        }
        return this;
    }

    Request unauthenticated() {
        headers.clear();
        return this;
    }

    String get(String name) {
        return parameters.get(name);
    }

    String verifier() {
        return verifier;
    }

    URI endpoint() {
        return endpoint;
    }

    /** The address of the request as a browser opens it. */
    URI uri() {
        return URI.create(endpoint + "?" + encoded());
    }

    /** The parameters as the body of a form. */
    String encoded() {
        List<Map.Entry<String, String>> all = new ArrayList<>(parameters.entrySet());
        all.addAll(repeated);
        return Http.form(all);
    }

    HTTPResponse post() {
        return http.post(endpoint, headers, encoded());
    }

    HTTPResponse get() {
        return http.get(uri(), headers);
    }
}
