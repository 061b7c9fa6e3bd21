package org.mcxidms.it.abuse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Changes a part of a JWT and leaves the rest as it was; its signature never fits afterwards. */
final class JwtSurgery {

    private static final List<String> NAMES = List.of("alg", "kid", "typ", "crit", "jwk", "aud", "exp", "iat", "nbf", "iss",
            "sub", "jti", "scope", "sid", "azp", "cnf", "acr", "session_state", "client_id", "realm_access", "resource_access",
            "allowed-origins", "auth_time", "mcptt_id", "reuse_id");
    private static final List<String> VALUES = List.of("null", "0", "-1", "1e400", "99999999999999999999", "true", "\"\"",
            "\"x\"", "\"4102444800\"", "[]", "{}", "[[[[]]]]", "{\"a\":{\"b\":[1,{}]}}", "[null]", "[1,\"x\",{}]",
            "[\"openid\",\"3gpp:mc:ptt_service\"]", "\"none\"", "\"RS256\"", "\"HS256\"", "\"../../dev/null\"",
            "[".repeat(2_000) + "]".repeat(2_000), "\"" + "x".repeat(9_000) + "\"", "\"\\u0000\"", "\"\\ud800\"");

    private JwtSurgery() {
    }

    static String operate(String value, Mutation mutation) {
        String[] parts = value.split("\\.", -1);
        int part = mutation.a() % parts.length;
        String name = NAMES.get(mutation.b() % NAMES.size());
        String json = VALUES.get((mutation.a() + mutation.b()) % VALUES.size());
        parts[part] = switch (mutation.b() % 7) {
            case 0 -> "";
            case 1 -> parts[part] + "!";
            case 2 -> encode(mutation.nasty());
            case 3 -> parts[part] + "." + parts[part];
            case 4 -> encode("{" + "\"" + name + "\":" + json + "}");
            default -> encode(decode(parts[part]).replaceFirst("\\{", "{\"" + name + "\":" + json.replace("\\", "\\\\") + ","));
        };
        return String.join(".", parts);
    }

    private static String decode(String part) {
        try {
            return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
