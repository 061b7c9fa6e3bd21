package org.mcxidms.interdomain.home;

import java.util.Locale;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;

/**
 * Why a security token is not issued: the OAuth error (RFC 6749 5.2, RFC 8693 2.2.2), the event's error, and the words for
 * both. An account that is not valid is refused apart from these, with its own reasons.
 */
enum ExchangeRefusal {

    CLIENT_NOT_SWITCHED_ON(OAuthErrorException.UNAUTHORIZED_CLIENT, Errors.NOT_ALLOWED,
            "The client may not exchange tokens for partner domains"),
    PUBLIC_CLIENT(OAuthErrorException.UNAUTHORIZED_CLIENT, Errors.NOT_ALLOWED,
            "A public client may not exchange tokens for partner domains"),
    UNSUPPORTED_PARAMETER(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST,
            "A parameter belongs to another kind of token exchange than that for a security token"),
    RESOURCE_NOT_SINGLE(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST,
            "A security token is for exactly one resource"),
    RESOURCE_UNLISTED("invalid_target", Errors.NOT_ALLOWED, "The resource is not one of this client's partner domains"),
    SUBJECT_TOKEN_TYPE(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST,
            "For a partner domain, subject_token_type must be " + OAuth2Constants.JWT_TOKEN_TYPE),
    SUBJECT_TOKEN_MISSING(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_TOKEN, "The subject token is missing"),
    SUBJECT_TOKEN_INVALID(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_TOKEN,
            "The subject token is not a live access token of this domain"),
    SUBJECT_TOKEN_OF_ANOTHER_CLIENT(OAuthErrorException.INVALID_REQUEST, Errors.NOT_ALLOWED,
            "The subject token was issued to another client"),
    SUBJECT_TOKEN_WITHOUT_MC_SCOPE(OAuthErrorException.INVALID_REQUEST, Errors.NOT_ALLOWED,
            "The subject token opens no mission critical service"),
    SERVICE_WITHDRAWN(OAuthErrorException.INVALID_GRANT, Errors.NOT_ALLOWED,
            "The user no longer has a mission critical service that the subject token was issued for"),
    PROOF_OF_POSSESSION(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST,
            "The subject token is bound to a key or certificate that the request does not prove to hold");

    private final String oauthError;
    private final String eventError;
    private final String description;

    ExchangeRefusal(String oauthError, String eventError, String description) {
        this.oauthError = oauthError;
        this.eventError = eventError;
        this.description = description;
    }

    /** The event's detail {@code reason}, for example {@code resource_unlisted}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String oauthError() {
        return oauthError;
    }

    String eventError() {
        return eventError;
    }

    String description() {
        return description;
    }
}
