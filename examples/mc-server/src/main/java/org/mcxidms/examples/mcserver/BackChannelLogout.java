package org.mcxidms.examples.mcserver;

import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * OpenID Connect Back-Channel Logout 1.0: the IdMS tells that a user is signed out, such as by a suspension. Whoever can
 * reach this address can post here; only a token that the IdMS has signed for this server has an effect.
 */
@RestController
class BackChannelLogout {

    private static final Logger LOG = LoggerFactory.getLogger(BackChannelLogout.class);

    private final JwtDecoder logoutTokens;
    private final SignedOut signedOut;

    BackChannelLogout(@Qualifier("logoutTokens") JwtDecoder logoutTokens, SignedOut signedOut) {
        this.logoutTokens = logoutTokens;
        this.signedOut = signedOut;
    }

    /** 200 and 400 tell the IdMS that the token was read. 503 asks for another try: the IdMS's keys could not be fetched. */
    @PostMapping("/backchannel-logout")
    ResponseEntity<Map<String, Object>> take(@RequestParam("logout_token") String token) {
        try {
            Jwt logout = logoutTokens.decode(token);
            signedOut.add(logout);
            // Here an MCPTT server ends the user's calls and SIP registrations, too.
            LOG.info("Signed out: user {}", logout.getSubject());
            return answer(HttpStatus.OK, Map.of());
        } catch (BadJwtException e) {
            LOG.warn("A logout token was refused: {}", e.getMessage());
            return answer(HttpStatus.BAD_REQUEST, Map.of("error", "invalid_request"));
        } catch (JwtException | JwtDecoderInitializationException e) {
            LOG.error("A logout token could not be checked: {}", e.getMessage());
            return answer(HttpStatus.SERVICE_UNAVAILABLE, Map.of("error", "temporarily_unavailable"));
        }
    }

    private static ResponseEntity<Map<String, Object>> answer(HttpStatus status, Map<String, Object> body) {
        return ResponseEntity.status(status).cacheControl(CacheControl.noStore()).body(body);
    }
}
