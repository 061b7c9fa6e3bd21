package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;

/** The real {@code ./mcx}: whose home is whose, what stays on disk, and what a person sees. */
@OwnServer
final class LauncherIT {

    private static final Duration START = Duration.ofMinutes(8);
    /** The banner has about twenty lines; Maven and Keycloak write hundreds. */
    private static final int QUIET_LINES = 40;
    private static final Path HOME = Path.of("target", "mcx-launcher").toAbsolutePath();
    private static final Path SERVER =
            HOME.resolve("keycloak-" + System.getProperty("keycloak.server.version", "26.7.3"));

    private final int port = freePort();
    private final int otherPort = freePort();
    private final Path directory;
    private Process running;

    LauncherIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    @AfterEach
    void end() throws Exception {
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            running.destroy();
            assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
            running = null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run", "clean", "radio", "suspend", "reinstate", "status", "provision", "duplicates", "breakages",
                "client-config", "conformance"})
    void helpHelpsAndDoesNothingElse(String command) throws Exception {
        Files.createDirectories(SERVER.resolve("data"));

        Run help = run(command, "--help");

        assertThat(help.status()).as(help.output()).isZero();
        assertThat(help.output().toLowerCase(java.util.Locale.ROOT)).contains("usage: ").contains(command);
        assertThat(SERVER.resolve("data")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run", "clean", "radio", "suspend", "reinstate", "status", "provision", "duplicates", "breakages",
                "client-config", "conformance"})
    void unknownArgumentIsRefusedByEveryCommand(String command) throws Exception {
        Files.createDirectories(SERVER.resolve("data"));

        Run refused = command.equals("provision")
                ? run(command, "--no-such-option", "--server", "http://localhost:" + port, "--file", "none.csv")
                : run(command, "--no-such-option", "--server", "http://localhost:" + port, "--issuer",
                        "http://localhost/realms/x");

        assertThat(refused.status()).as(refused.output()).isEqualTo(2);
        assertThat(refused.output()).contains("--no-such-option");
        assertThat(SERVER.resolve("data")).exists();
    }

    @Test
    void unknownCommandIsRefused() throws Exception {
        assertThat(run("rnu")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.output()).contains("there is no command rnu").hasLineCount(1);
        });
    }

    @Test
    void checkerWithoutAServerSaysSoInALineWithAStatusOfItsOwn() throws Exception {
        assertThat(run("conformance")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(3);
            assertThat(run.output()).contains("no server answers at http://localhost:" + port).hasLineCount(1);
        });
    }

    @Test
    void startThatFailsNamesTheReasonAndItsLogAndLeavesNoSecrets() throws Exception {
        Files.createDirectories(HOME);
        // Of a launcher that was killed.
        Files.writeString(HOME.resolve("pid"), "999999999 gone\n");

        Run failed = run("run", "--no-build", "--", "--no-such-keycloak-option");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.output()).contains("the server ended with status", "--no-such-keycloak-option",
                "the whole log is " + HOME.resolve("server.log"));
        assertIsQuiet(failed.output());
        assertThat(SERVER.resolve("data/import")).doesNotExist();
        assertThat(HOME.resolve("pid")).doesNotExist();
    }

    /** The realms keep their addresses, so that the partner is no longer where the data say. */
    @Test
    void changedAddressIsToldWithTheCommandThatMendsIt() throws Exception {
        Path data = Files.createDirectories(SERVER.resolve("data"));
        try {
            Files.createDirectories(data.resolve("h2"));
            Files.writeString(data.resolve("issuer-base"), "http://localhost:" + port + "\n");

            assertThat(run(port, Map.of(), "run", "--no-build", "--", "--no-such-keycloak-option").output())
                    .doesNotContain("invalid_target");
            assertThat(run(otherPort, Map.of(), "run", "--no-build", "--", "--no-such-keycloak-option").output())
                    .contains("those of its first run, at http://localhost:" + port + ":", "invalid_target", "./mcx clean");
        } finally {
            Files.deleteIfExists(data.resolve("issuer-base"));
            Files.deleteIfExists(data.resolve("h2"));
        }
    }

    @Test
    void startThatIsStoppedLeavesNoSecrets() throws Exception {
        running = start("stopped", port, Map.of(), "run", "--no-build");
        Polling.await(START, "the import files are there",
                () -> Optional.of(SERVER.resolve("data/import")).filter(Files::exists));

        running.destroy();

        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isEqualTo(143);
        assertThat(SERVER.resolve("data/import")).doesNotExist();
        assertThat(HOME.resolve("pid")).doesNotExist();
    }

    @Test
    void homeOfALiveServerIsNeitherEnteredNorCleanedEvenWhereItsLauncherWasKilled() throws Exception {
        running = start("live", port, Map.of("KC_HTTP_RELATIVE_PATH", "/auth"), "run", "--no-build");
        Polling.await(START, "./mcx run says that it is ready", () -> {
            assertThat(running.isAlive()).as(() -> output("live")).isTrue();
            return Optional.of(output("live")).filter(text -> text.contains("Ctrl-C stops the server"));
        });
        assertThat(output("live")).contains("MCX IdMS is ready at http://localhost:" + port + "/auth/realms/mcx")
                .contains("mcx:   making the database: ", "mcx:   importing the realms: ", "./mcx radio --username alice@org.com")
                .doesNotContain("[INFO]", "health down");
        assertIsQuiet(output("live"));
        assertThat(SERVER.resolve("data/import")).doesNotExist();
        assertIsServed();
        Map<String, FileTime> files = files();

        Run second = run(otherPort, Map.of(), "run", "--no-build");
        Run cleaned = run("clean");

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output()).contains("another ./mcx (process " + running.pid() + ") uses " + HOME);
        assertThat(cleaned.status()).isEqualTo(1);
        assertThat(cleaned.output()).contains("another ./mcx (process " + running.pid() + ") uses " + HOME);
        assertThat(files()).isEqualTo(files);
        assertIsServed();
        Run status = run(port, Map.of("KC_HTTP_RELATIVE_PATH", "/auth"), "status", "alice@org.com");
        assertThat(status.output()).startsWith("alice@org.com: the account is valid");

        List<ProcessHandle> server = running.descendants().toList();
        running.destroyForcibly().waitFor();
        try {
            Run again = run(otherPort, Map.of(), "run", "--no-build");
            Run cleanedAgain = run("clean");

            assertThat(again.status()).isEqualTo(1);
            assertThat(again.output()).contains("is still alive");
            assertThat(cleanedAgain.status()).isEqualTo(1);
            assertIsServed();
        } finally {
            server.forEach(ProcessHandle::destroy);
            server.forEach(process -> process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        }
        assertNextStartKeepsTheRealmsAndImportsNothing();
        assertThat(run("clean").status()).isZero();
        assertThat(SERVER).doesNotExist();
    }

    private void assertNextStartKeepsTheRealmsAndImportsNothing() throws Exception {
        running = start("next", port, Map.of("KC_HTTP_RELATIVE_PATH", "/auth"), "run", "--no-build");
        Polling.await(START, "./mcx run says that it is ready", () -> {
            assertThat(running.isAlive()).as(() -> output("next")).isTrue();
            return Optional.of(output("next")).filter(text -> text.contains("Ctrl-C stops the server"));
        });
        assertIsServed();
        assertThat(Files.readString(HOME.resolve("server.log"))).doesNotContain("KC-SERVICES0030", "import");
        end();
    }

    /** Without the line every ten seconds that says what the launcher waits for: on a slow machine there are many of these. */
    private static void assertIsQuiet(String output) {
        assertThat(output.lines().filter(line -> !line.matches("mcx: .*, \\d+ s(: .*)?")).count()).as(output)
                .isLessThan(QUIET_LINES);
    }

    private void assertIsServed() {
        assertThat(Http.send(java.net.http.HttpRequest.newBuilder(
                java.net.URI.create("http://localhost:" + port + "/auth/realms/mcx"))).status()).isEqualTo(200);
    }

    /** What a second launcher would exchange: the lock, the server's mark and the jars, with their times. */
    private static Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> jars = Files.list(SERVER.resolve("providers"))) {
            for (Path file : Stream.concat(jars, Stream.of(HOME.resolve("pid"), HOME.resolve("server"))).toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    private record Run(int status, String output) {
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        return run(port, Map.of(), arguments);
    }

    private Run run(int atPort, Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Process process = start("run", atPort, environment, arguments);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ended within 180 s").isTrue();
        return new Run(process.exitValue(), output("run"));
    }

    private Process start(String name, int atPort, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Mcx.repository("mcx").toString()).redirectErrorStream(true)
                .redirectOutput(directory.resolve(name).toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("MCX_") || variable.startsWith("KC_"));
        builder.environment().putAll(Map.of("MCX_HTTP_PORT", Integer.toString(atPort), "MCX_HOME", HOME.toString(),
                "MCX_MANAGEMENT_PORT", Integer.toString(freePort()),
                "MCX_KEYCLOAK_VERSION", SERVER.getFileName().toString().substring("keycloak-".length())));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String output(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
