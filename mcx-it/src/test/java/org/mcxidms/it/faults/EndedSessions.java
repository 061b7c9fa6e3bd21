package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** What a fault must not bring back: the session of a user who was suspended, and one that was revoked by its radio. */
final class EndedSessions {

    private final McxClient client;
    private final McxClient resourceServer;
    private final TestUser suspendedUser;
    private final Tokens suspended;
    private final Tokens revoked;

    EndedSessions(Realm realm, String... scopes) {
        client = realm.nativeClient();
        resourceServer = realm.resourceServer("mcptt-server");
        suspendedUser = realm.users().pttUser("suspended");
        suspended = client.login(suspendedUser, scopes);
        suspendedUser.suspend();
        revoked = client.login(realm.users().pttUser("revoked"), scopes);
        assertThat(client.revoke(revoked.refreshToken()).send().status()).isEqualTo(200);
    }

    TestUser suspendedUser() {
        return suspendedUser;
    }

    List<Tokens> all() {
        return List.of(suspended, revoked);
    }

    /** Requests that must not get anything, by what they are. */
    Map<String, Supplier<Answer>> probes() {
        return Map.of(
                "refresh, suspended", () -> client.refresh(suspended.refreshToken()).send(),
                "refresh, revoked", () -> client.refresh(revoked.refreshToken()).send(),
                "introspection, suspended", () -> resourceServer.introspect(suspended.accessToken()).send(),
                "introspection, revoked", () -> resourceServer.introspect(revoked.accessToken()).send());
    }

    /** They are told to be over, by a server that works. */
    void assertDead() {
        assertDead(client, resourceServer);
    }

    /** The same by another node, whose realm this is. */
    void assertDeadAt(Realm node) {
        assertDead(node.nativeClient(), node.resourceServer("mcptt-server"));
    }

    private void assertDead(McxClient asking, McxClient seeing) {
        for (Tokens tokens : all()) {
            assertRefused(asking.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(seeing.seesActive(tokens.accessToken())).isFalse();
        }
    }
}
