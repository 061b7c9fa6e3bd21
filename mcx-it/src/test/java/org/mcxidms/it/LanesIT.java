package org.mcxidms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.mcxidms.testkit.Mcx;

/** A test class that starts a server is in the lane where that server's home and log are used by one class at a time. */
final class LanesIT {

    private static final Path SOURCES = Mcx.repository("mcx-it/src/test/java");

    @ParameterizedTest
    @MethodSource("classes")
    void serversAreStartedInOneLane(Path file) throws IOException {
        String source = Files.readString(file);
        boolean inSharedLane = source.contains("McxExtension.class") || source.contains("LauncherServer.another(");
        boolean startsAnother = Stream.of("FaultyServerExtension.class", "FaultyServer.", "Cluster.start(",
                "DroppedInServer.start(", "new ProductionServer(").anyMatch(source::contains);
        boolean marked = source.contains("@OwnServer\n");

        assertThat(marked && inSharedLane).as("marked @OwnServer, with a server of the shared lane").isFalse();
        assertThat(startsAnother && !marked).as("not marked @OwnServer, with a server of its own").isFalse();
    }

    static Stream<Path> classes() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith("IT.java") && !file.endsWith("LanesIT.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
