package org.mcxidms.interdomain.home;

/**
 * What a policy grants to a client in one request: security tokens for one partner domain.
 *
 * @param tokenType       the response's {@code token_type} (B.7.3)
 * @param sendsServiceIds whether the security token carries the user's MC service IDs, which B.8 does not know
 */
record Grant(PartnerDomain partner, String tokenType, boolean sendsServiceIds) {
}
