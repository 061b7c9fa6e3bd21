package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.clients.SpringResourceServer.GROUP_CONFIGURATION;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** A resource server of Spring Security, without any code for MCX, admits and refuses by MC scope (B.10). */
@ExtendWith(McxExtension.class)
final class ResourceServerIT {

    private static final String GROUPS = "3gpp:mc:ptt_group_management_service";

    private static final int LIFE_SECONDS = 5;

    private final Mcx mcx;
    private final Realm realm;
    private final McxClient client;

    ResourceServerIT(Mcx mcx) {
        this.mcx = mcx;
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    @ParameterizedTest
    @ValueSource(classes = {SpringResourceServer.BySignature.class, SpringResourceServer.ByIntrospection.class})
    void letsInByScopeAlone(Class<?> configuration, @TempDir Path directory) throws Exception {
        TestUser user = realm.users().pttUser("groups");
        String token = client.login(user, "openid", GROUPS).accessToken();
        String otherScope = client.login(user, "openid", PTT).accessToken();

        try (SpringResourceServer server = new SpringResourceServer(configuration, realm.resourceServer("gms"), directory)) {
            assertThat(server.get(GROUP_CONFIGURATION, token).status()).isEqualTo(200);
            assertThat(server.get("/elsewhere", token).status()).isEqualTo(403);
            // Without the scope the token has another audience too, and introspection does not tell this server of it.
            boolean isAsked = configuration == SpringResourceServer.ByIntrospection.class;
            assertRefused(server.get(GROUP_CONFIGURATION, otherScope), isAsked ? 401 : 403,
                    isAsked ? "invalid_token" : "insufficient_scope");
            assertThat(server.get(GROUP_CONFIGURATION, null).status()).isEqualTo(401);
            assertRefused(server.get(GROUP_CONFIGURATION, forged(token)), 401, "invalid_token");
        }
    }

    /** The one refusal that a resource server sees only by asking. */
    @Test
    void introspectionSeesRevocationAndSuspension(@TempDir Path directory) throws Exception {
        TestUser revoked = realm.users().pttUser("groups-revoked");
        TestUser suspended = realm.users().pttUser("groups-suspended");
        String one = client.login(revoked, "openid", GROUPS).accessToken();
        String other = client.login(suspended, "openid", GROUPS).accessToken();

        try (SpringResourceServer server = new SpringResourceServer(
                SpringResourceServer.ByIntrospection.class, realm.resourceServer("gms"), directory)) {
            assertThat(server.get(GROUP_CONFIGURATION, one).status()).isEqualTo(200);
            assertThat(server.get(GROUP_CONFIGURATION, other).status()).isEqualTo(200);

            assertThat(client.revoke(one).send().status()).isEqualTo(200);
            suspended.suspend();

            assertRefused(server.get(GROUP_CONFIGURATION, one), 401, "invalid_token");
            assertRefused(server.get(GROUP_CONFIGURATION, other), 401, "invalid_token");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {SpringResourceServer.BySignature.class, SpringResourceServer.ByIntrospection.class})
    void keepsOutTokensOfAnotherIssuerAndExpiredOnes(Class<?> configuration, @TempDir Path directory) throws Exception {
        try (Realm another = mcx.realmLike("short-lived", file -> file.client("mcptt_client").withObject("/attributes")
                .put("access.token.lifespan", LIFE_SECONDS));
                SpringResourceServer itsOwn = new SpringResourceServer(
                        configuration, another.resourceServer("gms"), directory.resolve("own"));
                SpringResourceServer ours = new SpringResourceServer(
                        configuration, realm.resourceServer("gms"), directory.resolve("ours"))) {
            String token = another.nativeClient().login(another.users().pttUser("expires"), "openid", GROUPS).accessToken();

            assertThat(itsOwn.get(GROUP_CONFIGURATION, token).status()).isEqualTo(200);
            assertRefused(ours.get(GROUP_CONFIGURATION, token), 401, "invalid_token");

            Polling.pause(Duration.ofSeconds(LIFE_SECONDS + 1));
            assertRefused(itsOwn.get(GROUP_CONFIGURATION, token), 401, "invalid_token");
        }
    }

    private static void assertRefused(Answer answer, int status, String error) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").contains("error=\"" + error + "\"");
    }

    private static String forged(String token) {
        int at = token.lastIndexOf('.') + 10;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }
}
