package org.mcxidms.examples.mcserver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** What makes a token good. The keys come from the IdMS's discovery document, are kept, and are read anew for an unknown key. */
@Configuration(proxyBeanMethods = false)
class TokenChecks {

    private static final MappedJwtClaimSetConverter CLAIMS = MappedJwtClaimSetConverter.withDefaults(Map.of());
    private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** B.2.2, B.11, B.12: an access token of our IdMS for this server, whose user is not signed out. */
    @Bean
    JwtDecoder accessTokens(Settings settings, SignedOut signedOut) {
        return decoder(settings, List.of(
                // Keycloak writes JWT, or at+jwt where a client attribute asks for RFC 9068's type.
                new JwtTypeValidator(List.of("JWT", "at+jwt")),
                // Every access token of the profile has both. A logout token has neither.
                new JwtClaimValidator<Object>("scope", scope -> scope instanceof String || scope instanceof Collection),
                new JwtClaimValidator<String>("client_id", client -> client != null && !client.isEmpty()),
                signedOut));
    }

    /** OpenID Connect Back-Channel Logout 1.0, 2.6: a logout token of our IdMS for this server. */
    @Bean
    JwtDecoder logoutTokens(Settings settings) {
        JwtTypeValidator type = new JwtTypeValidator(List.of("logout+jwt", "JWT"));
        type.setAllowEmpty(true);
        return decoder(settings, List.of(type,
                new JwtClaimValidator<Map<String, Object>>("events",
                        events -> events != null && events.containsKey(LOGOUT_EVENT)),
                new JwtClaimValidator<Object>("nonce", nonce -> nonce == null),
                new JwtClaimValidator<Object>("iat", iat -> iat != null),
                new JwtClaimValidator<String>("jti", jti -> jti != null),
                new JwtClaimValidator<String>("sub", sub -> sub != null && !sub.isEmpty())));
    }

    /** As the token says: where there is no {@code iat}, Spring makes one up, a second before {@code exp}. */
    private static Map<String, Object> claims(Map<String, Object> raw) {
        Map<String, Object> claims = CLAIMS.convert(raw);
        if (raw.get("iat") == null) {
            claims.remove("iat");
        }
        return claims;
    }

    private static JwtDecoder decoder(Settings settings, List<OAuth2TokenValidator<Jwt>> more) {
        List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>(List.of(
                new JwtTimestampValidator(settings.clockSkew()),
                new JwtClaimValidator<Object>("exp", exp -> exp != null),
                new JwtIssuerValidator(settings.issuer()),
                new JwtClaimValidator<Collection<String>>("aud", aud -> aud != null && aud.contains(settings.clientId()))));
        all.addAll(more);
        // At the first token, so that this server starts without the IdMS.
        return new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(settings.issuer())
                    .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256)))
                    .validateType(false).build();
            decoder.setClaimSetConverter(TokenChecks::claims);
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(all));
            return decoder;
        });
    }
}
