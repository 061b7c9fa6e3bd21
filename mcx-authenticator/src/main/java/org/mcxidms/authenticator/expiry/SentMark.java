package org.mcxidms.authenticator.expiry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The mark that a user was told of an end. It stands among the server's revoked tokens, which all nodes share and a restart keeps:
 * a user attribute would be dropped by the next save of an administrator, since the user profile does not have it.
 */
final class SentMark {

    /** Keycloak's table of revoked tokens has ids of 36 characters: 27 bytes in Base64. */
    private static final int ID_BYTES = 27;

    private SentMark() {
    }

    /** Another end of the same user is another mark: an account that was prolonged is told again. */
    static String of(String userId, Instant end) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("mcx-expiry-mail:" + userId + ":" + end).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
