package org.mcxidms.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;

/** A successful token response, and the authentication request that led to it. */
record Tokens(Request authorization, HTTPResponse response) {

    Map<String, Object> json() {
        return Http.json(response);
    }

    String access() {
        return token("access_token");
    }

    String id() {
        return token("id_token");
    }

    String refresh() {
        return token("refresh_token");
    }

    private String token(String name) {
        Finding.precondition(json().get(name) instanceof String, "the token response has no " + name);
        return (String) json().get(name);
    }

    /** What was granted, by the response or, where it says nothing, as requested (RFC 6749, 5.1). */
    List<String> granted() {
        Object scope = json().get("scope");
        return List.of((scope instanceof String text ? text : authorization.get("scope")).split(" "));
    }

    /** What the access token itself says was granted; empty where it says nothing. */
    List<String> scopesOfAccessToken() {
        Object scope = claims(access()).get("scope");
        if (scope instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return scope instanceof String text && !text.isBlank() ? List.of(text.split(" ")) : List.of();
    }

    /** The claims, unverified; empty where the token is no JWT. */
    static Map<String, Object> claims(String jwt) {
        try {
            return JSONObjectUtils.parse(new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8));
        } catch (com.nimbusds.oauth2.sdk.ParseException | RuntimeException e) {
            return Map.of();
        }
    }
}
