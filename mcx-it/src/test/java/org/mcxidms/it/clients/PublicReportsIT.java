package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.it.interdomain.PartnerRealm;
import org.mcxidms.it.interdomain.Primary;

/** What users of Keycloak have reported in public, tried with the bundle. Pushed requests are tried by the request profile's tests. */
@ExtendWith(McxExtension.class)
final class PublicReportsIT {

    private static final String ORIGIN = "https://console.example";

    private final Mcx mcx;

    PublicReportsIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** A script reads a refusal only where the answer allows its origin. */
    @Test
    void refusalsAllowTheOrigin() {
        try (Realm realm = mcx.realmLike("cors", file -> {
            file.noticeAtGrantsOnly().executor("mcx-request-profile-executor").put("unknown-scopes", "refuse");
            file.client("mcptt_client").putArray("webOrigins").add(ORIGIN);
        })) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("cors");
            Tokens tokens = client.login(user, "openid", PTT);
            assertAllowed(client.grant("authorization_code").with("code", "x"), "invalid_grant");
            assertAllowed(client.refresh(tokens.refreshToken()).with("scope", "openid x"), "invalid_scope");
            assertAllowed(client.refresh("not-a-token"), "invalid_grant");
            assertAllowed(client.securityToken(tokens.accessToken(), "https://partner.example"), null);
            user.set("mc_account_status", "suspended");
            assertAllowed(client.refresh(tokens.refreshToken()), "invalid_grant");
        }
    }

    private static void assertAllowed(FormRequest request, String error) {
        Answer answer = request.header("Origin", ORIGIN).send();
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 403);
        if (error != null) {
            assertThat(answer.error()).as(answer.toString()).isEqualTo(error);
        }
        assertThat(answer.header("Access-Control-Allow-Origin")).as(answer.toString()).isEqualTo(ORIGIN);
    }

    @Test
    void twoOfflineSessionsOfAUserEndApart() {
        try (Realm realm = mcx.realmLike("offline", file -> {
        })) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("offline").grantRole("offline_access");
            Tokens first = client.login(user, "openid", PTT, "offline_access");
            Tokens second = client.login(user, "openid", PTT, "offline_access");
            assertThat(first.sessionId()).isNotEqualTo(second.sessionId());

            assertThat(client.revoke(first.refreshToken()).send().status()).isEqualTo(200);

            assertRefused(client.refresh(first.refreshToken()).send(), 400, "invalid_grant");
            Tokens again = new Tokens(client.refresh(second.refreshToken()).send());
            assertThat(again.access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
            user.set("mc_account_status", "suspended");
            assertRefused(client.refresh(again.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    @Test
    void realmNameWithBlanksAndUmlauts() {
        String suffix = " Leitstelle Köln";
        try (Realm realm = mcx.realmLike("named", file -> file.set("realm", file.json().path("realm").asText() + suffix))) {
            String encoded = URLEncoder.encode(realm.name(), StandardCharsets.UTF_8).replace("+", "%20");
            McxClient client = mcx.realm(encoded).nativeClient();
            TestUser user = realm.users().pttUser("named");

            Tokens tokens = client.login(user, "openid", "3gpp:IWF:Tetra", PTT);

            assertThat(tokens.access().path("iss").asText()).isEqualTo(client.issuer());
            assertThat(tokens.id().path("acr").asText()).isEqualTo("3gpp:acr:password");
            assertThat(new Tokens(client.refresh(tokens.refreshToken()).send()).access().path("iss").asText())
                    .isEqualTo(client.issuer());
        }
    }

    @Test
    void relativeBackChannelAddressIsCalled() {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server());
                Realm realm = mcx.realmLike("relative", file -> {
                    ObjectNode client = file.client("mcptt_client");
                    client.put("rootUrl", receiver.url().substring(0, receiver.url().length() - "/logout".length()));
                    ((ObjectNode) client.get("attributes")).put("backchannel.logout.url", "/logout")
                            .put("backchannel.logout.session.required", "true");
                })) {
            TestUser user = realm.users().pttUser("relative");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);

            user.set("mc_account_status", "suspended");

            assertThat(Polling.await(Duration.ofSeconds(20), "a logout token", () -> receiver.received().stream().findFirst())
                    .path("sid").asText()).isEqualTo(tokens.sessionId());
        }
    }

    /** Users know the server by another address than the one that reaches the server from inside. */
    @Test
    void partnerWithAnAddressOfItsOwn() {
        try (Primary primary = new Primary(mcx.server().nameOfTestHost()); Realm partner = PartnerRealm.create(mcx, primary)) {
            RealmRepresentation settings = partner.admin().toRepresentation();
            settings.setAttributes(new java.util.HashMap<>(Optional.ofNullable(settings.getAttributes()).orElse(Map.of())));
            settings.getAttributes().put("frontendUrl", "https://partner.example");
            partner.admin().update(settings);
            PartnerRealm.visitor(partner, "front");
            String issuer = "https://partner.example/realms/" + partner.name();

            Tokens tokens = new Tokens(partner.nativeClient().jwtBearer(
                    primary.sign(Primary.claims("front", "mcptt_client", issuer)), "openid", PTT).send());

            assertThat(tokens.access().path("iss").asText()).isEqualTo(issuer);
            assertRefused(partner.nativeClient().jwtBearer(
                    primary.sign(Primary.claims("front", "mcptt_client", partner.issuer())), "openid", PTT).send(),
                    400, "invalid_grant");
        }
    }
}
