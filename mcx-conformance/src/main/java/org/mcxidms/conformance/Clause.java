package org.mcxidms.conformance;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of a report, in the order of Annex B, what it builds on first. The titles are in our words. */
enum Clause {
    OIDC("OIDC", "Discovery document and keys"),
    B_2_1("B.2.1", "ID token"),
    B_2_2("B.2.2", "Access token"),
    B_4_2_2("B.4.2.2", "Authentication request"),
    B_4_2_3("B.4.2.3", "Authentication response"),
    B_4_2_4("B.4.2.4", "Access token request"),
    B_4_2_5("B.4.2.5", "Access token response"),
    B_5_2("B.5.2", "Refresh"),
    B_5_3("B.5.3", "Account confirmed at refresh"),
    B_7_2("B.7.2", "Exchange for a security token, at the home IdMS"),
    B_7_3("B.7.3", "The exchange's response"),
    B_7_4("B.7.4", "Security token for an access token, at the partner"),
    B_7_5("B.7.5", "The partner's response"),
    B_8("B.8", "Security token"),
    B_9("B.9", "The partner's access token"),
    B_10("B.10", "Use, introspection and revocation of tokens"),
    B_11("B.11", "Validation of the ID token by the client"),
    B_12("B.12", "End of a token's life"),
    B_13("B.13", "TLS and the login page's headers");

    private static final Map<String, Clause> BY_NUMBER =
            Stream.of(values()).collect(Collectors.toMap(Clause::number, Function.identity()));

    private final String number;
    private final String title;

    Clause(String number, String title) {
        this.number = number;
        this.title = title;
    }

    /** The clause that a check's id begins with, up to its first hyphen. */
    static Clause of(String checkId) {
        Clause clause = BY_NUMBER.get(checkId.substring(0, checkId.indexOf('-')));
        if (clause == null) {
            throw new IllegalArgumentException("No clause has the check " + checkId);
        }
        return clause;
    }

    String number() {
        return number;
    }

    String title() {
        return title;
    }
}
