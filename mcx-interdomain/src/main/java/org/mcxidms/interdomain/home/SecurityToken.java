package org.mcxidms.interdomain.home;

import java.util.UUID;
import java.util.stream.LongStream;

import org.keycloak.TokenCategory;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;

import org.mcxidms.interdomain.SecurityTokenForm;

/** The security token of TS 33.180 B.8: what tells a partner IdMS who the user is. */
final class SecurityToken {

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
                .type(SecurityTokenForm.TYPE)
                .iat(now)
                .exp(LongStream.of(ends).reduce(now + partner.lifetime(), Math::min));
    }

    /** Signs with the realm's key for access tokens: RS256 unless the realm or the client has another algorithm. */
    static String sign(KeycloakSession session, JsonWebToken claims) {
        String algorithm = session.tokens().signatureAlgorithm(TokenCategory.ACCESS);
        return new JWSBuilder().type(SecurityTokenForm.HEADER_TYPE).jsonContent(claims)
                .sign(session.getProvider(SignatureProvider.class, algorithm).signer());
    }
}
