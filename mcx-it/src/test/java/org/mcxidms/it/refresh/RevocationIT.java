package org.mcxidms.it.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.RefusalEvents.assertRefusal;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.LogoutReceiver;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * How much a refused refresh revokes. The user has two devices; on one of them two clients share a session; the refused
 * token is the native client's there. What is not revoked works again once the account is valid.
 */
@ExtendWith(McxExtension.class)
final class RevocationIT {

    private static final String OTHER_CLIENT = "other-client";

    private final Mcx mcx;

    RevocationIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "offline_access"})
    void clientSessionLeavesTheOtherClient(String kind) {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server()); Realm realm = realm("client-session", receiver)) {
            Devices devices = new Devices(realm, kind);

            devices.refuseRefresh("session");

            assertThat(devices.isAlive(realm.nativeClient(), devices.own)).isFalse();
            assertThat(devices.isAlive(realm.clientLikeNative(OTHER_CLIENT), devices.ofOtherClient)).isTrue();
            assertThat(devices.isAlive(realm.nativeClient(), devices.onOtherDevice)).isTrue();
            assertThat(receiver.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "offline_access"})
    void sessionTakesTheOtherClientWithItAndTellsIt(String kind) {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server()); Realm realm = realm("session", receiver)) {
            Devices devices = new Devices(realm, kind);

            devices.refuseRefresh("session");

            assertThat(devices.isAlive(realm.nativeClient(), devices.own)).isFalse();
            assertThat(devices.isAlive(realm.clientLikeNative(OTHER_CLIENT), devices.ofOtherClient)).isFalse();
            assertThat(devices.isAlive(realm.nativeClient(), devices.onOtherDevice)).isTrue();
            assertThat(receiver.received()).isNotEmpty().allSatisfy(logout -> {
                assertThat(logout.path("aud").asText()).isEqualTo(OTHER_CLIENT);
                assertThat(logout.path("sid").asText()).isEqualTo(devices.ofOtherClient.sessionId());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "offline_access"})
    void allTakesEveryDevice(String kind) {
        try (LogoutReceiver receiver = new LogoutReceiver(mcx.server()); Realm realm = realm("all", receiver)) {
            Devices devices = new Devices(realm, kind);

            devices.refuseRefresh("all");

            assertThat(devices.user.sessions()).isEmpty();
            assertThat(devices.user.offlineSessions("mcptt_client")).isEmpty();
            assertThat(devices.isAlive(realm.nativeClient(), devices.own)).isFalse();
            assertThat(devices.isAlive(realm.clientLikeNative(OTHER_CLIENT), devices.ofOtherClient)).isFalse();
            assertThat(devices.isAlive(realm.nativeClient(), devices.onOtherDevice)).isFalse();
            assertThat(receiver.received()).isNotEmpty();
        }
    }

    /** The logout of the other client is best effort; the revocation does not depend on it. */
    @Test
    void unreachableOtherClientDoesNotSaveTheToken() {
        LogoutReceiver receiver = new LogoutReceiver(mcx.server());
        try (Realm realm = realm("session", receiver)) {
            receiver.close();
            Devices devices = new Devices(realm, "");

            devices.refuseRefresh("session");

            assertThat(devices.isAlive(realm.nativeClient(), devices.own)).isFalse();
        }
    }

    @Test
    void secondRefusalHasNothingLeftToRevoke() {
        try (Realm realm = mcx.realmLike("twice", RealmFile::noticeAtGrantsOnly)) {
            TestUser user = realm.users().pttUser("twice");
            Tokens tokens = realm.nativeClient().login(user, "openid", PTT);
            user.suspend();
            assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

            assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");

            assertThat(realm.events().of(user, "REFRESH_TOKEN_ERROR"))
                    .extracting(event -> event.getDetails().get("mc_revoked"))
                    .containsExactlyInAnyOrder("session", "none");
        }
    }

    private Realm realm(String revoke, LogoutReceiver receiver) {
        return mcx.realmLike("revoke-" + revoke, file -> {
            file.noticeAtGrantsOnly().executor("mcx-account-validity-executor").put("revoke", revoke);
            ((ObjectNode) file.addClientLikeNative(OTHER_CLIENT).get("attributes"))
                    .put("backchannel.logout.url", receiver.url())
                    .put("backchannel.logout.session.required", "true");
        });
    }

    private static final class Devices {

        private final Realm realm;
        private final TestUser user;
        private final Tokens own;
        private final Tokens ofOtherClient;
        private final Tokens onOtherDevice;

        Devices(Realm realm, String additionalScope) {
            this.realm = realm;
            user = realm.users().pttUser("devices").grantRole("offline_access");
            String[] scopes = ("openid " + PTT + " " + additionalScope).strip().split(" ");
            Browser browser = realm.nativeClient().newBrowser();
            // An online session first: a login that asks for an offline token at once ends its online session.
            realm.nativeClient().login(browser, user, "openid", PTT);
            own = realm.nativeClient().login(browser, user, scopes);
            ofOtherClient = realm.clientLikeNative(OTHER_CLIENT).login(browser, user, scopes);
            onOtherDevice = realm.nativeClient().login(user, scopes);
            assertThat(ofOtherClient.sessionId()).isEqualTo(own.sessionId());
        }

        /** Presents the token while the account is suspended, then reinstates the account. */
        void refuseRefresh(String revoked) {
            user.suspend();
            assertRefused(realm.nativeClient().refresh(own.refreshToken()).send(), 400, "invalid_grant");
            assertRefusal(realm, user, "REFRESH_TOKEN_ERROR", AccountState.SUSPENDED, revoked);
            user.reinstate();
        }

        boolean isAlive(McxClient client, Tokens tokens) {
            return client.refresh(tokens.refreshToken()).send().status() == 200;
        }
    }
}
