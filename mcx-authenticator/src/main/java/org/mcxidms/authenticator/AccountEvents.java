package org.mcxidms.authenticator;

import org.keycloak.events.EventBuilder;

import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McEvent;

/** How a refusal reads in events and OAuth errors: the reason's code and nothing personal. */
final class AccountEvents {

    private AccountEvents() {
    }

    static EventBuilder describe(EventBuilder event, AccountVerdict verdict) {
        event.detail(McEvent.REASON, verdict.reason().code());
        if (verdict.attribute() != null) {
            event.detail(McEvent.ATTRIBUTE, verdict.attribute());
        }
        return event;
    }

    static String errorText(AccountVerdict verdict) {
        return "MC user account is not valid: " + verdict.reason().code();
    }
}
