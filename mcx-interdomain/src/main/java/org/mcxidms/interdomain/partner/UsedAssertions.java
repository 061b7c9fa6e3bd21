package org.mcxidms.interdomain.partner;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;

/**
 * Makes a security token usable once, on all nodes and across restarts. Keycloak's own check at the JWT grant can be switched
 * off at the identity provider, forgets at a restart, and takes one primary's {@code jti} for another's.
 */
final class UsedAssertions {

    private static final String PREFIX = "mcx-security-token:";
    /** Seconds beyond the token's end: more than any clock skew that B.8 allows (30 s). */
    private static final long MARGIN = 60;
    /** Keycloak's table of revoked tokens has ids of 36 characters: 27 bytes in Base64. */
    private static final int ID_BYTES = 27;

    private UsedAssertions() {
    }

    /**
     * Claims {@code token} for this request; a second claim in the same request is the same claim.
     *
     * @param token with {@code iss}, {@code jti} and {@code exp}
     * @return whether no other request has claimed it
     */
    static boolean claim(KeycloakSession session, JsonWebToken token) {
        String id = id(token);
        if (session.getAttribute(PREFIX + id) != null) {
            return true;
        }
        long lifespan = Math.max(0, Math.min(token.getExp() - Time.currentTimeSeconds(), Integer.MAX_VALUE)) + MARGIN;
        // singleUseObjects is atomic across nodes but forgets at a restart; revokedTokens survives a restart but does not detect
        // two concurrent writers. Both must succeed.
        boolean claimed = session.singleUseObjects().putIfAbsent(PREFIX + id, lifespan)
                && session.revokedTokens().put(id, lifespan);
        if (claimed) {
            session.setAttribute(PREFIX + id, id);
        }
        return claimed;
    }

    static String id(JsonWebToken token) {
        try {
            // A length before the issuer: no two pairs of issuer and jti make one text.
            String text = token.getIssuer().length() + ":" + token.getIssuer() + token.getId();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
