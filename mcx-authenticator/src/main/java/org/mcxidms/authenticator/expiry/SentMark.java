package org.mcxidms.authenticator.expiry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * The mark that a user was told of an end. It stands among the server's revoked tokens, which all nodes share and a restart keeps:
 * a user attribute would be dropped by the next save of an administrator, since the user profile does not have it.
 */
final class SentMark {

    /** The ids in Keycloak's table of revoked tokens have so many characters. */
    private static final int ID_LENGTH = 36;

    private SentMark() {
    }

    /** Another end of the same user is another mark: an account that was prolonged is told again. */
    static String of(String userId, Instant end) {
        return HashUtils.sha256UrlEncodedHash("mcx-expiry-mail:" + userId + ":" + end, StandardCharsets.UTF_8)
                .substring(0, ID_LENGTH);
    }
}
