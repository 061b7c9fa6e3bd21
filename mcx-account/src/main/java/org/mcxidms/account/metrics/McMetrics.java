package org.mcxidms.account.metrics;

import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

import org.mcxidms.core.AccountReason;

/**
 * The counters on Keycloak's metrics endpoint, and their names. They count nothing while the server's metrics are off. No label
 * has a value that a request could choose: each is a code of this project, or a partner that an administrator configured.
 */
public final class McMetrics {

    /** What the label {@code partner} says where the partner is not a configured one. */
    public static final String OTHER_PARTNER = "other";

    /** What the label {@code client} says before the first notice, so that the metric is there for a dashboard. */
    private static final String NO_SERVER = "none";
    private static final String REASON = "reason";
    private static final String OUTCOME = "outcome";
    private static final String PARTNER = "partner";

    private McMetrics() {
    }

    /**
     * Shows the counters of accounts and partners with 0 from the start, so that an alert sees the first refusal as an increase.
     *
     * @param revocations what {@link org.mcxidms.core.McEvent#REVOKED} can say was revoked
     */
    public static void register(Stream<String> revocations) {
        for (AccountReason reason : AccountReason.values()) {
            if (reason != AccountReason.VALID) {
                refusals(reason);
                sessionsEnded(reason);
            }
        }
        revocations.forEach(McMetrics::revocations);
        sweeps();
        securityTokens(OTHER_PARTNER, "issued");
        assertions(OTHER_PARTNER, "accepted");
        notices(NO_SERVER, "told");
    }

    /** Shows the counters of one rule of the request profile with 0. */
    public static void registerRule(String rule) {
        profile(rule, true);
        profile(rule, false);
    }

    /** A refusal of an account that is not valid. */
    public static void refused(AccountReason reason) {
        refusals(reason).increment();
    }

    /** A refusal revoked {@code what}, as the event tells it. */
    public static void revoked(String what) {
        revocations(what).increment();
    }

    /** So many sessions of an account ended because it stopped being valid, without a request of the client. */
    public static void ended(AccountReason reason, int sessions) {
        sessionsEnded(reason).increment(sessions);
    }

    /** A sweep over the accounts whose time came is done. */
    public static void swept() {
        sweeps().increment();
    }

    /** A request did not keep {@code rule}; it was refused where the rule is {@code enforced}, and let through otherwise. */
    public static void ruleBroken(String rule, boolean enforced) {
        profile(rule, enforced).increment();
    }

    /**
     * A request for a security token was answered.
     *
     * @param partner the configured address that the request is for; {@link #OTHER_PARTNER} where it is for none
     * @param outcome {@code issued}, or the refusal's code
     */
    public static void securityToken(String partner, String outcome) {
        securityTokens(partner, outcome).increment();
    }

    /**
     * A partner's security token was looked at.
     *
     * @param partner the alias of the identity provider
     * @param outcome {@code accepted}, or the fault's code
     */
    public static void assertion(String partner, String outcome) {
        assertions(partner, outcome).increment();
    }

    /** Shows the counter of one client's logout notices with 0, so that an alert sees the first failure as an increase. */
    public static void registerNotice(String client, String outcome) {
        notices(client, outcome);
    }

    /**
     * A client was told that an account's tokens are over, or could not be.
     *
     * @param client the client ID of the server, which an administrator configured
     */
    public static void notice(String client, String outcome) {
        notices(client, outcome).increment();
    }

    private static Counter notices(String client, String outcome) {
        return counter("mcx.logout.notices",
                "Logout tokens to MC servers and other clients about accounts that ended, by client and outcome", "client",
                client, OUTCOME,
                outcome);
    }

    private static Counter refusals(AccountReason reason) {
        return counter("mcx.refusals",
                "Refusals of an MC account that is not valid, by reason", REASON, reason.code());
    }

    private static Counter sessionsEnded(AccountReason reason) {
        return counter("mcx.sessions.ended",
                "Sessions that ended because their MC account stopped being valid, without a request of the client", REASON,
                reason.code());
    }

    private static Counter revocations(String what) {
        return counter("mcx.revocations",
                "Refusals that revoked something, by what they revoked", "revoked", what);
    }

    private static Counter sweeps() {
        return counter("mcx.sweeps",
                "Sweeps of this node over accounts whose time is over");
    }

    private static Counter securityTokens(String partner, String outcome) {
        return counter("mcx.security.tokens",
                "Answers to requests for a security token, by partner and outcome", PARTNER, partner, OUTCOME, outcome);
    }

    private static Counter assertions(String partner, String outcome) {
        return counter("mcx.assertions",
                "Security tokens of partners that were presented, by partner and outcome", PARTNER, partner, OUTCOME, outcome);
    }

    private static Counter profile(String rule, boolean enforced) {
        return counter("mcx.request.profile",
                "Requests that do not keep a rule of the request profile", "rule", rule, "mode", enforced ? "enforce" : "log");
    }

    /** A counter with the text that the metrics endpoint says of it ({@code # HELP}), which Prometheus shows beside its name. */
    private static Counter counter(String name, String help, String... labels) {
        return Counter.builder(name).description(help).tags(labels).register(Metrics.globalRegistry);
    }
}
