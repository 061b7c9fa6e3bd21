package org.mcxidms.it.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** Keycloak's limiter of sessions in the shipped flows: off as shipped, and switched on as docs/configuration.md says. */
@ExtendWith(McxExtension.class)
final class SessionLimitIT {

    private static final String OLDEST_ENDS = "Terminate oldest session";
    private static final String DENIED = "Deny new session";
    private static final List<String> FLOWS =
            List.of("mcx browser", "mcx direct grant", "mcx reset credentials", "mcx post broker login");
    /** Keycloak keeps the last use of a session in seconds. */
    private static final Duration NEXT_SECOND = Duration.ofMillis(1_100);

    private final Mcx mcx;

    SessionLimitIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void shippedRealmHasNoLimit() {
        Realm realm = mcx.realm();
        TestUser user = realm.users().pttUser("unlimited");
        for (int i = 0; i < 5; i++) {
            realm.nativeClient().login(user, "openid", PTT);
        }

        assertThat(user.sessions()).hasSize(5);
    }

    /** Which radio goes: the one that has been silent for longest, whatever the order of the logins. */
    @Test
    void silentRadioIsSignedOut() {
        try (Realm realm = realm()) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            TestUser bystander = realm.users().pttUser("bystander");
            switchOn(realm, OLDEST_ENDS, 2);
            Tokens bystanders = client.login(bystander, "openid", PTT);
            Tokens first = client.login(user, "openid", PTT);
            Tokens second = client.login(user, "openid", PTT);
            Polling.pause(NEXT_SECOND);
            Tokens firstAgain = new Tokens(client.refresh(first.refreshToken()).send());
            Polling.pause(NEXT_SECOND);

            Tokens third = client.login(user, "openid", PTT);

            assertThat(user.sessions()).hasSize(2);
            assertRefused(client.refresh(second.refreshToken()).send(), 400, "invalid_grant");
            assertThat(realm.resourceServer("mcptt-server").seesActive(second.accessToken())).isFalse();
            for (Tokens living : List.of(firstAgain, third, bystanders)) {
                assertThat(client.refresh(living.refreshToken()).send().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void newRadioIsDeniedUntilAnotherSignsOut() {
        try (Realm realm = realm()) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            switchOn(realm, DENIED, 1);
            Tokens first = client.login(user, "openid", PTT);

            Landing denied = client.authorize(client.authorization("openid", PTT), user);

            assertErrorPage(denied);
            assertThat(denied.text()).contains("There are too many sessions");
            assertThat(user.sessions()).hasSize(1);
            assertThat(client.login(realm.users().pttUser("bystander"), "openid", PTT).refreshToken()).isNotNull();
            Tokens again = new Tokens(client.refresh(first.refreshToken()).send());
            client.logout(again.refreshToken()).send();
            client.login(user, "openid", PTT);
        }
    }

    /** Each denial counts as a failed login for Keycloak: it locks further logins, and no radio that is signed in. */
    @Test
    void denialsLockNoRadioThatIsSignedIn() {
        try (Realm realm = mcx.realmLike("limit", file -> file.set("failureFactor", 2))) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            switchOn(realm, DENIED, 1);
            Tokens first = client.login(user, "openid", PTT);
            for (int i = 0; i < 3; i++) {
                client.authorize(client.authorization("openid", PTT), user);
                Polling.pause(Duration.ofMillis(500));
            }
            assertThat(realm.admin().attackDetection().bruteForceUserStatus(user.id()).get("disabled")).as("locked")
                    .isEqualTo(true);

            assertThat(client.refresh(first.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    @Test
    void secondAppOfADeviceIsNoNewSession() {
        try (Realm realm = mcx.realmLike("limit", file -> file.addClientLikeNative("second"))) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            switchOn(realm, OLDEST_ENDS, 1);
            Browser browser = client.newBrowser();
            Tokens first = client.login(browser, user, "openid", PTT);

            Tokens second = realm.clientLikeNative("second").login(browser, user, "openid", PTT);

            assertThat(user.sessions()).hasSize(1);
            assertThat(client.refresh(first.refreshToken()).send().status()).isEqualTo(200);
            assertThat(realm.clientLikeNative("second").refresh(second.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    /** The limiter comes after the account check, and after the password. */
    @Test
    void loginThatIsRefusedEndsNothing() {
        try (Realm realm = mcx.realmLike("limit", file -> file.noticeAtGrantsOnly())) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            switchOn(realm, OLDEST_ENDS, 1);
            client.login(user, "openid", PTT);

            Browser browser = client.newBrowser();
            browser.login(browser.open(client.authorization("openid", PTT).url()), user.username(), "wrong");
            user.suspend();
            assertErrorPage(client.authorize(client.authorization("openid", PTT), user));

            assertThat(user.sessions()).hasSize(1);
        }
    }

    /** Keycloak counts online sessions alone. */
    @Test
    void offlineSessionIsNotCountedAndDoesNotEnd() {
        try (Realm realm = realm()) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited").grantRole("offline_access");
            switchOn(realm, OLDEST_ENDS, 1);
            Tokens offline = client.login(user, "openid", PTT, "offline_access");

            client.login(user, "openid", PTT);

            assertThat(user.sessions()).hasSize(1);
            assertThat(client.refresh(offline.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    @Test
    void passwordGrantIsLimitedToo() {
        try (Realm realm = mcx.realmLike("limit",
                file -> file.client("mcptt_client").put("directAccessGrantsEnabled", true))) {
            McxClient client = realm.nativeClient();
            TestUser user = realm.users().pttUser("limited");
            switchOn(realm, OLDEST_ENDS, 1);
            Tokens first = new Tokens(client.passwordGrant(user, "openid", PTT).send());

            Tokens second = new Tokens(client.passwordGrant(user, "openid", PTT).send());

            assertRefused(client.refresh(first.refreshToken()).send(), 400, "invalid_grant");
            Answer refreshed = client.refresh(second.refreshToken()).send();
            assertThat(refreshed.status()).isEqualTo(200);
        }
    }

    private Realm realm() {
        return mcx.realmLike("limit", file -> {});
    }

    /** In the console: each flow's step "User session count limiter" Required, and the limit behind the gear of one of them. */
    private static void switchOn(Realm realm, String behavior, int limit) {
        AuthenticationManagementResource flows = realm.admin().flows();
        Set<String> configurations = new HashSet<>();
        for (String flow : FLOWS) {
            AuthenticationExecutionInfoRepresentation step = flows.getExecutions(flow).stream()
                    .filter(each -> "user-session-limits".equals(each.getProviderId())).findFirst().orElseThrow();
            assertThat(step.getRequirement()).as(flow).isEqualTo("DISABLED");
            configurations.add(step.getAuthenticationConfig());
            step.setRequirement("REQUIRED");
            flows.updateExecutions(flow, step);
        }
        assertThat(configurations).as("one limit for all flows").hasSize(1);
        String id = configurations.iterator().next();
        AuthenticatorConfigRepresentation configuration = flows.getAuthenticatorConfig(id);
        configuration.getConfig().put("behavior", behavior);
        configuration.getConfig().put("userRealmLimit", Integer.toString(limit));
        flows.updateAuthenticatorConfig(id, configuration);
    }
}
