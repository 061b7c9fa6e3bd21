package org.mcxidms.examples.mcserver;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Who is signed out, and since when: a token issued up to then is refused, a later one is good again.
 * A server of several nodes keeps this where all of them, and the next start, see it.
 */
@Component
class SignedOut implements OAuth2TokenValidator<Jwt> {

    private static final OAuth2TokenValidatorResult REFUSED = OAuth2TokenValidatorResult.failure(
            new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The user is signed out", null));

    private final Settings settings;
    private final Map<String, Instant> users = new ConcurrentHashMap<>();
    private final Map<String, Instant> sessions = new ConcurrentHashMap<>();

    SignedOut(Settings settings) {
        this.settings = settings;
    }

    /**
     * A logout token with {@code sid} is about one session of the user, that of one radio; without it, about all of them. A
     * token that comes twice changes nothing, for the time only moves forward.
     */
    void add(Jwt logout) {
        String session = logout.getClaimAsString("sid");
        Map<String, Instant> which = session == null ? users : sessions;
        which.merge(session == null ? logout.getSubject() : session, logout.getIssuedAt(),
                (one, other) -> one.isAfter(other) ? one : other);
        Instant forgotten = Instant.now().minus(settings.rememberSignOuts());
        which.values().removeIf(forgotten::isAfter);
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        return isUpTo(users.get(String.valueOf(token.getSubject())), token)
                || isUpTo(sessions.get(String.valueOf(token.getClaimAsString("sid"))), token)
                        ? REFUSED : OAuth2TokenValidatorResult.success();
    }

    /** A token that does not say when it was issued counts as old. */
    private static boolean isUpTo(Instant signedOut, Jwt token) {
        return signedOut != null && (token.getIssuedAt() == null || !token.getIssuedAt().isAfter(signedOut));
    }
}
