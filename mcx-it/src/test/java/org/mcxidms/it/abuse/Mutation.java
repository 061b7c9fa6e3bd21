package org.mcxidms.it.abuse;

import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One step away from a good request; the numbers choose a parameter, a value, a place, as the kind needs them. */
record Mutation(Kind kind, int a, int b, String nasty) {

    enum Kind {
        DROP, DUPLICATE, DUPLICATE_WITH, SHUFFLE, SWAP, REPLACE, APPEND, PREPEND, CUT, RENAME, UPPER_CASE_NAME, ADD, JWT,
        BREAK_ENCODING, NO_AUTHORIZATION, BROKEN_AUTHORIZATION
    }

    private static final List<String> KNOWN_NAMES = List.of("scope", "client_id", "client_secret", "client_assertion",
            "client_assertion_type", "resource", "audience", "requested_token_type", "actor_token", "request", "request_uri",
            "response_mode", "claims", "prompt", "max_age", "id_token_hint", "login_hint", "acr_values", "nonce", "dpop_jkt",
            "code_verifier", "username", "password", "token_type_hint", "kc_idp_hint", "ui_locales", "authorization_details",
            "requested_subject", "subject_issuer", "subject_token", "assertion", "ticket", "auth_req_id", "device_code");

    private static final int LONG = 20_000;

    /** One to three steps; the parts of JWTs more often than the rest. */
    static Arbitrary<List<Mutation>> some() {
        return Combinators.combine(
                Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(Kind.class)), Tuple.of(1, Arbitraries.just(Kind.JWT))),
                Arbitraries.integers().between(0, 9_999), Arbitraries.integers().between(0, 9_999), texts())
                .as(Mutation::new).list().ofMinSize(1).ofMaxSize(3);
    }

    static String knownName(int number) {
        return KNOWN_NAMES.get(number % KNOWN_NAMES.size());
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings().withCharRange('\u0000', '\u001f').ofMaxLength(5),
                Arbitraries.strings().withChars("/\\.%;:@?#&=+'\"<>{}[]$|`~ ").ofMaxLength(20),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.of("", " ", "null", "true", "[]", "{}", "e30.e30.e30", "..", "../../etc/passwd", "' OR '1'='1",
                        "${jndi:ldap://127.0.0.1:1/x}", "${env.PATH}", "<script>x</script>", "\ud800", "\u202e", "0x", "NaN",
                        "1e999", "-1", "2147483648", "9223372036854775808", "openid openid", "offline_access", "*",
                        "http://127.0.0.1:1/", "urn:ietf:params:oauth:token-type:access_token",
                        "urn:ietf:params:oauth:grant-type:uma-ticket", "urn:openid:params:grant-type:ciba", "%s%n%x"),
                Arbitraries.strings().alpha().ofLength(50).map(text -> text.repeat(LONG / 50)));
    }
}
