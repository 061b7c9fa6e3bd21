package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The beginning and the end of processes. */
final class Processes {

    private static final long PATIENCE_SECONDS = 30;

    private Processes() {
    }

    /** Starts the command; all it prints goes to the end of {@code output}. */
    static Process launch(ProcessBuilder command, Path output) {
        try {
            return command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the process to end and waits; after a while kills the process. */
    static void stop(Process process) {
        process.destroy();
        awaitEnd(process);
    }

    /** Waits until the process ends by itself; after a while kills the process. */
    static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The server's own process, below the scripts that started it. */
    static ProcessHandle java(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(one -> one.info().command().filter(command -> command.endsWith("/java")).isPresent())
                .findFirst().orElseThrow();
    }

    /** Waits for the process, as long as it takes, and tells its exit code. */
    static int complete(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
