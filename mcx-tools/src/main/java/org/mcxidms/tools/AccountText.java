package org.mcxidms.tools;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McUserAttribute;

/** What an account is, in an operator's words. */
final class AccountText {

    private AccountText() {
    }

    /** Why the account is not valid, or until when it is, as the end of the sentence "the account is …". */
    static String of(AccountVerdict verdict) {
        return switch (verdict.reason()) {
            case VALID -> verdict.validUntil().map(until -> "valid until " + until).orElse("valid");
            case DISABLED -> "not valid: the user is switched off in Keycloak (disabled)";
            case SUSPENDED -> "not valid: suspended";
            case REVOKED -> "not valid: revoked";
            case NOT_YET_VALID -> "not valid before " + verdict.date() + " (not_yet_valid)";
            case EXPIRED -> "not valid since " + verdict.date() + " (expired)";
            case MALFORMED -> "not valid: " + malformed(verdict.attribute());
            case NO_SERVICE_ID -> "not valid for the service of " + verdict.attribute() + ": no MC service ID (no_service_id)";
        };
    }

    /** The complaint about a value of an MC attribute, with what would be right. No comma: a report has it in a cell. */
    static String malformed(String attribute) {
        return "malformed " + attribute + ": " + right(attribute);
    }

    private static String right(String attribute) {
        return switch (attribute) {
            case McUserAttribute.STATUS -> "it is active or suspended or revoked";
            case McUserAttribute.VALID_FROM, McUserAttribute.VALID_UNTIL ->
                "it is a day such as 2027-01-31 or an instant such as 2027-01-31T12:00:00Z";
            default -> "it is sip:name@domain or tel:+number or name@domain";
        };
    }

    /** A date with the instant that it means; a date alone is its first second in UTC. */
    static String date(String value) {
        try {
            return value.contains("T") ? value : value + " (00:00 UTC at its start: " + LocalDate.parse(value) + "T00:00:00Z)";
        } catch (DateTimeParseException e) {
            return value;
        }
    }

    static String values(UserRepresentation user, String attribute) {
        Map<String, List<String>> attributes = user.getAttributes() == null ? Map.of() : user.getAttributes();
        return String.join(" | ", attributes.getOrDefault(attribute, List.of()));
    }

    /** {@code 1 session}, {@code 2 sessions}. */
    static String count(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
