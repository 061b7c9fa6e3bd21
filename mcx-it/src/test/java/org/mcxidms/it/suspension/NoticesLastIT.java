package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.suspension.McServersAreToldIT.tell;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Notices to MC servers outlive a restart, and are given up with an event where a server stays down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NoticesLastIT {

    private static final String GIVE_UP_AFTER = "KC_SPI_EVENTS_LISTENER__MCX_ACCOUNT_VALIDITY_LISTENER__NOTICE_GIVE_UP_AFTER";
    /** Longer than a stop, shorter than a test. */
    private static final Duration PATIENCE_OF_SERVER = Duration.ofSeconds(75);

    private LauncherServer server;
    private Mcx mcx;

    @BeforeAll
    void start() {
        server = LauncherServer.another("notices", Map.of(GIVE_UP_AFTER, Long.toString(PATIENCE_OF_SERVER.toSeconds())));
        mcx = server.mcx();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void restartLosesNoNotice() throws IOException {
        int port = freePort();
        Realm realm = mcx.realmLike("restart", file -> tell(file, "mcptt-server", "http://localhost:" + port + "/logout"));
        List<TestUser> users = Stream.generate(() -> realm.users().pttUser("restart")).limit(20).toList();
        users.forEach(TestUser::suspend);
        server.stop();

        // It listens before the server does, whose patience the start may outlast.
        try (NoticeReceiver ptt = new NoticeReceiver(server, port, NoticeReceiver.GOOD)) {
            server.start();
            users.forEach(user -> ptt.awaitTold(PATIENCE_OF_SERVER, realm, "mcptt-server", user.id()));
            assertThat(ptt.tokens()).hasSize(users.size());
        }
    }

    @Test
    void whatCannotBeToldIsGivenUpWithAnEvent() throws IOException {
        int port = freePort();
        Realm realm = mcx.realmLike("given-up", file -> tell(file, "mcptt-server", "http://localhost:" + port + "/logout"));
        TestUser user = realm.users().pttUser("given-up");

        user.suspend();

        String event = Polling.await(PATIENCE_OF_SERVER.plusSeconds(45), "the notice is given up",
                () -> realm.events().of(user, "LOGOUT_ERROR").stream().findFirst().map(it -> Events.detail(it, "mc_notice")));
        assertThat(event).isEqualTo("given_up");
        String counter = "mcx_logout_notices_total{client=\"mcptt-server\",outcome=\"given_up\"} ";
        assertThat(server.metrics().orElseThrow().lines().filter(line -> line.startsWith(counter))).singleElement()
                .satisfies(line -> assertThat(Double.parseDouble(line.substring(counter.length()))).isPositive());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
