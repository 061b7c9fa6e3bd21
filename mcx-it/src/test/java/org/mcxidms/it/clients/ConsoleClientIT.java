package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Files;
import java.time.Duration;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** {@code mcx-console-client.json}, imported as docs/console.md says. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleClientIT {

    private final LogoutReceiver receiver;
    private final Realm realm;
    private final McxClient console;

    ConsoleClientIT(Mcx mcx) throws Exception {
        receiver = new LogoutReceiver(mcx.server());
        realm = mcx.realmLike("console", file -> {});
        String address = receiver.url().substring(0, receiver.url().length() - "/logout".length());
        String file = Files.readString(Mcx.realmExport("mcx-console-client.json"))
                .replace("https://console.example.org", address).replace("/backchannel-logout", "/logout");
        PartialImportRepresentation part = Json.as(Json.parse(file), PartialImportRepresentation.class);
        try (Response answer = realm.admin().partialImport(part)) {
            assertThat(answer.getStatus()).isEqualTo(200);
        }
        ClientRepresentation client = realm.admin().clients().findByClientId("mcx-dispatch-console").get(0);
        String secret = realm.admin().clients().get(client.getId()).getSecret().getValue();
        assertThat(secret).hasSizeGreaterThan(20);
        console = realm.client("mcx-dispatch-console", secret).withRedirectUri(address + "/callback");
    }

    @AfterAll
    void close() {
        realm.close();
        receiver.close();
    }

    @Test
    void suspensionEndsTheConsolesSession() {
        TestUser user = realm.users().pttUser("dispatcher");
        Tokens tokens = console.login(user, "openid", PTT);
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        assertThat(tokens.expiresIn()).isEqualTo(900);

        user.set("mc_account_status", "suspended");

        assertThat(Polling.await(Duration.ofSeconds(20), "a logout token", () -> receiver.received().stream()
                .filter(token -> user.id().equals(token.path("sub").asText())).findFirst()).path("sid").asText())
                .isEqualTo(tokens.sessionId());
        assertRefused(console.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    @Test
    void otherWaysAreClosed() {
        AuthorizationRequest plain = console.authorization("openid").without("code_challenge").without("code_challenge_method");
        assertRefused(console.newBrowser().open(plain.url()), plain, "invalid_request");
        assertErrorPage(console.newBrowser().open(
                console.authorization("openid").with("redirect_uri", "http://127.0.0.1/cb").url()));
        AuthorizationRequest implicit = console.authorization("openid").with("response_type", "token");
        assertThat(console.newBrowser().open(implicit.url()).isLoginForm()).isFalse();
        TestUser user = realm.users().pttUser("closed");
        assertThat(console.passwordGrant(user, "openid").send().status()).isGreaterThanOrEqualTo(400);
        assertThat(console.clientCredentials().send().status()).isGreaterThanOrEqualTo(400);
        AuthorizationRequest request = console.authorization("openid");
        Landing landing = console.authorize(request, user);
        assertThat(console.exchange(request, landing.code()).unauthenticated().with("client_secret", console.secret()).send()
                .status()).isEqualTo(401);
        AuthorizationRequest unknown = console.authorization("openid", "3gpp:IWF:Tetra");
        assertRefused(console.newBrowser().open(unknown.url()), unknown, "invalid_scope");
    }
}
