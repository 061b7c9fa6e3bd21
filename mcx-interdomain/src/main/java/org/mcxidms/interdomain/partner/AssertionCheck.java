package org.mcxidms.interdomain.partner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.keycloak.OAuth2Constants;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.core.McScope;
import org.mcxidms.interdomain.SecurityTokenForm;

/**
 * Whether the claims of a JWT grant's assertion are those of a security token for this client and this IdMS (TS 33.180 B.7.4,
 * B.8). Pure; the issuer, the signature and the times are Keycloak's to check.
 *
 * @param clientId the requesting client
 * @param idms     every address of this IdMS: its issuer and its token endpoint
 * @param scope    the request's {@code scope}, space-separated; may be {@code null}
 */
record AssertionCheck(String clientId, Collection<String> idms, String scope) {

    /** What the claim {@code typ} and the header's {@code typ} may say where they say anything. */
    private static final Set<String> TYPES = Set.of("jwt", SecurityTokenForm.TYPE.toLowerCase(Locale.ROOT));
    private static final Set<String> HEADER_TYPES = Set.of("jwt");
    /** An access token has them (B.2.2), OpenID Connect and B.8 do not know them. */
    private static final Set<String> ACCESS_TOKEN_CLAIMS = Set.of(OAuth2Constants.CLIENT_ID, OAuth2Constants.SCOPE);
    private static final int MAX_SUBJECT_BYTES = 255;

    /** @param headerType the JWS header's {@code typ}; may be {@code null} */
    Optional<AssertionFault> fault(String headerType, JsonWebToken token) {
        if (!McScope.namesAny(scope)) {
            return Optional.of(AssertionFault.NO_MC_SCOPE);
        }
        if (!isAmong(HEADER_TYPES, headerType) || !isAmong(TYPES, token.getType())
                || token.getOtherClaims().keySet().stream().anyMatch(ACCESS_TOKEN_CLAIMS::contains)) {
            return Optional.of(AssertionFault.NOT_A_SECURITY_TOKEN);
        }
        if (!isSubject(token.getSubject()) || token.getIat() == null || token.getExp() == null
                || token.getId() == null || token.getId().isBlank()) {
            return Optional.of(AssertionFault.CLAIM_MISSING);
        }
        return ownAddress(token.getAudience()).isPresent() ? Optional.empty() : Optional.of(AssertionFault.WRONG_AUDIENCE);
    }

    /**
     * The address of this IdMS in an audience that is exactly this client and this IdMS, in any order.
     *
     * @param audience may be {@code null}
     */
    Optional<String> ownAddress(String[] audience) {
        if (audience == null || audience.length != 2) {
            return Optional.empty();
        }
        List<String> both = Arrays.asList(audience);
        return both.contains(clientId)
                ? both.stream().filter(idms::contains).filter(address -> !address.equals(clientId)).findFirst()
                : Optional.empty();
    }

    private static boolean isAmong(Set<String> types, String type) {
        return type == null || types.contains(type.toLowerCase(Locale.ROOT));
    }

    private static boolean isSubject(String subject) {
        return subject != null && !subject.isBlank()
                && subject.getBytes(StandardCharsets.UTF_8).length <= MAX_SUBJECT_BYTES;
    }
}
