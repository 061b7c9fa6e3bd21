package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Clients as vendors build them get through login, refresh and revocation, and understand the refusals. */
@ExtendWith(McxExtension.class)
final class RealClientsIT {

    private static final String SCOPE = "openid 3gpp:mc:ptt_service";

    private final Realm realm;
    private final McxClient registration;

    RealClientsIT(Mcx mcx) {
        realm = mcx.realm();
        registration = realm.nativeClient();
    }

    enum Library {
        NIMBUS, OPENID_CLIENT, OAUTH4WEBAPI, APPAUTH;

        RealClient client(McxClient registration) {
            return this == NIMBUS ? new NimbusClient(registration)
                    : new NodeClient(name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), registration);
        }
    }

    @ParameterizedTest
    @EnumSource
    void logsInRefreshesAndRevokes(Library library) {
        TestUser user = realm.users().pttUser("real-client");
        try (RealClient client = library.client(registration)) {
            JsonNode first = client.callback(login(client, user, "S256").url());
            assertThat(first.path("claims").path("mcptt_id").textValue()).as(first.path("error").asText())
                    .isEqualTo("sip:" + user.username());
            assertThat(Json.claims(text(first, "access_token")).path("mcptt_id").textValue())
                    .isEqualTo("sip:" + user.username());
            assertThat(text(first, "scope").split(" ")).containsExactlyInAnyOrder(SCOPE.split(" "));

            JsonNode second = client.refresh(text(first, "refresh_token"));
            assertThat(text(second, "refresh_token")).isNotEqualTo(text(first, "refresh_token"));
            assertThat(second.path("claims").path("mcptt_id").textValue()).isEqualTo("sip:" + user.username());

            assertThat(client.revoke(text(second, "refresh_token")).has("error")).isFalse();
            assertRefused(client, client.refresh(text(second, "refresh_token")), "invalid_grant");
        }
    }

    /** A radio that lost an answer may present its refresh token once more, and no more often. */
    @ParameterizedTest
    @EnumSource
    void rotatedRefreshTokenDies(Library library) {
        TestUser user = realm.users().pttUser("real-rotation");
        try (RealClient client = library.client(registration)) {
            String token = text(client.callback(login(client, user, "S256").url()), "refresh_token");

            assertThat(client.refresh(token).has("access_token")).isTrue();
            assertThat(client.refresh(token).has("access_token")).isTrue();
            assertRefused(client, client.refresh(token), "invalid_grant");
        }
    }

    @ParameterizedTest
    @EnumSource
    void suspendedUserGetsNothingAndTheSessionIsDead(Library library) {
        TestUser user = realm.users().pttUser("real-suspended");
        try (RealClient client = library.client(registration)) {
            String token = text(client.callback(login(client, user, "S256").url()), "refresh_token");

            user.suspend();
            assertRefused(client, client.refresh(token), "invalid_grant");

            user.reinstate();
            assertRefused(client, client.refresh(token), "invalid_grant");
            assertThat(user.sessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void accountThatIsNotValidGetsNoCode(Library library) {
        try (RealClient client = library.client(registration)) {
            assertErrorPage(login(client, realm.users().demo("carol@org.com"), "S256"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void plainPkceIsRefused(Library library) {
        try (RealClient client = library.client(registration)) {
            Landing landing = registration.newBrowser().open(client.authorizationUrl(SCOPE, "plain"));

            assertThat(landing.isAt(registration.redirectUri())).as(landing.toString()).isTrue();
            JsonNode answer = client.callback(landing.url());
            assertThat(answer.path("error").textValue()).isEqualTo("invalid_request");
            assertThat(answer.has("access_token")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongSecretIsRefused(Library library) {
        TestUser user = realm.users().pttUser("real-secret");
        try (RealClient client = library.client(registration.withSecret("wrong"))) {
            assertRefused(client, client.callback(login(client, user, "S256").url()), "unauthorized_client");
        }
    }

    private Landing login(RealClient client, TestUser user, String method) {
        Browser browser = registration.newBrowser();
        return browser.login(browser.open(client.authorizationUrl(SCOPE, method)), user.username(), user.password());
    }

    private static String text(JsonNode answer, String name) {
        assertThat(answer.has(name)).as("%s in answer with error %s", name, answer.path("error").asText()).isTrue();
        return answer.path(name).textValue();
    }

    private static void assertRefused(RealClient client, JsonNode answer, String error) {
        assertThat(answer.path("error").textValue()).isEqualTo(client.told(error));
        assertThat(answer.has("access_token")).isFalse();
    }
}
