package org.mcxidms.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;

/**
 * An authentication request of TS 33.180 B.4.2.2, complete as it comes from {@link McxClient#authorization}: each test
 * leaves out or alters what it is about.
 */
public final class AuthorizationRequest {

    private final String endpoint;
    private final CodeVerifier verifier = new CodeVerifier();
    private final List<Map.Entry<String, String>> parameters = new ArrayList<>();

    AuthorizationRequest(String endpoint, String clientId, String redirectUri, String scope) {
        this.endpoint = endpoint;
        with("response_type", "code");
        with("client_id", clientId);
        with("redirect_uri", redirectUri);
        with("scope", scope);
        with("state", UUID.randomUUID().toString());
        with("acr_values", "3gpp:acr:password");
        with("code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
        with("code_challenge_method", "S256");
    }

    /** Sets the parameter, in place of any value it had. */
    public AuthorizationRequest with(String name, String value) {
        without(name);
        return adding(name, value);
    }

    /** Adds a value to those the parameter has: a repeated parameter. */
    public AuthorizationRequest adding(String name, String value) {
        parameters.add(Map.entry(name, value));
        return this;
    }

    public AuthorizationRequest without(String name) {
        parameters.removeIf(parameter -> parameter.getKey().equals(name));
        return this;
    }

    /** The first value of the parameter, or {@code null}. */
    public String parameter(String name) {
        return parameters.stream().filter(parameter -> parameter.getKey().equals(name))
                .map(Map.Entry::getValue).findFirst().orElse(null);
    }

    /** The PKCE code verifier that belongs to the request's challenge. */
    public String verifier() {
        return verifier.getValue();
    }

    public String url() {
        return endpoint + "?" + Http.form(parameters);
    }

    /** The parameters as the claims of an unsigned request object, for {@code request}. */
    public String asUnsignedRequestObject() {
        var claims = Json.object();
        parameters.forEach(parameter -> claims.put(parameter.getKey(), parameter.getValue()));
        return base64("{\"alg\":\"none\"}") + "." + base64(claims.toString()) + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
