package org.mcxidms.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.mcxidms.testkit.Http;

/** What MC servers were told. */
final class LogoutReceiversTest {

    @Test
    void aUserCountsOnceForEachReceiver() {
        try (LogoutReceivers receivers = new LogoutReceivers(List.of("one", "other"))) {
            tell(receivers.url("one"), "radio-1");
            tell(receivers.url("one"), "radio-2");
            assertThat(receivers.toldOf()).isZero();
            tell(receivers.url("other"), "radio-1");
            tell(receivers.url("other"), "radio-1");
            assertThat(receivers.toldOf()).isEqualTo(1);
            assertThat(receivers.notices()).isEqualTo(4);
        }
    }

    private static void tell(String url, String user) {
        String claims = Base64.getUrlEncoder().withoutPadding()
                .encodeToString(("{\"sub\":\"" + user + "\"}").getBytes(StandardCharsets.UTF_8));
        assertThat(Http.send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("logout_token=e30." + claims + ".x"))).status()).isEqualTo(200);
    }
}
