package org.mcxidms.it.mcserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.mcserver.Refusals.assertInvalidToken;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.OwnServer;

/** The example MC server, and logout and access tokens, good ones and others, signed by an issuer of the test's own. */
@OwnServer
final class LogoutTokenIT {

    private static final String CLIENT = "mcptt-server";
    private static final TestIssuer ISSUER = new TestIssuer(CLIENT);

    private static ExampleMcServer server;

    private final String user = "user-" + UUID.randomUUID();
    private final Instant now = Instant.now();

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = new ExampleMcServer(ISSUER.url(), CLIENT, ExampleMcServer.freePort(), directory.resolve("log"));
    }

    @AfterAll
    static void stop() {
        server.close();
        ISSUER.close();
    }

    static Stream<Arguments> notGoodAccess() {
        Instant now = Instant.now();
        return Stream.of(
                Arguments.of("without signature", new PlainJWT(access(now).build()).serialize()),
                Arguments.of("signed by another key", ISSUER.sign(access(now), "JWT", ISSUER.unpublished())),
                Arguments.of("signed by the public key as a secret", ISSUER.signByPublicKey(access(now))),
                Arguments.of("another issuer", ISSUER.sign(access(now).issuer("https://idms.example"))),
                Arguments.of("another audience", ISSUER.sign(access(now).audience("gms"))),
                Arguments.of("without aud", ISSUER.sign(access(now).audience((String) null))),
                Arguments.of("without exp", ISSUER.sign(access(now).expirationTime(null))),
                Arguments.of("expired", ISSUER.sign(access(now.minusSeconds(60)).expirationTime(Date.from(now.minusSeconds(1))))),
                Arguments.of("without scope", ISSUER.sign(access(now).claim("scope", null))),
                Arguments.of("without client_id", ISSUER.sign(access(now).claim("client_id", null))),
                Arguments.of("of another type", ISSUER.sign(access(now), "logout+jwt", ISSUER.rsa())));
    }

    private static JWTClaimsSet.Builder access(Instant issued) {
        return ISSUER.accessToken("somebody", "radio", issued);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notGoodAccess")
    void accessTokenThatIsNotGoodOpensNothing(String what, String token) {
        assertInvalidToken(server.get("/mcptt/me", token));
    }

    private interface Logout {
        String of(String victim);
    }

    static Stream<Arguments> notGood() {
        Instant now = Instant.now();
        return Stream.of(
                notGood("no JWT", victim -> "no-token"),
                notGood("without signature", victim -> new PlainJWT(ISSUER.logoutToken(victim, now).build()).serialize()),
                notGood("signed by another key",
                        victim -> ISSUER.sign(ISSUER.logoutToken(victim, now), "logout+jwt", ISSUER.unpublished())),
                notGood("another issuer", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).issuer("https://idms.example"))),
                notGood("another audience", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).audience("gms"))),
                notGood("expired", victim -> ISSUER.sign(
                        ISSUER.logoutToken(victim, now.minusSeconds(60)).expirationTime(Date.from(now.minusSeconds(1))))),
                notGood("without exp", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).expirationTime(null))),
                notGood("without iat", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).issueTime(null))),
                notGood("without jti", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).jwtID(null))),
                notGood("without sub", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).subject(null))),
                notGood("without events", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).claim("events", null))),
                notGood("another event", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now)
                        .claim("events", Map.of("https://event.example", Map.of())))),
                notGood("with nonce, so that it may be an ID token",
                        victim -> ISSUER.sign(ISSUER.logoutToken(victim, now).claim("nonce", "n"))),
                notGood("an access token", victim -> ISSUER.sign(ISSUER.accessToken(victim, "session", now))),
                notGood("of another type", victim -> ISSUER.sign(ISSUER.logoutToken(victim, now), "at+jwt", ISSUER.rsa())));
    }

    private static Arguments notGood(String what, Logout logout) {
        return Arguments.of(what, logout);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notGood")
    void logoutTokenThatIsNotGoodSignsNobodyOut(String what, Logout logout) {
        Answer answer = server.logout(logout.of(user));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(isLetIn(ISSUER.sign(ISSUER.accessToken(user, "session", now.minusSeconds(60))))).isTrue();
    }

    @Test
    void userIsShutOutFromTheLogoutOn() {
        String before = ISSUER.sign(ISSUER.accessToken(user, "radio", now.minusSeconds(60)));
        String inTheSameSecond = ISSUER.sign(ISSUER.accessToken(user, "desk", now));
        String after = ISSUER.sign(ISSUER.accessToken(user, "radio", now.plusSeconds(1)));
        String others = ISSUER.sign(ISSUER.accessToken("other-" + user, "radio-2", now));
        assertThat(Stream.of(before, inTheSameSecond, others)).allMatch(LogoutTokenIT::isLetIn);

        Answer answer = server.logout(ISSUER.sign(ISSUER.logoutToken(user, now), "logout+jwt", ISSUER.rsa()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertInvalidToken(server.get("/mcptt/me", before));
        assertInvalidToken(server.get("/mcptt/me", inTheSameSecond));
        assertThat(isLetIn(after)).isTrue();
        assertThat(isLetIn(others)).isTrue();
    }

    /** A logout token that comes late, or a second time, lets nobody back in. */
    @Test
    void olderLogoutTokenTakesNothingBack() {
        String token = ISSUER.sign(ISSUER.accessToken(user, "radio", now));
        server.logout(ISSUER.sign(ISSUER.logoutToken(user, now)));

        assertThat(server.logout(ISSUER.sign(ISSUER.logoutToken(user, now.minusSeconds(60)))).status()).isEqualTo(200);

        assertInvalidToken(server.get("/mcptt/me", token));
    }

    /** The user has put down one radio: the tokens of the other still open. */
    @Test
    void logoutOfOneSessionIsAboutThatSession() {
        String radio = ISSUER.sign(ISSUER.accessToken(user, user + "-radio", now));
        String desk = ISSUER.sign(ISSUER.accessToken(user, user + "-desk", now));

        assertThat(server.logout(ISSUER.sign(ISSUER.logoutToken(user, now).claim("sid", user + "-radio"))).status())
                .isEqualTo(200);

        assertInvalidToken(server.get("/mcptt/me", radio));
        assertThat(isLetIn(desk)).isTrue();
    }

    /** Nobody can say that it was issued after the logout. */
    @Test
    void tokenThatDoesNotSayWhenItWasIssuedEndsWithTheLogout() {
        String token = ISSUER.sign(ISSUER.accessToken(user, "radio", now).issueTime(null));
        assertThat(isLetIn(token)).isTrue();

        server.logout(ISSUER.sign(ISSUER.logoutToken(user, now)));

        assertInvalidToken(server.get("/mcptt/me", token));
    }

    @Test
    void logoutTokenOpensNothing() {
        assertInvalidToken(server.get("/mcptt/me", ISSUER.sign(ISSUER.logoutToken(user, now))));
        assertInvalidToken(server.get("/mcptt/me", ISSUER.sign(ISSUER.logoutToken(user, now), "logout+jwt", ISSUER.rsa())));
    }

    @Test
    void everyFormOfAnAccessTokenIsRead() {
        assertThat(isLetIn(ISSUER.sign(ISSUER.accessToken(user, "radio", now), "at+jwt", ISSUER.rsa()))).isTrue();
        assertThat(isLetIn(ISSUER.sign(ISSUER.accessToken(user, "radio", now), "JWT", ISSUER.ec()))).isTrue();
        assertThat(isLetIn(ISSUER.sign(ISSUER.accessToken(user, "radio", now)
                .claim("scope", List.of("openid", "3gpp:mc:ptt_service"))))).isTrue();
    }

    /** Fails closed, says that it is not the client's fault, and asks the IdMS to tell again. */
    @Test
    void withoutTheKeysOfTheIdmsNobodyIsLetIn(@TempDir Path directory) {
        String token = ISSUER.sign(ISSUER.accessToken(user, "radio", now));
        try (ExampleMcServer alone = new ExampleMcServer("http://127.0.0.1:1", CLIENT, ExampleMcServer.freePort(),
                directory.resolve("log"))) {
            assertThat(alone.get("/mcptt/me", token).status()).isEqualTo(500);
            assertThat(alone.logout(ISSUER.sign(ISSUER.logoutToken(user, now))).status()).isEqualTo(503);
        }
    }

    private static boolean isLetIn(String token) {
        return server.get("/mcptt/me", token).status() == 200;
    }
}
