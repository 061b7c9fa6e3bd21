package org.mcxidms.conformance.doubles;

/** One thing that a {@link DoubleIdms} does wrong, and the check that is to find it; its id begins with the clause. */
public enum Fault {

    DISCOVERY_NAMES_ANOTHER_ISSUER("OIDC-discovery", "discovery names another issuer"),
    PRIVATE_KEY_PUBLISHED("OIDC-keys", "the key set holds the private key"),

    PKCE_NOT_ANNOUNCED("OIDC-pkce-announced", "discovery is silent about PKCE"),

    NUMBERS_ANNOUNCED("OIDC-acr-announced", "discovery announces levels by number"),

    LOGIN_WITHOUT_CODE("B.4.2.3-code", "the login leads back without a code"),
    STATE_CHANGED("B.4.2.3-state", "state comes back in other letters"),
    ISSUER_NOT_NAMED("B.4.2.3-issuer", "the response does not name the issuer"),
    CODE_IN_FRAGMENT("B.4.2.3-query", "the code comes in the fragment"),
    REQUEST_BY_GET_ONLY("B.4.2.2-post", "the authentication request is taken by GET only"),
    UNKNOWN_SCOPE_REFUSED("B.4.2.2-scope-unknown", "a scope that the server does not know ends the login"),
    FEW_SCOPES("B.4.2.2-scopes", "a request for many scopes is refused"),
    ANY_PASSWORD("B.4.2.2-password", "any password logs in"),
    PROMPT_NONE_IGNORED("B.4.2.2-prompt-none", "prompt=none shows the login page"),
    CHALLENGE_OPTIONAL("B.4.2.2-pkce-missing", "no code_challenge is needed"),
    PLAIN_CHALLENGE("B.4.2.2-pkce-plain", "PKCE plain is accepted"),
    CHALLENGE_METHOD_OPTIONAL("B.4.2.2-pkce-method-missing", "a challenge without a method is accepted"),
    UNKNOWN_CLIENT("B.4.2.2-client-unknown", "any client_id is accepted"),
    IMPLICIT_FLOW("B.4.2.2-implicit", "response_type=token gets an access token"),
    HYBRID_FLOW("B.4.2.2-hybrid", "response_type=code id_token is accepted"),
    RESPONSE_TYPE_OPTIONAL("B.4.2.2-response-type-missing", "no response_type is needed"),
    REDIRECT_OPTIONAL("B.4.2.2-redirect-missing", "no redirect_uri is needed"),
    STATE_OPTIONAL("B.4.2.2-state-missing", "no state is needed"),
    ACR_OPTIONAL("B.4.2.2-acr-missing", "no acr_values are needed"),
    OPENID_OPTIONAL("B.4.2.2-openid-missing", "the scope openid is not needed"),
    REPEATED_PARAMETER("B.4.2.2-repeated", "an authentication request may have a parameter twice"),
    REDIRECT_HOST("B.4.2.2-redirect-host", "the host of redirect_uri is not compared"),
    REDIRECT_PATH("B.4.2.2-redirect-path", "redirect_uri may go on after the registered path"),
    REDIRECT_QUERY("B.4.2.2-redirect-query", "redirect_uri may have a query of its own"),
    REDIRECT_TRAVERSAL("B.4.2.2-redirect-traversal", "redirect_uri may climb out of its path"),
    REDIRECT_USER_INFO("B.4.2.2-redirect-user-info", "redirect_uri is compared by its beginning"),
    REDIRECT_FRAGMENT("B.4.2.2-redirect-fragment", "redirect_uri may have a fragment"),

    EXCHANGE_BROKEN("B.4.2.4-exchange", "no code gets tokens"),
    CODE_OPTIONAL("B.4.2.4-code-missing", "no code is needed"),
    UNKNOWN_CODE("B.4.2.4-code-unknown", "an unknown code gets tokens"),
    TOKEN_REDIRECT_OPTIONAL("B.4.2.4-redirect-missing", "the token request needs no redirect_uri"),
    TOKEN_REDIRECT_IGNORED("B.4.2.4-redirect-other", "the token request's redirect_uri is not compared"),
    VERIFIER_IGNORED("B.4.2.4-verifier-wrong", "code_verifier is not checked"),
    VERIFIER_OPTIONAL("B.4.2.4-verifier-missing", "no code_verifier is needed"),
    GRANT_TYPE_OPTIONAL("B.4.2.4-grant-type-missing", "no grant_type is needed"),
    REPEATED_TOKEN_PARAMETER("B.4.2.4-repeated", "a token request may have a parameter twice"),
    SECRET_IGNORED_FOR_CODES("B.4.2.4-secret-wrong", "a code is exchanged with a wrong secret"),
    NO_SECRET_FOR_CODES("B.4.2.4-client-authentication", "a code is exchanged without client authentication"),
    SECRET_IN_BODY("B.4.2.4-secret-in-body", "the secret is taken from the body"),
    CODE_OF_ANOTHER_CLIENT("B.4.2.4-client-other", "a code is good for any client"),
    CODE_REUSABLE("B.4.2.4-code-reuse", "a code is good again and again"),
    CODE_REPLAY_FORGIVEN("B.4.2.4-code-reuse-revokes", "a replayed code leaves the first use's tokens alive"),
    TOKEN_BY_GET("B.4.2.4-get", "the token endpoint takes GET"),
    CACHEABLE_ERRORS("B.4.2.4-error-format", "errors may be cached"),
    PASSWORD_GRANT("B.4.2.4-password-grant", "the password grant is open"),

    NO_ACCESS_TOKEN("B.4.2.5-access-token", "a code gets no access token"),
    NO_TOKEN_TYPE("B.4.2.5-token-type", "the token response has no token_type"),
    TOKEN_TYPE_IN_CAPITALS("B.4.2.5-token-type-lower-case", "token_type is written Bearer"),
    NO_EXPIRES_IN("B.4.2.5-expires-in", "the token response has no expires_in"),
    CACHEABLE_TOKENS("B.4.2.5-no-store", "tokens may be cached"),
    NO_PRAGMA("B.4.2.5-pragma", "the token response has no Pragma"),
    TOKENS_AS_HTML("B.4.2.5-json", "the token response calls itself HTML"),
    SCOPE_WIDENED("B.4.2.5-scope", "more is granted than was asked for"),
    NO_REFRESH_TOKEN("B.4.2.5-refresh-token", "there is no refresh token"),

    NO_ID_TOKEN("B.2.1-present", "there is no ID token"),
    ID_TOKEN_ISS("B.2.1-iss", "the ID token has another issuer"),
    ID_TOKEN_AUD("B.2.1-aud", "the ID token has another audience"),
    ID_TOKEN_EXP("B.2.1-exp", "the ID token has no exp"),
    ID_TOKEN_IAT("B.2.1-iat", "the ID token has no iat"),
    ID_TOKEN_NONCE("B.2.1-nonce", "the ID token has another nonce"),
    ID_TOKEN_KEY("B.2.1-signature", "the ID token is signed by a key that is not published"),
    ID_TOKEN_HMAC("B.2.1-signature", "the ID token is signed by a shared secret"),
    ID_TOKEN_SUB("B.2.1-sub", "the ID token has no sub"),
    ID_TOKEN_TYP("B.11-id-token", "the ID token calls itself an access token"),
    SUB_PER_LOGIN("B.2.1-sub-stable", "sub changes with every login"),
    ID_TOKEN_ACR("B.2.1-acr", "the ID token has no acr"),
    ID_TOKEN_ACR_AS_ASKED("B.2.1-acr-several", "acr is the first value that was asked for, whatever it is"),
    ID_TOKEN_MCPTT_ID("B.2.1-mcptt-id", "the ID token lacks mcptt_id"),
    ID_TOKEN_MCVIDEO_ID("B.2.1-mcvideo-id", "the ID token lacks mcvideo_id"),
    ID_TOKEN_MCDATA_ID("B.2.1-mcdata-id", "the ID token lacks mcdata_id"),

    ACCESS_TOKEN_KEY("B.2.2-signature", "the access token is signed by a key that is not published"),
    ACCESS_TOKEN_EXP("B.2.2-exp", "the access token has no exp"),
    ACCESS_TOKEN_CLIENT_ID("B.2.2-client-id", "the access token has no client_id"),
    ACCESS_TOKEN_SCOPE("B.2.2-scope", "the access token has no scope"),
    SCOPE_AS_ARRAY("B.2.2-scope-string", "scope is an array"),
    SCOPE_DIFFERS("B.2.2-scope-granted", "token and response tell different scopes"),
    EXPIRES_IN_DIFFERS("B.12-expires-in", "exp and expires_in differ"),
    ACCESS_TOKEN_MCPTT_ID("B.2.2-mcptt-id", "the access token lacks mcptt_id"),
    ACCESS_TOKEN_MCVIDEO_ID("B.2.2-mcvideo-id", "the access token lacks mcvideo_id"),
    ACCESS_TOKEN_MCDATA_ID("B.2.2-mcdata-id", "the access token lacks mcdata_id"),
    ALL_SERVICE_IDS("B.2.2-services-apart", "a token has the IDs of services that were not asked for"),

    REFRESH_BROKEN("B.5.2-refresh", "no refresh token is good"),
    SECRET_IGNORED_AT_REFRESH("B.5.2-secret-wrong", "a wrong secret refreshes"),
    NO_SECRET_AT_REFRESH("B.5.2-client-authentication", "nobody is asked for a secret at refresh"),
    REFRESH_BY_ANOTHER_CLIENT("B.5.2-client-other", "any client refreshes"),
    REFRESH_UNKNOWN("B.5.2-unknown", "anything refreshes"),
    REFRESH_UNVERIFIED("B.5.2-forged", "the refresh token's signature is not checked"),
    REFRESH_BY_ACCESS_TOKEN("B.5.2-access-token", "an access token refreshes"),
    NARROWER_SCOPE_IGNORED("B.5.2-scope-narrower", "a narrower scope is not heeded"),
    WIDER_SCOPE_GRANTED("B.5.2-scope-wider", "refresh widens the scope"),
    NO_ROTATION("B.5.2-rotation", "a refresh token is good for ever"),
    REFRESH_WHILE_SUSPENDED("B.5.3-refused", "the account is not confirmed at refresh"),
    NOT_REVOKED_WHILE_SUSPENDED("B.5.3-revoked", "a refused refresh token comes back to life"),
    LOGIN_WHILE_SUSPENDED("B.5.3-login", "a suspended account logs in"),
    CODE_WHILE_SUSPENDED("B.5.3-code", "a code outlives the suspension"),

    USER_INFO_CLOSED("B.10-bearer", "userinfo refuses every token"),
    USER_INFO_OPEN("B.10-no-token", "userinfo answers without a token"),
    USER_INFO_UNSIGNED("B.10-unsigned", "userinfo takes alg none"),
    USER_INFO_UNVERIFIED("B.10-forged", "userinfo does not check the signature"),
    USER_INFO_HMAC("B.10-algorithm", "userinfo takes its public key for a shared secret"),
    USER_INFO_EXPIRED("B.12-userinfo", "userinfo takes expired tokens"),
    USER_INFO_REVOKED("B.10-revocation-userinfo", "userinfo takes revoked tokens"),
    USER_INFO_BY_ID_TOKEN("B.10-id-token", "userinfo takes an ID token"),
    INTROSPECTION_WITHOUT_SCOPE("B.10-introspection", "introspection tells no scope"),
    INTROSPECTION_TELLS("B.10-introspection-unknown", "introspection tells why a token is not active"),
    INTROSPECTION_UNVERIFIED("B.10-introspection-forged", "introspection does not check the signature"),
    INTROSPECTION_EXPIRED("B.12-introspection", "an expired token stays active"),
    INTROSPECTION_OPEN("B.10-introspection-client", "introspection is open to everyone"),
    REVOKED_REFRESH_TOKEN_LIVES("B.10-revocation-refresh", "a revoked refresh token lives on"),
    REVOKED_ACCESS_TOKEN_LIVES("B.10-revocation-access", "a revoked access token stays active"),
    REVOCATION_OPEN("B.10-revocation-client", "everyone revokes"),
    REVOCATION_BY_ANOTHER_CLIENT("B.10-revocation-other", "any client revokes"),
    REVOCATION_FAILS("B.10-revocation-unknown", "revocation of an unknown token fails"),

    SECURITY_TOKEN_REFUSED("B.7.2-exchange", "nobody gets a security token"),
    RESOURCE_OPTIONAL("B.7.2-resource-missing", "a security token for nobody in particular"),
    ANY_RESOURCE("B.7.2-resource-unlisted", "a security token for any address"),
    SUBJECT_OPTIONAL("B.7.2-subject-missing", "a security token for nobody's access token"),
    SUBJECT_UNVERIFIED("B.7.2-subject-forged", "the subject token's signature is not checked"),
    SUBJECT_UNSIGNED("B.7.2-subject-unsigned", "a subject token with alg none is taken"),
    EXCHANGE_OPEN("B.7.2-client-authentication", "a security token without client authentication"),
    NO_ISSUED_TOKEN_TYPE("B.7.3-response", "the exchange's response has no issued_token_type"),
    SECURITY_TOKEN_TYPE("B.7.3-token-type", "the exchange's response has an unknown token_type"),
    TOKEN_ENDPOINT_UNLISTED("B.7.2-resource-endpoint", "the partner's token endpoint is no address of the partner's"),
    SECURITY_TOKEN_KEY("B.8-signature", "the security token is signed by a key that is not published"),
    SECURITY_TOKEN_ISS("B.8-iss", "the security token has another issuer"),
    SECURITY_TOKEN_SUB("B.8-sub", "the security token is about another sub"),
    SECURITY_TOKEN_AUD("B.8-aud", "the security token has one audience"),
    SECURITY_TOKEN_EXP("B.8-exp", "the security token has no exp"),
    SECURITY_TOKEN_IAT("B.8-iat", "the security token has no iat"),
    SECURITY_TOKEN_LIFE("B.8-life", "the security token lives for hours"),

    ASSERTION_REFUSED("B.7.4-assertion", "the partner takes no security token", true),
    ASSERTION_UNVERIFIED("B.7.4-forged", "the partner does not check the signature", true),
    ASSERTION_UNSIGNED("B.7.4-unsigned", "the partner takes alg none", true),
    ASSERTION_HMAC("B.7.4-algorithm", "the partner takes the public key for a shared secret", true),
    ASSERTION_ISSUER("B.7.4-issuer", "the partner takes an assertion by anyone", true),
    ASSERTION_EXPIRED("B.7.4-expired", "the partner takes an expired security token", true),
    ASSERTION_AUDIENCE("B.7.4-audience", "the partner does not check the two audiences", true),
    TOKEN_ENDPOINT_NOT_ITSELF("B.7.2-resource-endpoint", "the partner does not know itself by its token endpoint", true),
    ASSERTION_SCOPE_OPTIONAL("B.7.4-scope-missing", "the partner needs no scope", true),
    ASSERTION_ANY_SCOPE("B.7.4-scope-not-mc", "the partner needs no MC scope", true),
    ASSERTION_OPEN("B.7.4-client-authentication", "the partner asks for no client authentication", true),
    ASSERTION_REUSABLE("B.7.4-reuse", "the partner takes a security token again", true),
    PARTNER_EXPIRES_IN("B.7.5-response", "the partner's response has no expires_in", true),
    PARTNER_MCPTT_ID("B.9-token", "the partner's token has no mcptt_id", true),

    FRAMES_ALLOWED("B.13-frames", "other sites may frame the login page"),
    CACHEABLE_PAGE("B.13-page-cache", "the login page may be cached");

    private final String check;
    private final String description;
    private final boolean atPartner;

    Fault(String check, String description) {
        this(check, description, false);
    }

    Fault(String check, String description, boolean atPartner) {
        this.check = check;
        this.description = description;
        this.atPartner = atPartner;
    }

    /** The id of the check that finds it. */
    public String check() {
        return check;
    }

    public String description() {
        return description;
    }

    /** Whether only a token that has expired shows it. */
    public boolean isAboutExpiry() {
        return this == USER_INFO_EXPIRED || this == INTROSPECTION_EXPIRED || this == ASSERTION_EXPIRED;
    }

    /** Whether it is the partner domain's fault. */
    boolean isAtPartner() {
        return atPartner;
    }
}
