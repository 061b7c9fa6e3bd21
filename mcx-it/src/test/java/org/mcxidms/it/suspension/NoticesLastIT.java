package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.suspension.McServersAreToldIT.tell;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.SelfSigned;
import org.mcxidms.testkit.TestUser;

/**
 * Notices to MC servers outlive a restart, are given up with an event where a server stays down, and reach every server on a day
 * on which a thousand accounts end.
 */
@OwnServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NoticesLastIT {

    private static final String GIVE_UP_AFTER = "KC_SPI_EVENTS_LISTENER__MCX_ACCOUNT_VALIDITY_LISTENER__NOTICE_GIVE_UP_AFTER";
    /** Longer than a stop, shorter than a test. */
    private static final Duration PATIENCE_OF_SERVER = Duration.ofSeconds(45);
    private static final Duration SOON = Duration.ofSeconds(75);
    /** More seconds than the pause after a few tries, fewer than a node keeps a notice to itself. */
    private static final long IN_HAND = 20;

    private static final List<String> SERVERS =
            List.of("mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms");
    private static final int ACCOUNTS = 1000;
    /** For the accounts to end, and for the servers to be told: what the issue of such a day allows. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private SelfSigned trusted;
    private SelfSigned stranger;
    private LauncherServer server;
    private Mcx mcx;

    @BeforeAll
    void start(@TempDir Path certificates) throws IOException {
        trusted = SelfSigned.create(Files.createDirectory(certificates.resolve("trusted")), "localhost", "localhost");
        stranger = SelfSigned.create(Files.createDirectory(certificates.resolve("stranger")), "localhost", "localhost");
        server = LauncherServer.another("notices", Map.of(GIVE_UP_AFTER, Long.toString(PATIENCE_OF_SERVER.toSeconds()),
                "KC_TRUSTSTORE_PATHS", trusted.pem().toString()));
        mcx = server.mcx();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** The server stops while a client keeps it waiting: what it had in hand is told as soon as what only waited. */
    @Test
    void restartLosesNoNotice() throws SQLException {
        try (NoticeReceiver ptt = new NoticeReceiver(server, NoticeReceiver.HANGING);
                Realm realm = mcx.realmLike("restart", file -> tell(file, "mcptt-server", ptt.url()))) {
            List<TestUser> users = Stream.generate(() -> realm.users().pttUser("restart")).limit(20).toList();
            users.forEach(TestUser::suspend);
            Polling.await(SOON, "a first try", () -> ptt.tokens().stream().findFirst());
            String client = realm.admin().clients().findByClientId("mcptt-server").get(0).getId();
            server.stop();
            List<String> before = ptt.tokens();
            assertThat(secondsUntilDue(client)).hasSize(users.size()).allMatch(seconds -> seconds < IN_HAND);

            ptt.behave(NoticeReceiver.GOOD);
            server.start();

            for (TestUser user : users) {
                Polling.await(SOON, () -> "mcptt-server is told of " + user.id(),
                        () -> ptt.tokens(user.id()).stream().filter(token -> !before.contains(token)).findFirst());
            }
            assertThat(ptt.tokens()).hasSize(before.size() + users.size());
        }
    }

    /** Of the notices to the client that wait, in the database of the stopped server. */
    private List<Long> secondsUntilDue(String client) throws SQLException {
        List<Long> seconds = new ArrayList<>();
        try (Connection database = server.database();
                Statement sql = database.createStatement();
                ResultSet notices = sql.executeQuery("SELECT version FROM server_config WHERE server_config_key LIKE 'mcx-notice:"
                        + client + ":%'")) {
            while (notices.next()) {
                seconds.add(notices.getLong(1) - Instant.now().getEpochSecond());
            }
        }
        return seconds;
    }

    @Test
    void whatCannotBeToldIsGivenUpWithAnEvent() throws IOException {
        int port = freePort();
        Realm realm = mcx.realmLike("given-up", file -> tell(file, "mcptt-server", "http://localhost:" + port + "/logout"));
        TestUser user = realm.users().pttUser("given-up");

        user.suspend();

        String event = Polling.await(PATIENCE_OF_SERVER.plus(SOON), "the notice is given up",
                () -> realm.events().of(user, "LOGOUT_ERROR").stream().findFirst().map(it -> Events.detail(it, "mc_notice")));
        assertThat(event).isEqualTo("given_up");
        assertThat(count("mcptt-server", "given_up").orElseThrow()).isPositive();
    }

    /** Keycloak's own trust store decides; the account's IDs are told to nobody else. */
    @Test
    void onlyServersWithATrustedCertificateAreTold() {
        try (NoticeReceiver good = new NoticeReceiver(server, trusted);
                NoticeReceiver bad = new NoticeReceiver(server, stranger);
                Realm realm = mcx.realmLike("tls", file -> {
                    tell(file, "mcptt-server", good.url());
                    tell(file, "kms", bad.url());
                })) {
            TestUser user = realm.users().pttUser("tls");

            user.suspend();

            good.awaitTold(SOON, realm, "mcptt-server", user.id());
            Polling.await(SOON, "tries at the server with another certificate", () -> count("kms", "unreachable")
                    .filter(tries -> tries > 0));
            assertThat(bad.tokens()).isEmpty();
            assertThat(bad.elsewhere()).isEmpty();
        }
    }

    private Optional<Double> count(String client, String outcome) {
        String counter = "mcx_logout_notices_total{client=\"" + client + "\",outcome=\"" + outcome + "\"} ";
        return server.metrics().orElseThrow().lines().filter(line -> line.startsWith(counter)).findFirst()
                .map(line -> Double.valueOf(line.substring(counter.length())));
    }

    @Test
    void thousandAccountsThatEndAreToldToSixServers() throws Exception {
        List<NoticeReceiver> receivers = SERVERS.stream().map(name -> new NoticeReceiver(server)).toList();
        try (Realm realm = mcx.realmLike("thousand", file -> IntStream.range(0, SERVERS.size())
                .forEach(i -> tell(file, SERVERS.get(i), receivers.get(i).url())))) {
            create(realm);
            TestUser colleague = realm.users().fullUser("colleague");
            List<UserRepresentation> users = realm.admin().users().search("thousand-", 0, ACCOUNTS);
            assertThat(users).hasSize(ACCOUNTS);

            long start = System.nanoTime();
            suspend(realm, users);
            Duration suspended = Duration.ofNanos(System.nanoTime() - start);

            for (NoticeReceiver receiver : receivers) {
                Polling.await(MINUTE, () -> "all are told, not " + receivers.stream().map(one -> one.tokens().size()).toList(),
                        () -> Optional.of(receiver).filter(one -> one.tokens().size() >= ACCOUNTS));
            }
            System.out.println("notices: " + ACCOUNTS + " accounts suspended in " + suspended + ", all told after "
                    + Duration.ofNanos(System.nanoTime() - start));
            Polling.pause(Duration.ofSeconds(3));
            List<String> ended = users.stream().map(UserRepresentation::getId).toList();
            for (NoticeReceiver receiver : receivers) {
                assertThat(receiver.subjects()).containsExactlyInAnyOrderElementsOf(ended);
                assertThat(receiver.tokens(colleague.id())).isEmpty();
            }
        } finally {
            receivers.forEach(NoticeReceiver::close);
        }
    }

    /** In parts: an import is one transaction, and its time grows with the square of its users. */
    private static void create(Realm realm) {
        List<UserRepresentation> users = IntStream.range(0, ACCOUNTS).mapToObj(NoticesLastIT::user).toList();
        for (int from = 0; from < ACCOUNTS; from += 100) {
            PartialImportRepresentation part = new PartialImportRepresentation();
            part.setIfResourceExists("FAIL");
            part.setUsers(users.subList(from, from + 100));
            realm.admin().partialImport(part).close();
        }
    }

    private static UserRepresentation user(int number) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername("thousand-" + number + "@org.com");
        user.setEmail(user.getUsername());
        user.setFirstName("One");
        user.setLastName("Of them");
        user.setEnabled(true);
        user.setRealmRoles(List.of("mcptt-user", "mcvideo-user", "mcdata-user"));
        user.setAttributes(Map.of("mcptt_id", List.of("sip:thousand-" + number + "@org.com")));
        return user;
    }

    private static void suspend(Realm realm, List<UserRepresentation> users) throws Exception {
        ExecutorService administrators = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> updates = new ArrayList<>();
            for (UserRepresentation user : users) {
                user.setEnabled(false);
                updates.add(administrators.submit(() -> realm.admin().users().get(user.getId()).update(user)));
            }
            for (Future<?> update : updates) {
                update.get();
            }
        } finally {
            administrators.shutdownNow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
