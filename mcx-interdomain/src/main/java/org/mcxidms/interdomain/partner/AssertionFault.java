package org.mcxidms.interdomain.partner;

import java.util.Locale;

import org.keycloak.OAuthErrorException;

/** Why an assertion is not taken as a security token (TS 33.180 B.7.4, B.8). */
enum AssertionFault {

    NO_MC_SCOPE(OAuthErrorException.INVALID_SCOPE, "The scope must name at least one mission critical service"),
    NOT_A_SECURITY_TOKEN(OAuthErrorException.INVALID_GRANT, "The assertion is another kind of token"),
    CLAIM_MISSING(OAuthErrorException.INVALID_GRANT, "The security token lacks sub, iat, exp or jti"),
    WRONG_AUDIENCE(OAuthErrorException.INVALID_GRANT,
            "The security token's audience must be this client and this IdMS, and nothing else"),
    USED_BEFORE(OAuthErrorException.INVALID_GRANT, "The security token has been used before"),
    VISITOR_ID_REFUSED(OAuthErrorException.INVALID_GRANT,
            "The visitor cannot have the MC service ID that this domain would give"),
    VISITOR_NOT_CREATED(OAuthErrorException.INVALID_GRANT, "No account could be made for the visitor");

    private final String oauthError;
    private final String description;

    AssertionFault(String oauthError, String description) {
        this.oauthError = oauthError;
        this.description = description;
    }

    /** The event's detail {@code reason}, for example {@code wrong_audience}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String oauthError() {
        return oauthError;
    }

    String description() {
        return description;
    }
}
