package org.mcxidms.interdomain;

import java.util.UUID;
import java.util.stream.LongStream;

import org.keycloak.TokenCategory;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;

/** The security token of TS 33.180 B.8: what tells a partner IdMS who the user is. */
final class SecurityToken {

    /**
     * The claim {@code typ} of the security tokens issued here. Keycloak takes as an access token only what says
     * {@code Bearer} or {@code DPoP}, so that a security token opens nothing at home.
     */
    static final String TYPE = "MC-Security";
    /** The media type's short form in the JWS header (RFC 7519 5.1); never {@code at+jwt}. */
    static final String HEADER_TYPE = "JWT";

    private SecurityToken() {
    }

    /**
     * The claims of B.8 and a {@code jti}, which makes the token usable once.
     *
     * @param now seconds since the epoch, as everything here
     * @param ends the instants that the token must not outlive
     */
    static JsonWebToken claims(String issuer, String subject, String clientId, PartnerDomain partner, long now, long... ends) {
        return new JsonWebToken()
                .id(UUID.randomUUID().toString())
                .issuer(issuer)
                .subject(subject)
                .audience(clientId, partner.address())
                .type(TYPE)
                .iat(now)
                .exp(LongStream.of(ends).reduce(now + partner.lifetime(), Math::min));
    }

    /** Signs with the realm's key for access tokens: RS256 unless the realm or the client has another algorithm. */
    static String sign(KeycloakSession session, JsonWebToken claims) {
        String algorithm = session.tokens().signatureAlgorithm(TokenCategory.ACCESS);
        return new JWSBuilder().type(HEADER_TYPE).jsonContent(claims)
                .sign(session.getProvider(SignatureProvider.class, algorithm).signer());
    }
}
