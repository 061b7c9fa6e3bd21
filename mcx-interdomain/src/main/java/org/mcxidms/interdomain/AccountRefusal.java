package org.mcxidms.interdomain;

import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McEvent;

/** The refusal of an MC user account that is not valid, in the words that every grant uses. */
final class AccountRefusal {

    private AccountRefusal() {
    }

    /** Sends the event and gives the answer to throw. Nothing is revoked: an exchange takes no session away. */
    static CorsErrorResponseException of(EventBuilder event, Cors cors, AccountVerdict verdict) {
        event.detail(McEvent.REASON, verdict.reason().code()).detail(McEvent.REVOKED, "none");
        if (verdict.attribute() != null) {
            event.detail(McEvent.ATTRIBUTE, verdict.attribute());
        }
        event.error(OAuthErrorException.INVALID_GRANT);
        return new CorsErrorResponseException(cors, OAuthErrorException.INVALID_GRANT,
                "MC user account is not valid: " + verdict.reason().code(), Response.Status.BAD_REQUEST);
    }
}
