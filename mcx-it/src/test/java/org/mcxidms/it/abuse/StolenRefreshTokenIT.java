package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * A refresh token is stolen together with the client's secret, and thief and owner both use it. Rotation with one retry does
 * not keep the thief out at once: it ends the session for both as soon as the second of them comes with an old token.
 */
@ExtendWith(McxExtension.class)
final class StolenRefreshTokenIT {

    private static final String ONLINE = "online";
    private static final String OFFLINE = "offline";
    /** Keycloak tells old tokens from new ones by the second. */
    private static final Duration NEXT_SECOND = Duration.ofMillis(1100);

    private final Realm realm;
    private final McxClient client;
    private final TestUser user;

    StolenRefreshTokenIT(Mcx mcx) {
        realm = mcx.realm();
        client = realm.nativeClient();
        user = realm.users().pttUser("robbed").grantRole("offline_access");
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void thiefWithinTheOneRetryIsThrownOutByTheOwnersNextRefresh(String kind) {
        Tokens first = login(kind);
        Tokens owners = refresh(first);
        Polling.pause(NEXT_SECOND);
        Tokens thiefs = refresh(refresh(first));
        Polling.pause(NEXT_SECOND);

        assertTheft(owners, "Stale token");

        assertDead(owners, thiefs);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void thiefWhoComesAfterTwoRotationsGetsNothingAndEndsTheSession(String kind) {
        Tokens first = login(kind);
        Polling.pause(NEXT_SECOND);
        Tokens second = refresh(first);
        Polling.pause(NEXT_SECOND);
        Tokens third = refresh(second);

        assertTheft(first, "Stale token");

        assertDead(second, third);
    }

    @ParameterizedTest
    @ValueSource(strings = {ONLINE, OFFLINE})
    void thiefWhoTriesOnceMoreThanAllowedEndsTheSession(String kind) {
        Tokens first = login(kind);
        Tokens owners = refresh(first);
        Tokens thiefs = refresh(first);

        assertTheft(first, "Maximum allowed refresh token reuse exceeded");

        assertDead(owners, thiefs);
    }

    /**
     * Keycloak's event has the session and the token's subject, but neither user nor client: a search by user or client
     * does not find the event.
     */
    private void assertTheft(Tokens old, String reason) {
        assertRefused(client.refresh(old.refreshToken()).send(), 400, "invalid_grant");
        String session = old.refresh().path("sid").asText();
        EventRepresentation event = Polling.await(Duration.ofSeconds(5), reason + " of session " + session,
                () -> realm.events().ofAnyone("REFRESH_TOKEN_ERROR").stream()
                        .filter(found -> session.equals(found.getSessionId())).findFirst());
        assertThat(event.getError()).isEqualTo("invalid_token");
        assertThat(Events.detail(event, "reason")).isEqualTo(reason);
        assertThat(Events.detail(event, "refresh_token_sub")).isEqualTo(user.id());
    }

    private void assertDead(Tokens... all) {
        for (Tokens tokens : all) {
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(realm.resourceServer("mcptt-server").seesActive(tokens.accessToken())).isFalse();
        }
        // The session is over for this client; the owner signs in again.
        assertThat(login(ONLINE).refreshToken()).isNotNull();
    }

    private Tokens login(String kind) {
        return kind.equals(OFFLINE) ? client.login(user, "openid", PTT, "offline_access")
                : client.login(user, "openid", PTT);
    }

    private Tokens refresh(Tokens tokens) {
        return new Tokens(client.refresh(tokens.refreshToken()).send());
    }
}
