package org.mcxidms.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.mcxidms.conformance.doubles.DoubleIdms;

/** The command as its users start it, in a process of its own: what it says and how it ends. */
class CommandLineTest {

    private record Ended(int status, List<String> lines) {
    }

    @Test
    void noServerIsOneLineAndAStatusOfItsOwn() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String issuer = "http://127.0.0.1:" + port + "/realms/mcx";

        Ended ended = command("run", "--issuer", issuer, "--client-id", "mcptt_client");

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.lines()).containsExactly("mcx-conformance: no server answers at " + issuer);
    }

    @Test
    void noServerForTheHookIsOneLineAndAStatusOfItsOwn() throws Exception {
        Ended ended = command("keycloak-account", "--issuer", "http://127.0.0.1:1/realms/mcx", "--username", "alice",
                "--suspend");

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.lines()).containsExactly("mcx-conformance: no server answers at http://127.0.0.1:1/realms/mcx");
    }

    @Test
    void issuerWithoutSchemeIsWrongUsage() throws Exception {
        Ended ended = command("run", "--issuer", "localhost:8080/realms/mcx", "--client-id", "mcptt_client");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.lines().get(0)).startsWith("--issuer has to begin with http:// or https://");
    }

    /** A server that answers and does not conform is another status than one that does not answer. */
    @Test
    void serverThatDoesNotLetTheClientInIsAFinding() throws Exception {
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            Ended ended = command("run", "--issuer", idms.issuer() + "/elsewhere", "--client-id", "mcptt_client");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.lines()).anyMatch(line -> line.contains("failed") && line.contains("OIDC-discovery"));
        }
    }

    @Test
    void radioWithoutAServerGetsNoAnswer() throws Exception {
        Ended ended = command("radio", "--issuer", "http://127.0.0.1:1/realms/mcx");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.lines()).containsExactly("mcx radio: no server answers at http://127.0.0.1:1/realms/mcx");
    }

    /** Arguments are seen by every user of the machine. */
    @Test
    void radioTakesNoSecretAsAnArgument() throws Exception {
        String issuer = "http://127.0.0.1:1/realms/mcx";

        assertThat(command("radio", "--issuer", issuer, "--password", "x").status()).isEqualTo(2);
        assertThat(command("radio", "--issuer", issuer, "--client-secret=x").status()).isEqualTo(2);
        assertThat(command("radio", "--issuer", issuer, "--username", "alice")).satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.lines().get(0)).isEqualTo("MCX_PASSWORD is not set, and there is no terminal to ask at");
        });
    }

    /** Not a report of checks that could not be carried out. */
    @Test
    void runWithoutThePasswordIsWrongUse() throws Exception {
        Ended ended = command("run", "--issuer", "http://127.0.0.1:1/realms/mcx", "--client-id", "a", "--username", "alice");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.lines().get(0)).isEqualTo("MCX_PASSWORD is not set, and there is no terminal to ask at");
    }

    @Test
    void radioThatIsUsedInAWrongWayIsToldHow() throws Exception {
        String issuer = "http://127.0.0.1:1/realms/mcx";

        for (Ended ended : List.of(command("radio"), command("radio", "--issuer", "localhost/realms/mcx"),
                command("radio", "--issuer", issuer, "--redirect-uri", "mcptt://cb"),
                command("radio", "--issuer", issuer, "--every", "0"), command("radio", "--issuer", issuer, "--partner"),
                command("radio", "--issuer", issuer, "--partner", "elsewhere"),
                command("radio", "--issuer", issuer, "--ca-certificate", "none.pem"))) {
            assertThat(ended.status()).as(() -> String.valueOf(ended.lines())).isEqualTo(2);
            assertThat(ended.lines()).as("says how").anyMatch(line -> line.startsWith("Usage: mcx-conformance radio"))
                    .noneMatch(line -> line.contains("Exception"));
        }
    }

    private static Ended command(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", classPath(), Conformance.class.getName()), Arrays.stream(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said.lines().toList());
    }

    private static String classPath() {
        return Stream.of("java.class.path", "surefire.test.class.path").map(System::getProperty)
                .filter(path -> path != null && path.contains("picocli")).findFirst()
                .orElseThrow(() -> new AssertionError("no class path with the checker's libraries"));
    }
}
