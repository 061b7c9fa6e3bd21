package org.mcxidms.core;

/** The details that this project adds to Keycloak's events. Their names are a contract with whoever reads the events. */
public final class McEvent {

    /** Why an account was refused: an {@link AccountReason#code()}. */
    public static final String REASON = "mc_reason";
    /** What was revoked at a refusal: {@code session}, {@code all} or {@code none}. */
    public static final String REVOKED = "mc_revoked";
    /** The attribute behind {@link #REASON}, such as {@code mc_valid_until}; never its value. */
    public static final String ATTRIBUTE = "mc_attribute";
    /** The rule of the request profile that a request does not keep, such as {@code acr-values}. */
    public static final String RULE = "mc_rule";
    /** Why an MC server was not told of a sign-out: {@code given_up} or {@code dropped}. */
    public static final String NOTICE = "mc_notice";
    /** The scope names that were taken out of a request, at most 255 characters. */
    public static final String SCOPES = "mc_scopes";

    private McEvent() {
    }
}
