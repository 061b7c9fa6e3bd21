package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Visitors who are not linked to a local account: refused, or given one where the administrator allows that. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisitorsIT {

    private static final String[] SCOPES = {"openid", PTT, "3gpp:mc:video_service"};
    private static final String ROLES = "mcptt-user";
    private static final String FROM_SUB = "mcptt_id sip:{sub}@visitors.example";
    private static final String FROM_TOKEN = "mcptt_id {mcptt_id}";

    private final Primary primary;
    private final Realm realm;

    VisitorsIT(Mcx mcx) {
        primary = new Primary(mcx.server().nameOfTestHost());
        realm = PartnerRealm.create(mcx, primary);
    }

    @BeforeEach
    void allow() {
        PartnerRealm.set(realm, "mcxVisitorRoles", ROLES);
        PartnerRealm.set(realm, "mcxVisitorIds", FROM_SUB);
        PartnerRealm.set(realm, "mcxVisitorIdDomains", "");
        PartnerRealm.set(realm, "mcxCreateVisitors", "true");
    }

    @AfterAll
    void close() {
        realm.close();
        primary.close();
    }

    @Test
    void areNotCreatedByDefault() {
        PartnerRealm.set(realm, "mcxCreateVisitors", "");
        String subject = subject();
        assertThat(assertRefused(send(claims(subject)), 400, "invalid_grant")).isEqualTo("User not found");
        assertNoAccount(subject);
    }

    @Test
    void areCreatedOnFirstUse() {
        String subject = subject();
        Tokens tokens = new Tokens(send(claims(subject)));
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:" + subject + "@visitors.example");
        assertThat(tokens.scopes()).contains("3gpp:mc:ptt_service").doesNotContain("3gpp:mc:video_service");
        UserRepresentation visitor = account(subject);
        assertThat(visitor.getId()).isEqualTo(tokens.access().path("sub").asText());
        assertThat(realm.admin().users().get(visitor.getId()).roles().realmLevel().listAll())
                .extracting(role -> role.getName()).containsExactly(ROLES);
        assertThat(new Tokens(send(claims(subject))).access().path("sub").asText()).isEqualTo(visitor.getId());
        realm.events().awaitOfClient("mcptt_client", "JWT_AUTHORIZATION_GRANT",
                event -> visitor.getId().equals(event.getUserId()));
    }

    @Test
    void areCreatedOnceByEightAtOnce() {
        String subject = subject();
        assertThat(SecurityTokenAcceptanceIT.atOnce(() -> send(claims(subject))))
                .extracting(Answer::status).containsOnly(200);
        assertThat(PartnerRealm.linkedTo(realm, subject)).hasSize(1);
    }

    @Test
    void withoutAServiceIdAreRefusedUntilTheyHaveOne() {
        PartnerRealm.set(realm, "mcxVisitorIds", "mcptt_id sip:{mcptt_id.user}@visitors.example");
        String subject = subject();
        assertThat(assertRefused(send(claims(subject).claim("mcptt_id", null)), 400, "invalid_grant"))
                .contains("no_service_id");
    }

    @Test
    void takeOverNoLocalAccount() {
        String subject = subject();
        UserRepresentation local = new UserRepresentation();
        local.setUsername(PartnerRealm.ALIAS + "." + subject);
        local.setEnabled(true);
        realm.admin().users().create(local).close();
        assertRefused(send(claims(subject)), 400, "invalid_grant");
        assertThat(PartnerRealm.linkedTo(realm, subject)).isEmpty();
    }

    @Test
    void areNotCreatedWithARoleThatIsNotThere() {
        PartnerRealm.set(realm, "mcxVisitorRoles", ROLES + "##no-such-role");
        String subject = subject();
        assertRefused(send(claims(subject)), 400, "invalid_grant");
        assertNoAccount(subject);
    }

    @Test
    void areNotCreatedByWhatIsNoGoodSecurityToken() {
        String subject = subject();
        assertRefused(send(claims(subject).audience("mcptt_client")), 400, "invalid_grant");
        assertRefused(send(claims(subject).expirationTime(Date.from(Instant.now().minusSeconds(1)))), 400, "invalid_grant");
        assertRefused(send(claims(subject).issueTime(Date.from(Instant.now().minusSeconds(400)))), 400, "invalid_grant");
        assertRefused(send(claims(subject).jwtID(null)), 400, "invalid_grant");
        assertRefused(send(claims(subject).claim("typ", "Bearer")), 400, "invalid_grant");
        assertRefused(realm.nativeClient().jwtBearer(primary.forge(claims(subject)), SCOPES).send(), 400, "invalid_grant");
        assertRefused(realm.nativeClient().jwtBearer(primary.sign(claims(subject)), "openid").send(), 400, "invalid_scope");
        assertNoAccount(subject);
    }

    @Test
    void thatWereDeletedAreNotCreatedByAReplay() {
        String subject = subject();
        String assertion = primary.sign(claims(subject));
        new Tokens(realm.nativeClient().jwtBearer(assertion, SCOPES).send());
        realm.admin().users().get(account(subject).getId()).remove();
        assertRefused(realm.nativeClient().jwtBearer(assertion, SCOPES).send(), 400, "invalid_grant");
        assertNoAccount(subject);
    }

    /** Without a template, no claim of the security token becomes an MC service ID. */
    @Test
    void getNoServiceIdThatTheAdministratorDidNotAllow() {
        PartnerRealm.set(realm, "mcxVisitorIds", "");
        String subject = subject();
        assertThat(assertRefused(send(claims(subject)), 400, "invalid_grant")).contains("no_service_id");
        assertThat(account(subject).getAttributes()).satisfiesAnyOf(
                attributes -> assertThat(attributes).isNull(),
                attributes -> assertThat(attributes).doesNotContainKey("mcptt_id"));
    }

    @Test
    void becomeNoLocalUser() {
        takeOverFrom("org.example");
        TestUser local = realm.users().pttUser("local");
        String id = "sip:" + subject() + "@org.example";
        local.set("mcptt_id", id);
        refuseId(claims(subject()).claim("mcptt_id", id));
        refuseId(claims(subject()).claim("mcptt_id", "sip:" + id.substring(4).toUpperCase(Locale.ROOT)));
        assertThat(realm.nativeClient().login(local, SCOPES).access().path("mcptt_id").asText()).isEqualTo(id);
    }

    /** An ID that is stored in capitals is found too, whatever the case of the ID that a template makes. */
    @Test
    void becomeNoLocalUserWhoseIdHasCapitals() {
        TestUser local = realm.users().pttUser("local");
        String subject = subject();
        String id = "sip:" + subject.toUpperCase(Locale.ROOT) + "@Visitors.Example";
        local.set("mcptt_id", id);
        refuseId(claims(subject));
        takeOverFrom("visitors.example");
        refuseId(claims(subject()).claim("mcptt_id", "sip:" + subject + "@visitors.example"));
        refuseId(claims(subject()).claim("mcptt_id", "sip:" + subject.toUpperCase(Locale.ROOT) + "@VISITORS.example"));
        assertThat(realm.nativeClient().login(local, SCOPES).access().path("mcptt_id").asText()).isEqualTo(id);
    }

    @Test
    void becomeNoOtherVisitor() {
        takeOverFrom("home.example");
        String id = "sip:" + subject() + "@home.example";
        assertThat(send(claims(subject()).claim("mcptt_id", id)).status()).isEqualTo(200);
        refuseId(claims(subject()).claim("mcptt_id", id));
    }

    @Test
    void getOneIdOnceByEightAtOnce() {
        takeOverFrom("home.example");
        String id = "sip:" + subject() + "@home.example";
        List<Answer> answers = SecurityTokenAcceptanceIT.atOnce(() -> send(claims(subject()).claim("mcptt_id", id)));
        assertThat(answers).extracting(Answer::status).containsOnly(200, 400).containsOnlyOnce(200);
        assertThat(realm.admin().users().searchByAttributes("mcptt_id:" + id)).hasSize(1);
    }

    static Stream<Object> unusableIds() {
        return Stream.of("urn:x", "x", "", " ", "sip:", "sip:@home.example", "sip:a@", "sip:a@other.example",
                "sip:a@home.example.",
                "sip:a@home.example;x=y", "sip:a@home.example?x", "sip:a@b@home.example", "SIP:a@home.example", "tel:+15550100",
                "sip:a\u0000@home.example", "sip:a\n@home.example", "sip:a\u200b@home.example", "sip:\u202ea@home.example",
                "sip:\u0430@home.example", "sip:a%40b@home.example", "sip:a@home.example\n",
                "sip:" + "a".repeat(300) + "@home.example",
                "sip:a@" + "a".repeat(300), List.of("sip:a@home.example"), List.of(), 5, true,
                Map.of("id", "sip:a@home.example"));
    }

    @ParameterizedTest
    @MethodSource("unusableIds")
    void getNoIdOfAnythingElse(Object id) {
        takeOverFrom("home.example");
        refuseId(claims(subject()).claim("mcptt_id", id));
        PartnerRealm.set(realm, "mcxVisitorIds", "mcptt_id sip:{mcptt_id.user}@visitors.example");
        if (!String.valueOf(id).matches("(?:sip:)?[a-z]{1,200}@[a-z.]{1,253}")) {
            refuseId(claims(subject()).claim("mcptt_id", id));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alice@org.com;x=", "alice@org.com>", "a b", "a\u200bb", "\u202eevil", "x%40y", "a:b", "{sub-hash}", "$1",
                "\u0430lice"})
    void getNoIdOfASubThatWouldEscapeTheTemplate(String prefix) {
        refuseId(claims(prefix + subject()));
    }

    @Test
    void whoseSubDiffersInCaseAreTwo() {
        PartnerRealm.set(realm, "mcxVisitorIds", "mcptt_id sip:{sub-hash}@visitors.example");
        String lower = "case-" + subject();
        String upper = lower.toUpperCase(Locale.ROOT);
        Tokens first = new Tokens(send(claims(lower)));
        Tokens second = new Tokens(send(claims(upper)));
        assertThat(second.access().path("sub").asText()).isNotEqualTo(first.access().path("sub").asText());
        assertThat(second.access().path("mcptt_id").asText()).isNotEqualTo(first.access().path("mcptt_id").asText());
        assertThat(PartnerRealm.linkedTo(realm, upper)).hasSize(1).allSatisfy(
                name -> assertThat(name).startsWith(PartnerRealm.ALIAS + "." + lower + "+"));
        assertThat(new Tokens(send(claims(lower))).access().path("sub").asText())
                .isEqualTo(first.access().path("sub").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth0|", "a b/", "<x>", "\u202e", "\u0430", "x\n"})
    void whoseSubIsNoUserNameGetAnAccountToo(String prefix) {
        PartnerRealm.set(realm, "mcxVisitorIds", "mcptt_id sip:{sub-hash}@visitors.example");
        String subject = prefix + subject();
        Tokens tokens = new Tokens(send(claims(subject)));
        UserResource visitor = realm.admin().users().get(tokens.access().path("sub").asText());
        // An administrator can save the account.
        visitor.update(visitor.toRepresentation());
    }

    /** What was made before names had a hash is found by its link, whatever its name. */
    @Test
    void madeBeforeKeepTheirAccount() {
        String subject = "Before-" + subject();
        TestUser before = PartnerRealm.visitor(realm, subject);
        assertThat(new Tokens(send(claims(subject))).access().path("sub").asText()).isEqualTo(before.id());
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of("mcxVisitorIds", "mcptt_id sip:fixed@visitors.example", "MC service IDs of created visitors"),
                Arguments.of("mcxVisitorIds", "mcptt_id sip:{nobody}@visitors.example", "MC service IDs of created visitors"),
                Arguments.of("mcxVisitorIds", "mc_account_status {sub}", "MC service IDs of created visitors"),
                Arguments.of("mcxVisitorIds", FROM_TOKEN, "Domains of IDs taken over"),
                Arguments.of("jwtAuthorizationGrantAssertionSignatureAlg", "HS256", "Signature algorithm"),
                Arguments.of("jwtAuthorizationGrantAssertionSignatureAlg", "none", "Signature algorithm"),
                Arguments.of("jwtAuthorizationGrantAllowedClockSkew", "31", "Clock skew (seconds)"),
                Arguments.of("jwtAuthorizationGrantMaxAllowedAssertionExpiration", "x", "Maximum age (seconds)"),
                Arguments.of("jwksUrl", "", "JWKS URL"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsThatCannotBeUnderstoodAreRefusedByFieldAndFault(String key, String value, String field) {
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> PartnerRealm.set(realm, key, value))
                .satisfies(refused -> assertThat(refused.getResponse().readEntity(String.class)).contains(field)
                        .doesNotContain("jwtAuthorizationGrant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"enc\"}]}",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----"})
    void pinnedKeysThatNothingCouldVerifyAreRefused(String keys) {
        IdentityProviderResource stored = realm.admin().identityProviders().get(PartnerRealm.ALIAS);
        IdentityProviderRepresentation home = stored.toRepresentation();
        home.getConfig().put("useJwksUrl", "false");
        home.getConfig().put("publicKeySignatureVerifier", keys);
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> stored.update(home))
                .satisfies(refused -> assertThat(refused.getResponse().readEntity(String.class)).contains("Pinned keys"));
        assertThat(stored.toRepresentation().getConfig()).doesNotContainEntry("useJwksUrl", "false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void pinnedKeyInPemIsSaved(String type) throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(
                KeyPairGenerator.getInstance(type).generateKeyPair().getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----";
        IdentityProviderResource stored = realm.admin().identityProviders().get(PartnerRealm.ALIAS);
        IdentityProviderRepresentation before = stored.toRepresentation();
        IdentityProviderRepresentation pinned = stored.toRepresentation();
        pinned.getConfig().put("useJwksUrl", "false");
        pinned.getConfig().put("publicKeySignatureVerifier", pem);
        stored.update(pinned);
        try {
            assertThat(stored.toRepresentation().getConfig()).containsEntry("publicKeySignatureVerifier", pem);
        } finally {
            stored.update(before);
        }
    }

    private void takeOverFrom(String domain) {
        IdentityProviderRepresentation home = realm.admin().identityProviders().get(PartnerRealm.ALIAS).toRepresentation();
        home.getConfig().put("mcxVisitorIds", FROM_TOKEN);
        home.getConfig().put("mcxVisitorIdDomains", domain);
        realm.admin().identityProviders().get(PartnerRealm.ALIAS).update(home);
    }

    /** No account, one event. */
    private void refuseId(JWTClaimsSet.Builder claims) {
        String subject = claims.build().getSubject();
        int users = realm.admin().users().count();
        assertRefused(send(claims), 400, "invalid_grant");
        assertThat(realm.admin().users().count()).isEqualTo(users);
        realm.events().awaitOfClient("mcptt_client", "JWT_AUTHORIZATION_GRANT_ERROR",
                event -> "visitor_id_refused".equals(Events.detail(event, "reason"))
                        && subject.equals(Events.detail(event, "identity_provider_user_id")));
        assertThat(realm.events().ofClient("mcptt_client", "JWT_AUTHORIZATION_GRANT_ERROR"))
                .filteredOn(event -> subject.equals(Events.detail(event, "identity_provider_user_id"))).hasSize(1);
    }

    private Answer send(JWTClaimsSet.Builder claims) {
        return realm.nativeClient().jwtBearer(primary.sign(claims), SCOPES).send();
    }

    private JWTClaimsSet.Builder claims(String subject) {
        return Primary.claims(subject, "mcptt_client", realm.issuer()).claim("mcptt_id", "sip:" + subject + "@home.example");
    }

    private UserRepresentation account(String subject) {
        return realm.admin().users().searchByUsername(PartnerRealm.ALIAS + "." + subject, true).get(0);
    }

    private void assertNoAccount(String subject) {
        assertThat(realm.admin().users().searchByUsername(PartnerRealm.ALIAS + "." + subject, true)).isEmpty();
    }

    private static String subject() {
        return UUID.randomUUID().toString();
    }
}
