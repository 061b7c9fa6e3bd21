package org.mcxidms.authenticator.request;

import java.util.Locale;
import java.util.function.Predicate;

import org.keycloak.OAuthErrorException;

/**
 * What TS 33.180 requires of a request, rule by rule: B.4.2.2 for the authentication request, B.4.2.4 for the access token
 * request. Each rule is a pure decision on what the request says.
 */
enum ProfileRule {

    RESPONSE_TYPE(Stage.AUTHORIZATION, OAuthErrorException.UNSUPPORTED_RESPONSE_TYPE,
            "response_type must be code", request -> "code".equals(request.responseType())),
    OPENID_SCOPE(Stage.AUTHORIZATION, OAuthErrorException.INVALID_SCOPE,
            "scope must contain openid", request -> request.scopes().contains("openid")),
    REDIRECT_URI(Stage.AUTHORIZATION, OAuthErrorException.INVALID_REQUEST,
            "redirect_uri must be sent", request -> isPresent(request.redirectUri())),
    STATE(Stage.AUTHORIZATION, OAuthErrorException.INVALID_REQUEST,
            "state must be sent", request -> isPresent(request.state())),
    ACR_VALUES(Stage.AUTHORIZATION, OAuthErrorException.INVALID_REQUEST,
            "acr_values must name a level that the realm knows",
            request -> request.acrValues().stream().anyMatch(request.knownAcrValues()::contains)),
    PKCE_S256(Stage.AUTHORIZATION, OAuthErrorException.INVALID_REQUEST,
            "code_challenge must be sent, with code_challenge_method S256",
            request -> isPresent(request.codeChallenge()) && "S256".equals(request.codeChallengeMethod())),
    TOKEN_CLIENT_ID(Stage.TOKEN, OAuthErrorException.INVALID_REQUEST,
            "client_id must be in the body", request -> request.basic() || isPresent(request.clientId())),
    /** A rule of its own, because AppAuth-Android authenticates by Basic and then cannot send {@code client_id}. */
    TOKEN_CLIENT_ID_BASIC(Stage.TOKEN, OAuthErrorException.INVALID_REQUEST,
            "client_id must be in the body, also beside Basic", request -> !request.basic() || isPresent(request.clientId())),
    TOKEN_REDIRECT_URI(Stage.TOKEN, OAuthErrorException.INVALID_REQUEST,
            "redirect_uri must be in the body", request -> isPresent(request.redirectUri()));

    /** The request that a rule is about. */
    enum Stage {

        AUTHORIZATION("B.4.2.2"), TOKEN("B.4.2.4");

        private final String clause;

        Stage(String clause) {
            this.clause = clause;
        }
    }

    /** What happens to a request that does not keep a rule. */
    enum Mode {

        OFF, LOG, ENFORCE;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Stage stage;
    private final String oauthError;
    private final String requirement;
    private final Predicate<ProfileRequest> kept;

    ProfileRule(Stage stage, String oauthError, String requirement, Predicate<ProfileRequest> kept) {
        this.stage = stage;
        this.oauthError = oauthError;
        this.requirement = requirement;
        this.kept = kept;
    }

    boolean isKeptBy(ProfileRequest request) {
        return kept.test(request);
    }

    /** The rule's name in configurations, events and error texts, for example {@code acr-values}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Stage stage() {
        return stage;
    }

    String oauthError() {
        return oauthError;
    }

    /** For the client's developer; starts with the {@link #key()}, so that a program can read it too. */
    String errorText() {
        return key() + ": " + requirement + " (3GPP TS 33.180 " + stage.clause + ")";
    }

    Mode defaultMode() {
        return this == TOKEN_CLIENT_ID_BASIC ? Mode.LOG : Mode.ENFORCE;
    }

    private static boolean isPresent(String parameter) {
        return parameter != null && !parameter.isBlank();
    }
}
