package org.mcxidms.it;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

import org.mcxidms.testkit.TestUser;

/** Each way in which a user's MC account can stop being valid, and what a refusal then tells. */
public enum AccountState {

    DISABLED("disabled", null, TestUser::disable),
    SUSPENDED("suspended", "mc_account_status", TestUser::suspend),
    REVOKED("revoked", "mc_account_status", TestUser::revoke),
    EXPIRED("expired", "mc_valid_until", user -> user.set("mc_valid_until", "2020-01-01")),
    NOT_YET_VALID("not_yet_valid", "mc_valid_from", user -> user.set("mc_valid_from", "2999-01-01T00:00:00+01:00")),
    NO_SERVICE_ID("no_service_id", "mcptt_id", user -> user.set("mcptt_id")),
    /** Has the form of a date, and is none. */
    NO_SUCH_DATE("malformed", "mc_valid_until", user -> user.set("mc_valid_until", "2999-02-31")),
    UNKNOWN_STATUS("malformed", "mc_account_status", user -> user.set("mc_account_status", "Suspended")),
    BAD_DATE("malformed", "mc_valid_from", user -> user.set("mc_valid_from", "yesterday")),
    TWO_STATUSES("malformed", "mc_account_status", user -> user.set("mc_account_status", "active", "active")),
    TWO_SERVICE_IDS("malformed", "mcptt_id", user -> user.set("mcptt_id", "sip:one@org.com", "sip:two@org.com"));

    private static final Set<AccountState> BEYOND_THE_USER_PROFILE =
            EnumSet.of(NO_SUCH_DATE, UNKNOWN_STATUS, BAD_DATE, TWO_STATUSES, TWO_SERVICE_IDS);

    private final String reason;
    private final String attribute;
    private final Consumer<TestUser> apply;

    AccountState(String reason, String attribute, Consumer<TestUser> apply) {
        this.reason = reason;
        this.attribute = attribute;
        this.apply = apply;
    }

    public void applyTo(TestUser user) {
        apply.accept(user);
    }

    /** Makes the account valid again. */
    public void undo(TestUser user) {
        user.set("mcptt_id", "sip:" + user.username());
        user.reinstate();
    }

    /** The code in {@code mc_reason} and in error texts. */
    public String reason() {
        return reason;
    }

    /** The name in {@code mc_attribute}, or {@code null}. */
    public String attribute() {
        return attribute;
    }

    /** Whether the shipped user profile lets an administrator do it; otherwise only an external user storage can. */
    public boolean isPossibleInShippedRealm() {
        return !BEYOND_THE_USER_PROFILE.contains(this);
    }
}
