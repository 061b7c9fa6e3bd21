package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** {@code ./mcx radio} in one terminal, {@code ./mcx suspend} in another. */
@ExtendWith(McxExtension.class)
final class RadioIT {

    private static final Duration START = Duration.ofSeconds(60);
    /** A refresh comes every second; the rest is for a busy machine. */
    private static final int NEXT_REFRESH_SECONDS = 15;

    private final Mcx mcx;
    private final Path directory;
    private final Path screen;

    RadioIT(Mcx mcx, @TempDir Path directory) {
        this.mcx = mcx;
        this.directory = directory;
        this.screen = directory.resolve("screen");
    }

    @Test
    void suspensionInAnotherTerminalIsTheEndAtTheNextRefresh() throws Exception {
        try (Realm realm = mcx.realmLike("radio", file -> {})) {
            TestUser user = realm.users().fullUser("radio");
            Process radio = radio(realm, user, user.password(), "--every", "1");
            try {
                Polling.await(START, "the radio refreshes",
                        () -> radio.isAlive() ? Optional.of(screen()).filter(text -> text.contains("Refreshed."))
                                : Optional.of(screen()));
                assertThat(screen()).contains("Logged in. Granted: openid", "access token\n", "ID token\n", "mcptt_id",
                        "mcvideo_id",
                        "Refreshed. The access token is good until ");

                assertThat(new Tools(mcx, directory).run(realm, "suspend", user.username()).status()).isZero();

                assertThat(radio.waitFor(NEXT_REFRESH_SECONDS, TimeUnit.SECONDS)).as("is out at the next refresh").isTrue();
            } finally {
                radio.destroy();
            }
            assertThat(radio.exitValue()).as(screen()).isEqualTo(1);
            assertThat(screen().lines().reduce((first, second) -> second)).hasValueSatisfying(last -> assertThat(last)
                    .matches("\\d\\d:\\d\\d:\\d\\d  Refused at refresh \\d+: .*").contains("the account is suspended",
                            "invalid_grant, MC user account is not valid: suspended"));
            assertNothingSecret(user);

            Process again = radio(realm, user, user.password());
            assertEnds(again, 1, "Refused at the login; the IdMS's page says: ");
            new Tools(mcx, directory).run(realm, "reinstate", user.username());
            assertEnds(radio(realm, user, user.password(), "--every", "1", "--times", "2"), 0,
                    "Refreshes every second, 2 times.");
        }
    }

    @Test
    void whoeverIsNotLetInIsToldWhy() throws Exception {
        Realm realm = mcx.realm();
        TestUser user = realm.users().pttUser("radio-refused");

        assertEnds(radio(realm, user, "wrong"), 1, "Invalid username or password");
        assertNothingSecret(user);
        assertEnds(radio(realm, user, user.password(), "--client-id", "nobody"), 1, "Client not found");
        McxClient stranger = realm.nativeClient().withSecret("not-the-secret");
        assertEnds(radio(realm, stranger, user, user.password()), 1, "does not let this client in");
        assertThat(screen()).doesNotContain("not-the-secret");
        assertEnds(radio(realm, user, user.password(), "--partner", "https://stranger.example"), 1,
                "Refused at home, where the radio asks for a security token for the partner: ");
    }

    /** As a newcomer types it: server, secrets and partner are those of {@code ./mcx run}. */
    @Test
    void demoNeedsNoOptionsButTheUser() throws Exception {
        TestUser user = mcx.realm().users().fullUser("radio-demo");
        mcx.partnerRealm().users().pttUser("radio-demo").linkTo("mcx", user.id(), user.username());
        String secret = mcx.realm().nativeClient().secret();
        String partnerSecret = mcx.partnerRealm().nativeClient().secret();

        Process radio = start(Map.of("MCX_HTTP_PORT", Integer.toString(URI.create(mcx.baseUrl()).getPort()),
                "MCX_DEMO_PASSWORD", user.password(), "MCX_MCPTT_CLIENT_SECRET", secret,
                "MCX_PARTNER_CLIENT_SECRET", partnerSecret),
                "--username", user.username(), "--partner", "--every", "1", "--times", "1");

        assertEnds(radio, 0, "The partner lets the radio in.");
        assertThat(screen()).contains("Refreshed.", mcx.partnerRealm().issuer()).doesNotContain(secret, partnerSecret);
        assertNothingSecret(user);
    }

    private void assertEnds(Process radio, int status, String words) throws InterruptedException {
        assertThat(radio.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
        assertThat(screen()).contains(words);
        assertThat(radio.exitValue()).as(screen()).isEqualTo(status);
    }

    private void assertNothingSecret(TestUser user) {
        assertThat(screen()).doesNotContain("eyJ", user.password());
    }

    private Process radio(Realm realm, TestUser user, String password, String... options) throws IOException {
        return radio(realm, realm.nativeClient(), user, password, options);
    }

    private Process radio(Realm realm, McxClient client, TestUser user, String password, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--issuer", realm.issuer(), "--username", user.username()));
        arguments.addAll(List.of(options));
        return start(Map.of("MCX_CLIENT_SECRET", client.secret(), "MCX_PASSWORD", password),
                arguments.toArray(String[]::new));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Mcx.repository("mcx").toString(), "radio").redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MCX_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String screen() {
        try {
            return Files.readString(screen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
