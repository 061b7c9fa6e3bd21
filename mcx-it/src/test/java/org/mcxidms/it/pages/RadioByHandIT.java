package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** {@code ./mcx radio} without {@code --username}: the user logs in in a browser, and the radio never learns the password. */
@ExtendWith(McxExtension.class)
final class RadioByHandIT {

    private static final Duration START = Duration.ofSeconds(60);

    private final Realm realm;
    private final Path directory;

    RadioByHandIT(Mcx mcx, @TempDir Path directory) {
        this.realm = mcx.realm();
        this.directory = directory;
    }

    @Test
    void logsInByTheUsersBrowser() throws Exception {
        TestUser user = realm.users().fullUser("radio-by-hand");
        try (Chromium chromium = Chromium.desktop()) {
            Process radio = radio();

            chromium.open(address());
            chromium.login(user.username(), user.password());

            assertThat(radio.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
            assertThat(screen()).contains("in your browser.", user.username(), "Refreshed.")
                    .doesNotContain("eyJ", user.password());
            assertThat(radio.exitValue()).isZero();
        }
    }

    /** A page that the user happens to visit opens the loopback address with a code of the attacker's own login. */
    @Test
    void answerToARequestOfSomebodyElseIsNotTaken() throws Exception {
        Process radio = radio();
        String redirectUri =
                URLDecoder.decode(address().replaceFirst(".*[?&]redirect_uri=([^&]*).*", "$1"), StandardCharsets.UTF_8);

        HttpURLConnection injected = (HttpURLConnection) URI.create(redirectUri + "?code=injected&state=other").toURL()
                .openConnection();
        assertThat(injected.getResponseCode()).isEqualTo(200);

        assertThat(radio.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
        assertThat(screen()).contains("an answer to another request than this radio's");
        assertThat(radio.exitValue()).isEqualTo(1);
    }

    private Process radio() throws Exception {
        Path command = Files.writeString(directory.resolve("browser"),
                "#!/bin/sh\nprintf '%s\\n' \"$1\" >'" + directory.resolve("part") + "' && mv '" + directory.resolve("part")
                        + "' '"
                        + directory.resolve("asked") + "'\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(Mcx.repository("mcx").toString(), "radio", "--issuer", realm.issuer(),
                "--every", "1", "--times", "1").redirectErrorStream(true).redirectOutput(directory.resolve("screen").toFile());
        builder.environment().put("MCX_CLIENT_SECRET", realm.nativeClient().secret());
        builder.environment().put("BROWSER", command.toString());
        return builder.start();
    }

    private String address() {
        Path asked = directory.resolve("asked");
        return Polling.await(START, "the radio opens the browser",
                () -> Files.exists(asked) ? Optional.of(read(asked).strip()) : Optional.empty());
    }

    private String screen() {
        return read(directory.resolve("screen"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
