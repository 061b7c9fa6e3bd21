package org.mcxidms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.OwnServer;

/**
 * A test class that starts a server is in the lane where that server's home and log are used by one class at a time; what is beside
 * the classes of the shared server disturbs none of them.
 */
final class LanesIT {

    private static final Path SOURCES = Mcx.repository("mcx-it/src/test/java");

    @ParameterizedTest
    @MethodSource("classes")
    void serversAreStartedInOneLane(Path file) throws IOException {
        String source = Files.readString(file);
        boolean onSharedServer = source.contains("McxExtension.class") || source.contains("LauncherServer.besideTheShared(");
        boolean startsAnother =
                Stream.of("FaultyServerExtension.class", "FaultyServer.", "Cluster.start(", "LauncherServer.another(",
                        "DroppedInServer.start(", "new ProductionServer(").anyMatch(source::contains);
        boolean marked = source.contains("@OwnServer\n");

        assertThat(marked && onSharedServer).as("marked @OwnServer, on the shared server").isFalse();
        assertThat(startsAnother && !marked).as("not marked @OwnServer, with a server of its own").isFalse();
        if (source.contains("@OwnRealms\n")) {
            assertThat(source).as("marked @OwnRealms").doesNotContain("mcx.realm()", "mcx.partnerRealm()", "mcx.server()");
        } else if (onSharedServer && Stream.of(".server().metrics()", "new ServerLog(").anyMatch(source::contains)) {
            assertThat(source).as("of the whole server").contains("@WholeServer\n");
        }
    }

    @Test
    void quickRunLeavesOutWhatStartsAServer() throws IOException {
        assertThat(Files.readString(Mcx.repository("mcx-it/pom.xml")))
                .contains("<excludedGroups>" + OwnServer.TAG + "</excludedGroups>");
    }

    static Stream<Path> classes() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith("IT.java") && !file.endsWith("LanesIT.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
