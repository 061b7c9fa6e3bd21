package org.mcxidms.conformance;

import static org.mcxidms.conformance.Finding.expect;

import java.util.List;

import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;

/** B.4.2.5: the access token response. */
final class AccessTokenResponse {

    private AccessTokenResponse() {
    }

    static List<Check> checks() {
        return List.of(
                Check.required("B.4.2.5-access-token", "The token response has an access token", idms -> {
                    expect(idms.tokens().json().get("access_token") instanceof String, "the token response has no access token");
                    return "an access token";
                }),
                Check.required("B.4.2.5-token-type", "token_type is bearer, in any case of letters", idms -> {
                    Object type = idms.tokens().json().get("token_type");
                    expect("bearer".equalsIgnoreCase(String.valueOf(type)), "token_type is " + type);
                    return "token_type: " + type;
                }),
                Check.recommended("B.4.2.5-token-type-lower-case", "token_type is written as in the profile: bearer", idms -> {
                    Object type = idms.tokens().json().get("token_type");
                    expect("bearer".equals(type), "token_type is " + type);
                    return "token_type: bearer";
                }).after("B.4.2.5-token-type"),
                Check.required("B.4.2.5-expires-in", "expires_in is a positive number of seconds", idms -> {
                    Object seconds = idms.tokens().json().get("expires_in");
                    expect(seconds instanceof Number number && number.longValue() > 0, "expires_in is " + seconds);
                    return "expires_in: " + seconds;
                }),
                Check.required("B.4.2.5-no-store", "The response is not cached: Cache-Control: no-store", idms -> {
                    String value = idms.tokens().response().getHeaderValue("Cache-Control");
                    expect(value != null && value.contains("no-store"), "the response's Cache-Control is " + value);
                    return "Cache-Control: " + value;
                }),
                Check.required("B.4.2.5-pragma", "The response carries Pragma: no-cache", idms -> {
                    String value = idms.tokens().response().getHeaderValue("Pragma");
                    expect("no-cache".equals(value), "the response's Pragma is " + value);
                    return "Pragma: no-cache";
                }),
                Check.required("B.4.2.5-json", "The response is JSON and a token response by OpenID Connect's rules", idms -> {
                    String type = String.valueOf(idms.tokens().response().getHeaderValue("Content-Type"));
                    expect(type.startsWith("application/json"), "the response's Content-Type is " + type);
                    expect(OIDCTokenResponseParser.parse(idms.tokens().response()).indicatesSuccess(),
                            "the response is an error by OpenID Connect's rules");
                    return type;
                }).after("B.4.2.5-access-token", "B.4.2.5-token-type", "B.4.2.5-expires-in"),
                Check.required("B.4.2.5-scope", "No scope is granted that was not requested", idms -> {
                    Tokens tokens = idms.login(McNames.OPENID_PTT);
                    List<String> wide = tokens.granted().stream().filter(scope -> scope.startsWith("3gpp:")
                            && !scope.equals(McNames.PTT)).toList();
                    expect(wide.isEmpty(), "the server granted more than was requested: " + wide);
                    return "granted: " + tokens.granted();
                }),
                Check.recommended("B.4.2.5-refresh-token", "The token response has a refresh token", idms -> {
                    expect(idms.tokens().json().get("refresh_token") instanceof String,
                            "the token response has no refresh token");
                    return "a refresh token";
                }));
    }
}
