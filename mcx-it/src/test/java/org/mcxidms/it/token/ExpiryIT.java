package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** No token outlives {@code mc_valid_until} (B.10), and {@code expires_in} tells the same. */
@ExtendWith(McxExtension.class)
final class ExpiryIT {

    private static final long LIFE = 900;

    @ParameterizedTest
    @ValueSource(strings = {"openid 3gpp:mc:ptt_service", "openid 3gpp:mc:ptt_service offline_access"})
    void everyTokenEndsWithTheAccount(String scopes, Mcx mcx) {
        Realm realm = mcx.realm();
        Instant end = Instant.now().plusSeconds(LIFE).truncatedTo(ChronoUnit.SECONDS);
        TestUser user = realm.users().pttUser("expiry").grantRole("offline_access").set("mc_valid_until", end.toString());
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(user, scopes.split(" "));
        assertEnd(tokens, end);
        assertEnd(new Tokens(client.refresh(tokens.refreshToken()).send()), end);
    }

    @Test
    void accountWithoutEndLeavesTheConfiguredLife(Mcx mcx) {
        Realm realm = mcx.realm();
        Tokens tokens = realm.nativeClient().login(realm.users().pttUser("no-end"), "openid", PTT);
        assertThat(tokens.expiresIn()).isBetween(7199L, 7200L);
    }

    private static void assertEnd(Tokens tokens, Instant end) {
        assertThat(tokens.access().path("exp").asLong()).isEqualTo(end.getEpochSecond());
        assertThat(tokens.id().path("exp").asLong()).isEqualTo(end.getEpochSecond());
        assertThat(tokens.refresh().path("exp").asLong()).isEqualTo(end.getEpochSecond());
        long left = tokens.access().path("exp").asLong() - tokens.access().path("iat").asLong();
        assertThat(tokens.expiresIn()).isBetween(left - 1, left);
    }
}
