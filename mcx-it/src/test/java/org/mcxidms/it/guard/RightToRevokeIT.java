package org.mcxidms.it.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * Revocation as a weapon: whoever has somebody's token asks for something that the user's account cannot have, so that the user's
 * session ends. Only the client whose refresh token it is can cause a revocation, and only by an account that is not valid.
 */
@ExtendWith(McxExtension.class)
final class RightToRevokeIT {

    private static final String VIDEO = "3gpp:mc:video_service";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final Map<String, String> TOKEN_TYPES = Map.of(
            "access", "urn:ietf:params:oauth:token-type:access_token",
            "id", "urn:ietf:params:oauth:token-type:id_token",
            "refresh", "urn:ietf:params:oauth:token-type:refresh_token",
            "jwt", "urn:ietf:params:oauth:token-type:jwt");

    private static Realm realm;

    @BeforeAll
    static void realmOfTheVictim(Mcx mcx) {
        realm = mcx.realmLike("weapon", file -> {
            file.noticeAtGrantsOnly();
            file.addClientLikeNative("other-client");
            file.executor("mcx-account-validity-executor").put("revoke", "all");
        });
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    /** The user has the role for video and no ID for it, which is no reason to end anything. */
    @ParameterizedTest
    @MethodSource("strangersAndTokens")
    void strangerWithATokenEndsNothing(String stranger, String stolen) {
        TestUser user = realm.users().user("victim", "mcptt-user", "mcvideo-user").set("mcptt_id", "sip:victim@org.com");
        user.set("mcptt_id", "sip:" + user.username());
        Tokens tokens = realm.nativeClient().login(user, "openid", PTT);

        for (FormRequest request : requests(client(stranger), tokenOf(tokens, stolen), stolen)) {
            Answer answer = request.send();
            assertThat(answer.status()).as(answer.toString()).isBetween(200, 499);
        }

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
        assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isTrue();
        assertThat(realm.nativeClient().refresh(tokens.refreshToken()).send().status()).isEqualTo(200);
    }

    /** Of an account that is not valid a stranger's request ends nothing either: the owner's refresh does. */
    @ParameterizedTest
    @MethodSource("strangersAndTokens")
    void strangerEndsNothingOfAnAccountThatIsNotValid(String stranger, String stolen) {
        TestUser user = realm.users().pttUser("suspended-victim");
        Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
        user.suspend();

        requests(client(stranger), tokenOf(tokens, stolen), stolen).forEach(FormRequest::send);

        boolean isOwnRefresh = stranger.equals("mcptt_client") && stolen.equals("refresh");
        if (!isOwnRefresh) {
            assertThat(user.sessions()).containsExactly(tokens.sessionId());
        }
    }

    @Test
    void tokenOfTheOwnClientThatIsNoRefreshTokenEndsNothing() {
        TestUser user = realm.users().pttUser("kinds");
        Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
        user.suspend();

        for (String token : List.of(tokens.accessToken(), tokens.idToken(), tokens.refreshToken() + "x",
                tokens.refreshToken().substring(0, tokens.refreshToken().lastIndexOf('.') + 1))) {
            assertThat(realm.nativeClient().refresh(token).send().status()).isEqualTo(400);
        }

        assertThat(user.sessions()).containsExactly(tokens.sessionId());
    }

    private static List<FormRequest> requests(McxClient client, String token, String kind) {
        FormRequest exchange = client.grant(EXCHANGE).with("client_id", client.clientId())
                .with("subject_token", token).with("subject_token_type", TOKEN_TYPES.get(kind))
                .with("scope", "openid " + PTT + " " + VIDEO);
        FormRequest asJwt = client.grant(EXCHANGE).with("client_id", client.clientId())
                .with("subject_token", token).with("subject_token_type", TOKEN_TYPES.get("jwt")).with("scope", VIDEO);
        FormRequest asRefresh = client.refresh(token).with("scope", "openid " + VIDEO);
        FormRequest assertion = client.jwtBearer(token, "openid", VIDEO);
        FormRequest uma = client.grant("urn:ietf:params:oauth:grant-type:uma-ticket").with("client_id", client.clientId())
                .with("audience", "mcptt-server").with("subject_token", token);
        return client.clientId().equals("mcptt_client") && kind.equals("refresh")
                ? List.of(exchange, asJwt, assertion, uma) : List.of(exchange, asJwt, asRefresh, assertion, uma);
    }

    private static McxClient client(String name) {
        return switch (name) {
            case "mcptt_client" -> realm.nativeClient();
            case "other-client" -> realm.clientLikeNative(name);
            case "mcptt-server" -> realm.resourceServer(name);
            default -> realm.client(name, null);
        };
    }

    private static String tokenOf(Tokens tokens, String kind) {
        return switch (kind) {
            case "id" -> tokens.idToken();
            case "refresh" -> tokens.refreshToken();
            default -> tokens.accessToken();
        };
    }

    static Stream<Arguments> strangersAndTokens() {
        return Stream.of("admin-cli", "account-console", "mcptt_client", "other-client", "mcptt-server")
                .flatMap(stranger -> Stream.of("access", "id", "refresh").map(token -> Arguments.of(stranger, token)));
    }
}
