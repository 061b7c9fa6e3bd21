package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** What was issued to one client of one realm, brought to another client or another realm that knows its own secret well. */
@ExtendWith(McxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutOfPlaceIT {

    private static final String SECOND = "second-client";

    private final Realm home;
    private final Realm foreign;
    private final McxClient client;
    private final McxClient second;
    private final McxClient abroad;

    OutOfPlaceIT(Mcx mcx) {
        home = mcx.realmLike("home", OutOfPlaceIT::withExchange);
        foreign = mcx.realmLike("abroad", OutOfPlaceIT::withExchange);
        client = home.nativeClient();
        second = home.clientLikeNative(SECOND);
        abroad = foreign.nativeClient();
    }

    private static void withExchange(RealmFile file) {
        file.executor("mcx-partner-domains-executor").putArray("partners").add("https://partner.example/realms/partner");
        file.addClientLikeNative(SECOND);
        for (String clientId : new String[] {"mcptt_client", SECOND}) {
            file.client(clientId).withObject("/attributes").put("standard.token.exchange.enabled", "true");
        }
    }

    @AfterAll
    void removeRealms() {
        home.close();
        foreign.close();
    }

    /**
     * Keycloak keeps the codes of all realms in one place and takes a code out before it looks whose it is: the owner has to
     * sign in again. Nothing is issued, and who does that has the code and a client's secret.
     */
    @Test
    void codeIsWorthNothingInAnotherRealm() {
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, user()).code();

        assertRefused(abroad.exchange(request, code).send(), 400, "invalid_grant");

        assertRefused(client.exchange(request, code).send(), 400, "invalid_grant");
    }

    @Test
    void codeOfAnotherClientIsWorthNothing() {
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, user()).code();

        assertRefused(second.exchange(request, code).send(), 400, "invalid_grant");
        assertRefused(client.exchange(request, code).send(), 400, "invalid_grant");
    }

    @Test
    void refreshTokenOfAnotherClientOrRealmIsWorthNothing() {
        Tokens tokens = login();

        assertRefused(second.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(abroad.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

        assertAlive(tokens);
    }

    @Test
    void refreshTokenOfAnotherClientOrRealmIsNotRevoked() {
        Tokens tokens = login();

        for (McxClient other : new McxClient[] {second, abroad}) {
            assertThat(other.revoke(tokens.refreshToken()).send().status()).isIn(200, 400);
            assertThat(other.revoke(tokens.accessToken()).send().status()).isIn(200, 400);
            assertThat(other.logout(tokens.refreshToken()).send().status()).isBetween(400, 499);
        }

        assertAlive(tokens);
    }

    @Test
    void accessTokenIsWorthNothingInAnotherRealm() {
        Tokens tokens = login();

        assertThat(abroad.userInfo(tokens.accessToken()).status()).isEqualTo(401);
        assertThat(foreign.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        assertRefused(abroad.tokenExchange(tokens.accessToken()).send(), 400, "invalid_request");
        assertRefused(abroad.securityToken(tokens.accessToken(), "https://partner.example/realms/partner").send(),
                400, "invalid_request");

        assertAlive(tokens);
    }

    /** A client that is not in a token's audience learns nothing about the token, and cannot exchange it. */
    @Test
    void accessTokenOfAnotherClientIsWorthNothing() {
        Tokens tokens = login();

        assertThat(home.resourceServer("kms").seesActive(tokens.accessToken())).isFalse();
        assertThat(second.seesActive(tokens.accessToken())).isFalse();
        Answer exchanged = second.tokenExchange(tokens.accessToken()).send();
        assertThat(exchanged.status()).as(exchanged.toString()).isBetween(400, 403);
        assertThat(exchanged.body()).doesNotContain("access_token\":");

        assertAlive(tokens);
    }

    /** One kind of token in the place of another. */
    @Test
    void idAndRefreshTokensAreNoAccessTokens() {
        Tokens tokens = login();

        assertThat(client.userInfo(tokens.idToken()).status()).isEqualTo(401);
        assertThat(client.userInfo(tokens.refreshToken()).status()).isEqualTo(401);
        assertRefused(client.tokenExchange(tokens.idToken()).send(), 400, "invalid_request");
        assertRefused(client.tokenExchange(tokens.refreshToken()).send(), 400, "invalid_request");

        assertAlive(tokens);
    }

    private TestUser user() {
        return home.users().pttUser("owner");
    }

    private Tokens login() {
        return client.login(user(), "openid", PTT);
    }

    private void assertAlive(Tokens tokens) {
        assertThat(home.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
        assertThat(client.refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }
}
