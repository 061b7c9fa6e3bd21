package org.mcxidms.it.mcserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.mcserver.Refusals.assertInsufficientScope;
import static org.mcxidms.it.mcserver.Refusals.assertInvalidToken;
import static org.mcxidms.it.mcserver.Refusals.assertNoToken;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** The example MC server with the tokens of a real IdMS. */
@ExtendWith(McxExtension.class)
final class McServerIT {

    private static final String GROUPS = "3gpp:mc:ptt_group_management_service";
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final Mcx mcx;

    McServerIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void opensByScopeAndServiceId(@TempDir Path directory) {
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        TestUser user = realm.users().pttUser("mc-server");
        Tokens ptt = client.login(user, "openid", PTT);
        String groups = client.login(user, "openid", GROUPS).accessToken();
        String both = client.login(user, "openid", PTT, GROUPS).accessToken();
        String id = ptt.access().get("mcptt_id").textValue();

        try (ExampleMcServer server = new ExampleMcServer(
                realm.issuer(), "mcptt-server", ExampleMcServer.freePort(), directory.resolve("log"))) {
            assertNoToken(server.get("/mcptt/me", null));
            assertInvalidToken(server.get("/mcptt/me", "no-token"));
            assertInvalidToken(server.get("/mcptt/me", forged(ptt.accessToken())));
            assertInvalidToken(server.get("/mcptt/me", ptt.idToken()));
            assertInvalidToken(server.get("/mcptt/me", ptt.refreshToken()));
            // The token's audience is the group management server, not this server.
            assertInvalidToken(server.get("/mcptt/me", groups));
            assertInsufficientScope(server.get("/mcptt/groups", ptt.accessToken()));
            assertInsufficientScope(server.get("/mcptt/users/sip:somebody-else@org.com/calls", ptt.accessToken()));
            assertInsufficientScope(server.get("/elsewhere", ptt.accessToken()));

            assertThat(server.get("/mcptt/me", ptt.accessToken()).json().get("mcptt_id").textValue()).isEqualTo(id);
            assertThat(server.get("/mcptt/users/" + id + "/calls", ptt.accessToken()).status()).isEqualTo(200);
            assertThat(server.get("/mcptt/groups", both).status()).isEqualTo(200);
        }
    }

    /** The server has no session at the IdMS, only the address that an administrator configured. */
    @Test
    void suspendedUserIsShutOutAtOnce(@TempDir Path directory) {
        int port = ExampleMcServer.freePort();
        String url = "http://" + mcx.server().nameOfTestHost() + ":" + port + "/backchannel-logout";
        try (Realm realm = mcx.realmLike("mc-server", file -> file.client("mcptt-server").withObject("/attributes")
                .put("backchannel.logout.url", url));
                ExampleMcServer server = new ExampleMcServer(realm.issuer(), "mcptt-server", port, directory.resolve("log"))) {
            TestUser user = realm.users().pttUser("suspended");
            McxClient client = realm.nativeClient();
            String token = client.login(user, "openid", PTT).accessToken();
            String others = client.login(realm.users().pttUser("other"), "openid", PTT).accessToken();
            assertThat(server.get("/mcptt/me", token).status()).isEqualTo(200);

            user.suspend();

            assertInvalidToken(Polling.await(AT_ONCE, "the suspended user is shut out",
                    () -> Optional.of(server.get("/mcptt/me", token)).filter(answer -> answer.status() != 200)));
            assertThat(server.get("/mcptt/me", others).status()).isEqualTo(200);

            user.reinstate();
            // Tokens tell the second only: one of the same second counts as before the logout.
            Polling.pause(Duration.ofSeconds(1));
            assertThat(server.get("/mcptt/me", client.login(user, "openid", PTT).accessToken()).status()).isEqualTo(200);
            assertInvalidToken(server.get("/mcptt/me", token));
        }
    }

    private static String forged(String token) {
        int at = token.lastIndexOf('.') + 10;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }
}
