package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** B.7.4 at the partner: what is taken as a security token, and what is not. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityTokenAcceptanceIT {

    private static final String SUBJECT = "visitor-of-the-tests";
    private static final int AT_ONCE = 8;
    /** Keycloak asks for keys at most every ten seconds. */
    private static final Duration KEYS_RELOADED = Duration.ofSeconds(20);

    private final Mcx mcx;
    private final Primary primary;
    private final Realm realm;
    private final McxClient client;
    private final TestUser visitor;

    SecurityTokenAcceptanceIT(Mcx mcx) {
        this.mcx = mcx;
        primary = new Primary(mcx.server().nameOfTestHost());
        realm = PartnerRealm.create(mcx, primary);
        client = realm.nativeClient();
        visitor = PartnerRealm.visitor(realm, SUBJECT);
    }

    @AfterAll
    void close() {
        realm.close();
        primary.close();
    }

    @Test
    void givesAnOrdinaryAccessToken() {
        Tokens tokens = new Tokens(client.jwtBearer(primary.sign(claims()), "openid", PTT).send());
        assertThat(tokens.access().path("iss").asText()).isEqualTo(realm.issuer());
        assertThat(tokens.access().path("sub").asText()).isEqualTo(visitor.id());
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo(visitor.get("mcptt_id").get(0));
        assertThat(tokens.access().path("client_id").asText()).isEqualTo("mcptt_client");
        assertThat(tokens.access().path("scope").asText().split(" ")).contains(PTT);
        assertThat(tokens.answer().json().path("token_type").asText()).isEqualTo("bearer");
        assertThat(tokens.expiresIn()).isPositive();
        assertThat(tokens.refreshToken()).isNull();
        assertThat(realm.resourceServer("mcptt-server").introspect(tokens.accessToken()).send().status()).isEqualTo(200);
    }

    /** Such a token has no session that could be ended. */
    @Test
    void tokenDiesWithTheVisitorsAccount() {
        TestUser suspended = PartnerRealm.visitor(realm, "visitor-to-suspend");
        McxClient resourceServer = realm.resourceServer("mcptt-server");
        String assertion = primary.sign(Primary.claims("visitor-to-suspend", "mcptt_client", realm.issuer()));
        String token = new Tokens(client.jwtBearer(assertion, "openid", PTT).send()).accessToken();
        assertThat(resourceServer.seesActive(token)).isTrue();
        Polling.pause(Duration.ofSeconds(1));

        suspended.suspend();

        assertThat(resourceServer.seesActive(token)).isFalse();
        suspended.reinstate();
        assertThat(resourceServer.seesActive(token)).isFalse();
    }

    @Test
    void cutsScopesToTheVisitorsRoles() {
        Tokens tokens = new Tokens(client.jwtBearer(primary.sign(claims()),
                "openid", PTT, "3gpp:mc:video_service").send());
        assertThat(tokens.scopes()).contains(PTT).doesNotContain("3gpp:mc:video_service");
        assertThat(tokens.access().has("mcvideo_id")).isFalse();
    }

    @Test
    void takesTheTokenEndpointAsItsAddress() {
        assertTaken(primary.sign(Primary.claims(SUBJECT, realm.issuer() + "/protocol/openid-connect/token", "mcptt_client")));
    }

    static Stream<Arguments> otherAudiences() {
        return Stream.of(
                Arguments.of("none", (UnaryOperator<String[]>) pair -> new String[] {}),
                Arguments.of("client alone", (UnaryOperator<String[]>) pair -> new String[] {pair[0]}),
                Arguments.of("IdMS alone", (UnaryOperator<String[]>) pair -> new String[] {pair[1]}),
                Arguments.of("another client", (UnaryOperator<String[]>) pair -> new String[] {"cms", pair[1]}),
                Arguments.of("another IdMS", (UnaryOperator<String[]>) pair -> new String[] {pair[0], pair[1] + "-x"}),
                Arguments.of("three", (UnaryOperator<String[]>) pair -> new String[] {pair[0], pair[1], "third"}),
                Arguments.of("IdMS twice", (UnaryOperator<String[]>) pair -> new String[] {pair[1], pair[1]}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherAudiences")
    void refusesAnyOtherAudience(String name, UnaryOperator<String[]> audience) {
        assertFault(primary.sign(Primary.claims(SUBJECT, audience.apply(new String[] {"mcptt_client", realm.issuer()}))),
                "wrong_audience");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("no jti", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.jwtID(null)),
                Arguments.of("no iat", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.issueTime(null)),
                Arguments.of("no exp", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.expirationTime(null)),
                Arguments.of("no sub", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.subject(null)),
                Arguments.of("no iss", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.issuer(null)),
                Arguments.of("other iss", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.issuer(Primary.ISSUER + "/")),
                Arguments.of("unlinked", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.subject("nobody")),
                Arguments.of("expired", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.expirationTime(in(-1))),
                Arguments.of("from the future", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.issueTime(in(25))),
                Arguments.of("not yet", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.notBeforeTime(in(25))),
                Arguments.of("too old", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.issueTime(in(-400))),
                Arguments.of("access token", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.claim("typ", "Bearer")),
                Arguments.of("ID token", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.claim("typ", "ID")),
                Arguments.of("client_id", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.claim("client_id", "x")),
                Arguments.of("scope", (UnaryOperator<JWTClaimsSet.Builder>) claims -> claims.claim("scope", "openid")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void refusesWhatIsNoGoodSecurityToken(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        assertRefused(client.jwtBearer(primary.sign(change.apply(claims())), "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void toleratesAClockThatIsSecondsAhead() {
        assertTaken(primary.sign(claims().issueTime(in(5))));
    }

    @Test
    void refusesAnAccessTokensHeader() {
        assertFault(primary.sign("at+jwt", claims()), "not_a_security_token");
    }

    @Test
    void refusesAForgedOne() {
        assertRefused(client.jwtBearer(primary.forge(claims()), "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void refusesAnUnsignedOne() {
        assertRefused(client.jwtBearer(new PlainJWT(claims().build()).serialize(), "openid", PTT).send(), 400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "....", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA", "{}", " "})
    void refusesWhatIsNoJwt(String assertion) {
        assertRefused(client.jwtBearer(assertion, "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void refusesAnAccessTokenOfItsOwn() {
        Tokens own = client.login(realm.users().pttUser("own"), "openid", PTT);
        assertRefused(client.jwtBearer(own.accessToken(), "openid", PTT).send(), 400, "invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid profile", "", "3gpp:mc:unknown"})
    void refusesAScopeWithoutAnMcScope(String scope) {
        assertRefused(client.jwtBearer(primary.sign(claims()), scope).send(), 400, "invalid_scope");
    }

    @Test
    void refusesNoScope() {
        assertRefused(client.jwtBearer(primary.sign(claims())).without("scope").send(), 400, "invalid_scope");
    }

    @Test
    void refusesASecondUse() {
        String assertion = primary.sign(claims());
        assertTaken(assertion);
        assertRefused(client.jwtBearer(assertion, "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void oneOfEightAtOnceWins() {
        String assertion = primary.sign(claims());
        List<Answer> answers = atOnce(() -> client.jwtBearer(assertion, "openid", PTT).send());
        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 400).hasSize(AT_ONCE - 1);
    }

    @Test
    void refusesASuspendedVisitor() {
        TestUser suspended = PartnerRealm.visitor(realm, "suspended").suspend();
        assertThat(assertRefused(client.jwtBearer(primary.sign(claims("suspended")), "openid", PTT).send(), 400, "invalid_grant"))
                .contains("suspended");
        assertThat(Events.detail(realm.events().only(suspended, "JWT_AUTHORIZATION_GRANT_ERROR"), "mc_reason"))
                .isEqualTo("suspended");
    }

    /** The executor asks itself, where the profile that guards every grant is not there. */
    @Test
    void refusesASuspendedVisitorWithoutTheAccountProfile() {
        try (Realm partner = mcx.realmLike("bare", file -> {
            PartnerRealm.trust(file, primary);
            file.withoutProfile("mcx account validity");
        })) {
            PartnerRealm.visitor(partner, SUBJECT).suspend();
            assertThat(assertRefused(send(partner, primary), 400, "invalid_grant")).contains("suspended");
        }
    }

    @Test
    void refusesADisabledVisitor() {
        PartnerRealm.visitor(realm, "disabled").disable();
        assertRefused(client.jwtBearer(primary.sign(claims("disabled")), "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void refusesAClientThatIsNotRegisteredForThePrimary() {
        McxClient server = realm.resourceServer("mcptt-server");
        String assertion = primary.sign(Primary.claims(SUBJECT, "mcptt-server", realm.issuer()));
        assertRefused(server.jwtBearer(assertion, "openid", PTT).send(), 400, "invalid_grant");
    }

    @Test
    void followsAChangeOfKeys() {
        try (Primary rotating = new Primary(mcx.server().nameOfTestHost());
                Realm partner = PartnerRealm.create(mcx, rotating)) {
            PartnerRealm.visitor(partner, SUBJECT);
            assertThat(send(partner, rotating).status()).isEqualTo(200);
            rotating.rotate();
            awaitTaken(partner, rotating);
        }
    }

    @Test
    void saysThatKeysAreMissingAndRecovers() {
        try (Primary silent = new Primary(mcx.server().nameOfTestHost());
                Realm partner = PartnerRealm.create(mcx, silent)) {
            PartnerRealm.visitor(partner, SUBJECT);
            silent.setUp(false);
            assertThat(assertRefused(send(partner, silent), 400, "invalid_grant")).contains("key", "JWKS");
            silent.setUp(true);
            awaitTaken(partner, silent);
        }
    }

    @Test
    void takesPinnedKeys() {
        try (Primary pinned = new Primary(mcx.server().nameOfTestHost());
                Realm partner = mcx.realmLike("pinned", file -> PartnerRealm.trust(file, pinned))) {
            PartnerRealm.visitor(partner, SUBJECT);
            pinned.setUp(false);
            IdentityProviderRepresentation home =
                    partner.admin().identityProviders().get(PartnerRealm.ALIAS).toRepresentation();
            home.getConfig().put("useJwksUrl", "false");
            home.getConfig().put("publicKeySignatureVerifier", pinned.jwks());
            partner.admin().identityProviders().get(PartnerRealm.ALIAS).update(home);
            assertThat(send(partner, pinned).status()).isEqualTo(200);
            pinned.rotate();
            assertThat(send(partner, pinned).status()).isEqualTo(400);
        }
    }

    @Test
    void withoutThePolicyKeycloakRefusesTwoAudiences() {
        try (Realm partner = mcx.realmLike("no-policy", file -> {
            PartnerRealm.trust(file, primary);
            file.json().withObject("/clientPolicies").putArray("policies");
        })) {
            PartnerRealm.visitor(partner, SUBJECT);
            assertRefused(send(partner, primary), 400, "invalid_grant");
        }
    }

    @Test
    void keycloaksOwnTypeOfProviderServesToo() {
        try (Realm partner = mcx.realmLike("stock-type", file -> {
            PartnerRealm.trust(file, primary);
            ((ObjectNode) file.json().at("/identityProviders/0"))
                    .put("providerId", "jwt-authorization-grant");
            ((ObjectNode) file.json().at("/identityProviders/0/config"))
                    .put("jwtAuthorizationGrantAssertionReuseAllowed", "true");
        })) {
            PartnerRealm.visitor(partner, SUBJECT);
            McxClient stock = partner.nativeClient();
            String assertion = primary.sign(Primary.claims(SUBJECT, "mcptt_client", partner.issuer()));
            assertThat(stock.jwtBearer(assertion, "openid", PTT).send().status()).isEqualTo(200);
            // Keycloak's own check is switched off above: what refuses is the bundle's.
            assertThat(assertRefused(stock.jwtBearer(assertion, "openid", PTT).send(), 400, "invalid_grant"))
                    .contains("used before");
            String parallel = primary.sign(Primary.claims(SUBJECT, "mcptt_client", partner.issuer()));
            assertThat(atOnce(() -> stock.jwtBearer(parallel, "openid", PTT).send()))
                    .extracting(Answer::status).containsExactlyInAnyOrder(200, 400, 400, 400, 400, 400, 400, 400);
        }
    }

    private Answer send(Realm partner, Primary signer) {
        return partner.nativeClient()
                .jwtBearer(signer.sign(Primary.claims(SUBJECT, "mcptt_client", partner.issuer())), "openid", PTT).send();
    }

    private void awaitTaken(Realm partner, Primary signer) {
        Polling.await(KEYS_RELOADED, "the primary's keys", () -> {
            Answer answer = send(partner, signer);
            assertThat(answer.status()).as(answer.toString()).isIn(200, 400);
            return answer.status() == 200 ? Optional.of(answer) : Optional.empty();
        });
    }

    private void assertTaken(String assertion) {
        Answer answer = client.jwtBearer(assertion, "openid", PTT).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    private void assertFault(String assertion, String reason) {
        assertRefused(client.jwtBearer(assertion, "openid", PTT).send(), 400, "invalid_grant");
        realm.events().awaitOfClient("mcptt_client", "JWT_AUTHORIZATION_GRANT_ERROR",
                event -> reason.equals(Events.detail(event, "reason")));
    }

    private JWTClaimsSet.Builder claims() {
        return claims(SUBJECT);
    }

    private JWTClaimsSet.Builder claims(String subject) {
        return Primary.claims(subject, "mcptt_client", realm.issuer());
    }

    static List<Answer> atOnce(Callable<Answer> request) {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pool.invokeAll(Collections.nCopies(AT_ONCE, request))) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }
}
