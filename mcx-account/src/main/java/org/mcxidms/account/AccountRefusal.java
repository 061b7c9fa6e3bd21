package org.mcxidms.account;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

import org.mcxidms.account.metrics.McMetrics;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McEvent;

/** How the refusal of an account that is not valid reads, wherever it happens: the reason's code and nothing personal. */
public final class AccountRefusal {

    /** What {@link McEvent#REVOKED} says where there was nothing to revoke. */
    public static final String NOTHING_REVOKED = "none";

    private AccountRefusal() {
    }

    /**
     * Sends {@code event} as an error and gives the token endpoint's answer to throw: HTTP 400 {@code invalid_grant}.
     *
     * @param revoked what {@link McEvent#REVOKED} is to say
     */
    public static CorsErrorResponseException of(EventBuilder event, AccountVerdict verdict, String revoked) {
        describe(event, verdict, revoked).error(OAuthErrorException.INVALID_GRANT);
        return new CorsErrorResponseException(
                Cors.builder(), OAuthErrorException.INVALID_GRANT, errorText(verdict), Response.Status.BAD_REQUEST);
    }

    /** Adds the details of {@link McEvent} to {@code event}, and counts the refusal: to be called once for each. */
    public static EventBuilder describe(EventBuilder event, AccountVerdict verdict, String revoked) {
        McMetrics.refused(verdict.reason());
        if (!NOTHING_REVOKED.equals(revoked)) {
            McMetrics.revoked(revoked);
        }
        return details(event, verdict, revoked);
    }

    /** Adds the details of {@link McEvent} to {@code event}, which need not be a refusal's. */
    public static EventBuilder details(EventBuilder event, AccountVerdict verdict, String revoked) {
        event.detail(McEvent.REASON, verdict.reason().code()).detail(McEvent.REVOKED, revoked);
        return verdict.attribute() == null ? event : event.detail(McEvent.ATTRIBUTE, verdict.attribute());
    }

    /** The {@code error_description}. */
    public static String errorText(AccountVerdict verdict) {
        return "MC user account is not valid: " + verdict.reason().code();
    }
}
