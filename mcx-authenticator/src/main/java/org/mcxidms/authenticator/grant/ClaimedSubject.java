package org.mcxidms.authenticator.grant;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.keycloak.common.util.Base64Url;
import org.keycloak.util.JsonSerialization;

/**
 * What a JWT says of itself, whoever wrote it: its signature is not checked, and no more of it is read, for it is read at
 * every refresh.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
final class ClaimedSubject {

    @JsonProperty("sub")
    private String subject;
    @JsonProperty("scope")
    private String scope;

    /** Empty where {@code jwt} is {@code null}, is no JWT in three parts, or names no subject. */
    static Optional<ClaimedSubject> of(String jwt) {
        return claims(jwt).filter(claimed -> claimed.subject != null);
    }

    /** The {@code scope} of {@code jwt}, space-separated; {@code null} where there is none. */
    static String scopeOf(String jwt) {
        return claims(jwt).map(ClaimedSubject::scope).orElse(null);
    }

    private static Optional<ClaimedSubject> claims(String jwt) {
        int payload = jwt == null ? 0 : jwt.indexOf('.') + 1;
        int end = payload == 0 ? -1 : jwt.indexOf('.', payload);
        if (end < 0) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64Url.decode(jwt.substring(payload, end));
            return Optional.ofNullable(JsonSerialization.readValue(claims, ClaimedSubject.class));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String subject() {
        return subject;
    }

    /** Space-separated; {@code null} where the token has none. */
    String scope() {
        return scope;
    }
}
