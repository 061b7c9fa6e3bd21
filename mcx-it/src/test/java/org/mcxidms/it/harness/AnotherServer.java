package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server beside the one under test, for tests of two domains: the {@code ./mcx run} of the distribution, with a database of
 * its own that outlives {@link #restart()}.
 */
public final class AnotherServer implements McxServer {

    private final int port = Settings.freePort();
    private final Path home;
    private final Path log;
    private final String[] options;
    private Process process;

    private AnotherServer(String name, String... options) {
        home = Settings.target().resolve("mcx-" + name);
        log = Settings.target().resolve("server-" + name + ".log");
        this.options = options;
    }

    /** Starts with an empty database; the options are those of {@code kc.sh start}. */
    public static AnotherServer start(String name, String... options) {
        AnotherServer server = new AnotherServer(name, options);
        server.run("clean");
        server.await();
        return server;
    }

    /** The way to its realms. */
    public Mcx mcx() {
        return new Mcx(this);
    }

    /** Stops it in good order, for the embedded database writes with a delay, and starts it again. */
    public void restart() {
        Processes.stop(process);
        await();
    }

    private void await() {
        process = launch(Stream.concat(Stream.of("run", "--no-build", "--"), Arrays.stream(options)).toArray(String[]::new));
        try {
            new ServerLog(log).awaitReady(baseUrl() + "/realms/mcx-partner", process::isAlive);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void run(String command) {
        process = launch(command);
        Processes.awaitEnd(process);
    }

    private Process launch(String... arguments) {
        ProcessBuilder launcher = new ProcessBuilder(Settings.root().resolve("mcx").toString())
                .directory(Settings.root().toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        launcher.command().addAll(List.of(arguments));
        launcher.environment().putAll(Settings.environment(port));
        launcher.environment().put("MCX_HOME", home.toString());
        try {
            return launcher.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public String nameOfTestHost() {
        return "localhost";
    }

    @Override
    public void close() {
        Processes.stop(process);
    }
}
