package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.FaultyServer;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.RawHttp;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.ServerLog;
import org.mcxidms.testkit.StockRealm;
import org.mcxidms.testkit.Tokens;

/**
 * Whether a Keycloak without the bundle still does what docs/evidence/keycloak.md calls Keycloak's own. A test that fails
 * here means a line to take out of that page.
 */
@OwnServer
final class KeycloaksOwnIT {

    private static FaultyServer stock;
    private static Mcx mcx;
    private static Realm realm;
    private static McxClient client;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Assumptions.assumeTrue(Boolean.getBoolean("mcx.faults.stock"), "skipped: -Dmcx.faults.stock=true runs it");
        stock = FaultyServer.stock("keycloaks-own", directory);
        mcx = stock.server().mcx();
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    @AfterAll
    static void stop() {
        if (stock != null) {
            stock.close();
        }
    }

    @Test
    void codeThatAnotherRealmWasShownIsUsedUp() {
        try (Realm abroad = mcx.realmLike("abroad", file -> StockRealm.withoutBundle(file.json()))) {
            AuthorizationRequest request = client.authorization("openid", PTT);
            String code = client.authorize(request, realm.users().pttUser("owner")).code();

            assertRefused(abroad.nativeClient().exchange(request, code).send(), 400, "invalid_grant");

            assertRefused(client.exchange(request, code).send(), 400, "invalid_grant");
        }
    }

    @Test
    void controlCharactersOfARedirectUriAreTakenOut() {
        for (String end : new String[] {"%00", "\t", "\n"}) {
            assertThat(client.newBrowser().open(client.authorization("openid")
                    .with("redirect_uri", "http://3gpp.mcptt/cb" + end).url()).isLoginForm()).as(end).isTrue();
        }
    }

    @Test
    void brokenPercentOfBasicCredentialsIsLoggedWithAStackTrace() {
        ServerLog log = new ServerLog(stock.server().log());
        long before = log.size();

        Answer answer = client.refresh("none").authorization(basic("mcptt_client:%zz")).send();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(log.since(before)).contains("ERROR", "IllegalArgumentException", "zz");
    }

    @Test
    void clientOfTheBodyCountsWithTheSecretOfTheHeader() {
        Tokens tokens = login();
        Answer answer = client.refresh(tokens.refreshToken())
                .authorization(basic("kms:" + URLEncoder.encode(client.secret(), StandardCharsets.UTF_8))).send();
        assertThat(new Tokens(answer).access().path("azp").asText()).isEqualTo("mcptt_client");
    }

    @Test
    void whatQuarkusCannotReadIsAnErrorOfTheServer() {
        FormRequest tooMany = client.refresh("none");
        for (int i = 0; i < 2_000; i++) {
            tooMany.adding("p" + i, "v");
        }
        assertThat(tooMany.send().status()).as("parameters").isEqualTo(500);
        assertThat(RawHttp.post(client.endpoint("token"), "grant_type=%zz").status()).as("form").isEqualTo(500);
        assertThat(RawHttp.get(client.authorization("openid").url(), "Host: a b").status()).as("Host").isEqualTo(500);
    }

    @Test
    void scopeThatIsTooLongCountsAsNotSent() {
        Tokens tokens = login();
        assertThat(new Tokens(client.refresh(tokens.refreshToken()).with("scope", "x".repeat(100_000)).send()).scopes())
                .isEqualTo(tokens.scopes());
    }

    private static Tokens login() {
        return client.login(realm.users().pttUser("owner"), "openid", PTT);
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
