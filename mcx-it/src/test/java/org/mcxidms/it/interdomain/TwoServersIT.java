package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Two domains as they are in the field: two servers, each with its own database. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoServersIT {

    private static final int REPEATED = 50;
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private final Mcx home;
    private final LauncherServer server = LauncherServer.besideTheShared("partner");
    private final String partnerIssuer = server.baseUrl() + "/realms/mcx-partner";
    private final String tokenEndpoint = partnerIssuer + "/protocol/openid-connect/token";

    TwoServersIT(Mcx mcx) {
        home = mcx;
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void aSecurityTokenIsGoodOnceAlsoAfterARestart() {
        try (Realm primary = home.realmLike("primary",
                file -> file.executor("mcx-partner-domains-executor").putArray("partners").add(partnerIssuer + " 600"))) {
            TestUser user = primary.users().pttUser("roaming");
            Realm partner = server.mcx().partnerRealm();
            trust(partner, primary);
            link(partner, user);
            Tokens atHome = primary.nativeClient().login(user, "openid", PTT);

            String used = securityToken(primary, atHome, partnerIssuer);
            String kept = securityToken(primary, atHome, partnerIssuer);
            Tokens tokens = new Tokens(partner.nativeClient().jwtBearer(used, "openid", PTT).send());
            assertThat(tokens.access().path("iss").asText()).isEqualTo(partnerIssuer);
            assertRefused(partner.nativeClient().jwtBearer(used, "openid", PTT).send(), 400, "invalid_grant");

            server.stop();
            server.start();

            McxClient client = server.mcx().partnerRealm().nativeClient();
            assertThat(assertRefused(client.jwtBearer(used, "openid", PTT).send(), 400, "invalid_grant"))
                    .contains("used before");
            new Tokens(client.jwtBearer(kept, "openid", PTT).send());

            user.suspend();
            assertRefused(primary.nativeClient().securityToken(atHome.accessToken(), partnerIssuer).send(),
                    400, "invalid_grant");
        }
    }

    /** From the two realm files, a partner line at home, and the switch for visitors at the partner; nobody is linked. */
    @Test
    void aVisitorWhomNobodyLinkedGetsIn() {
        try (Realm primary = home.realmLike("primary", file -> file.executor("mcx-partner-domains-executor")
                .putArray("partners").add(partnerIssuer + " " + tokenEndpoint))) {
            TestUser user = primary.users().pttUser("roaming");
            Realm partner = server.mcx().partnerRealm();
            trust(partner, primary);
            Tokens atHome = primary.nativeClient().login(user, "openid", PTT);
            assertRefused(
                    partner.nativeClient().jwtBearer(securityToken(primary, atHome, tokenEndpoint), "openid", PTT).send(),
                    400, "invalid_grant");

            IdentityProviderRepresentation provider = partner.admin().identityProviders().get("mcx").toRepresentation();
            provider.getConfig().put("mcxCreateVisitors", "true");
            partner.admin().identityProviders().get("mcx").update(provider);

            Tokens first = exchange(primary, atHome, partner, tokenEndpoint);
            assertThat(first.access().path("mcptt_id").asText()).matches("sip:[0-9a-f]{32}@visitors\\.example\\.org");
            long start = System.nanoTime();
            for (int i = 0; i < REPEATED; i++) {
                assertThat(exchange(primary, atHome, partner, i % 2 == 0 ? tokenEndpoint : partnerIssuer)
                        .access().path("sub").asText()).isEqualTo(first.access().path("sub").asText());
            }
            // Figures for docs/evidence/runs.md: what a radio does in place of a refresh at the partner.
            System.out.printf("A new exchange at the partner, two requests: %d ms%n",
                    (System.nanoTime() - start) / 1_000_000 / REPEATED);
        }
    }

    /**
     * Keycloak's first token exchange, a preview feature that this server has switched on, would answer a full set of new home
     * tokens: it takes subject tokens of any type, and does not look at {@code resource}.
     */
    @Test
    void aRequestForAPartnerIsNeverAnsweredByKeycloaksFirstTokenExchange() {
        try (Realm primary = server.mcx().realmLike("first-exchange", file -> file.executor("mcx-partner-domains-executor")
                .putArray("partners").add(partnerIssuer + " " + tokenEndpoint))) {
            TestUser user = primary.users().pttUser("roaming");
            McxClient client = primary.nativeClient();
            String atHome = client.login(user, "openid", PTT).accessToken();
            // The feature is on, and it is Keycloak that answers what is for no partner.
            Answer keycloaks = client.tokenExchange(atHome).with("resource", "https://other.example").send();
            assertThat(keycloaks.status()).as(keycloaks.toString()).isEqualTo(200);
            assertThat(new Tokens(keycloaks).access().path("iss").asText()).isEqualTo(primary.issuer());

            for (String address : List.of(partnerIssuer, tokenEndpoint)) {
                for (FormRequest request : List.of(client.tokenExchange(atHome),
                        client.tokenExchange(atHome).without("subject_token_type"),
                        client.tokenExchange(atHome).with("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
                        client.tokenExchange(atHome).with("requested_token_type", ACCESS_TOKEN),
                        client.tokenExchange(atHome).with("subject_token_type", JWT)
                                .with("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"),
                        client.tokenExchange(atHome).with("audience", "mcptt-server"),
                        client.tokenExchange(atHome).with("requested_subject", user.username()),
                        client.tokenExchange(atHome).with("subject_token_type", JWT).with("subject_issuer", "mcx"))) {
                    Answer answer = request.with("resource", address).send();
                    assertRefused(answer, 400, "invalid_request");
                    assertThat(answer.json().has("access_token")).isFalse();
                }
                Answer several = client.tokenExchange(atHome).with("resource", "https://other.example")
                        .adding("resource", address).send();
                assertRefused(several, 400, "invalid_request");
            }
        }
    }

    private static Tokens exchange(Realm primary, Tokens atHome, Realm partner, String address) {
        return new Tokens(partner.nativeClient().jwtBearer(securityToken(primary, atHome, address), "openid", PTT).send());
    }

    private static String securityToken(Realm primary, Tokens atHome, String partnerIssuer) {
        Answer answer = primary.nativeClient().securityToken(atHome.accessToken(), partnerIssuer).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().path("access_token").asText();
    }

    private static void trust(Realm partner, Realm primary) {
        IdentityProviderRepresentation provider = partner.admin().identityProviders().get("mcx").toRepresentation();
        provider.getConfig().put("issuer", primary.issuer());
        provider.getConfig().put("jwksUrl", primary.issuer() + "/protocol/openid-connect/certs");
        provider.getConfig().put("jwtAuthorizationGrantMaxAllowedAssertionExpiration", "600");
        partner.admin().identityProviders().get("mcx").update(provider);
    }

    private static void link(Realm partner, TestUser user) {
        TestUser visitor = partner.users().pttUser("visitor");
        visitor.linkTo("mcx", user.id(), user.username());
    }
}
