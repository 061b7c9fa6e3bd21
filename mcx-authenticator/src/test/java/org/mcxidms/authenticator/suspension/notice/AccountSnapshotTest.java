package org.mcxidms.authenticator.suspension.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.mcxidms.authenticator.suspension.notice.AccountSnapshot.Opened;
import org.mcxidms.core.AccountReason;
import org.mcxidms.core.AccountVerdict;

class AccountSnapshotTest {

    private static final Opened PTT = new Opened("3gpp:mc:ptt_service", "mcptt-server");
    private static final Opened PTT_KEYS = new Opened("3gpp:mc:ptt_key_management_service", "kms");
    private static final Opened VIDEO = new Opened("3gpp:mc:video_service", "mcvideo-server");
    private static final Opened VIDEO_KEYS = new Opened("3gpp:mc:video_key_management_service", "kms");

    private final AccountSnapshot before =
            account(Map.of("mcptt_id", "sip:a@org.com", "mcvideo_id", "sip:v@org.com"), PTT, PTT_KEYS, VIDEO, VIDEO_KEYS);

    @Test
    void aServerOfTwoScopesIsToldOnce() {
        assertThat(before.servers()).containsExactlyInAnyOrder("mcptt-server", "kms", "mcvideo-server");
    }

    @Test
    void nobodyIsToldWhereNothingIsTakenAway() {
        assertThat(before.serversToldOf(before)).isEmpty();
        assertThat(account(Map.of()).serversToldOf(before)).isEmpty();
        assertThat(account(Map.of("mcptt_id", "sip:a@org.com"), PTT, PTT_KEYS).serversToldOf(before)).isEmpty();
    }

    /** The key management server stays an audience by the other service, and must still forget the tokens for this one. */
    @Test
    void aWithdrawnServicesServersAreTold() {
        assertThat(before.serversToldOf(account(before.serviceIds(), PTT, PTT_KEYS)))
                .containsExactlyInAnyOrder("mcvideo-server", "kms");
    }

    @Test
    void everyServerIsToldOfAnIdThatIsNoLongerTheUsers() {
        assertThat(before.serversToldOf(account(
                Map.of("mcptt_id", "sip:new@org.com", "mcvideo_id", "sip:v@org.com"), PTT, PTT_KEYS, VIDEO, VIDEO_KEYS)))
                .isEqualTo(before.servers());
        assertThat(before.serversToldOf(account(Map.of("mcptt_id", "sip:a@org.com"), PTT, PTT_KEYS, VIDEO, VIDEO_KEYS)))
                .isEqualTo(before.servers());
    }

    private static AccountSnapshot account(Map<String, Object> serviceIds, Opened... opened) {
        return new AccountSnapshot("user", new AccountVerdict(AccountReason.VALID, null, null), serviceIds, Set.of(opened));
    }
}
