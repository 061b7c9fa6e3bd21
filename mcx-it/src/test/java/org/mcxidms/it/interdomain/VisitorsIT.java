package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.util.Date;
import java.util.UUID;

import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** Visitors who are not linked to a local account: refused, or given one where the administrator allows that. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisitorsIT {

    private static final String[] SCOPES = {"openid", PTT, "3gpp:mc:video_service"};
    private static final String ROLES = "mcptt-user";

    private final Primary primary;
    private final Realm realm;

    VisitorsIT(Mcx mcx) {
        primary = new Primary(mcx.server().nameOfTestHost());
        realm = PartnerRealm.create(mcx, primary);
    }

    @BeforeEach
    void allow() {
        PartnerRealm.set(realm, "mcxVisitorRoles", ROLES);
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
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:" + subject);
        assertThat(tokens.scopes()).contains(PTT).doesNotContain("3gpp:mc:video_service");
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

    private Answer send(JWTClaimsSet.Builder claims) {
        return realm.nativeClient().jwtBearer(primary.sign(claims), SCOPES).send();
    }

    private JWTClaimsSet.Builder claims(String subject) {
        return Primary.claims(subject, "mcptt_client", realm.issuer()).claim("mcptt_id", "sip:" + subject);
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
