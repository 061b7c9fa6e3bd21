package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.it.conformance.Checker;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** The checker's {@code --browser}: the user logs in in a browser of the own, and the checker never learns the password. */
@ExtendWith(McxExtension.class)
final class ConformanceByHandIT {

    private final Mcx mcx;
    private final Realm realm;

    ConformanceByHandIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @Test
    void loopbackRedirectOfTheUsersBrowserIsCaught(@TempDir Path directory) throws Exception {
        TestUser user = realm.users().fullUser("by-hand");
        McxClient gms = realm.resourceServer("gms");
        Path asked = Files.createFile(directory.resolve("asked"));
        Path command = Files.writeString(directory.resolve("browser"), "#!/bin/sh\nprintf '%s\\n' \"$1\" >>'" + asked + "'\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        try (Chromium chromium = Chromium.desktop()) {
            CompletableFuture<Checker.Report> running = CompletableFuture.supplyAsync(() -> run(
                    new Checker(mcx, realm.nativeClient(), user).inBrowser(command)
                            .with("--other-client-id", gms.clientId(), "--resource-server-id", "mcptt-server"),
                    directory, gms.secret()));
            int logins = 0;
            int forms = 0;
            while (!running.isDone()) {
                List<String> addresses = Files.readAllLines(asked);
                if (addresses.size() == logins) {
                    TimeUnit.MILLISECONDS.sleep(20);
                    continue;
                }
                chromium.open(addresses.get(logins++));
                if (chromium.has("#kc-form-login")) {
                    forms++;
                    chromium.login(user.username(), user.password());
                }
            }
            Checker.Report report = running.join();

            assertThat(report.breaches()).isEmpty();
            assertThat(report.having("passed")).contains("B.4.2.3-code", "B.4.2.3-state", "B.4.2.4-exchange",
                    "B.4.2.4-code-reuse",
                    "B.2.1-nonce", "B.2.2-mcptt-id", "B.5.2-rotation", "B.10-revocation-access");
            assertThat(report.having("not tested"))
                    .allMatch(id -> id.matches("B\\.4\\.2\\.2-password|B\\.5\\.3-.*|B\\.7.*|B\\.8-.*|B\\.9-.*|B\\.12-.*"));
            assertThat(report.status()).isZero();
            assertThat(forms).as("forms filled, of %d logins", logins).isPositive().isLessThan(logins);
        }
    }

    private static Checker.Report run(Checker checker, Path directory, String otherSecret) {
        try {
            return checker.run(directory, otherSecret, "none");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
