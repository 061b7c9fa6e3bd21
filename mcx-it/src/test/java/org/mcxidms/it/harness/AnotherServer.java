package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server beside the one under test, for tests of two domains: the {@code ./mcx run} of the distribution, with a database of
 * its own that outlives {@link #restart()}.
 */
public final class AnotherServer implements McxServer {

    /** What any of its tests needs: with the same options the server is built once for all. */
    private static final List<String> OPTIONS = List.of("--features=passkeys-conditional-ui-authenticator",
            "--spi-x509cert-lookup--provider=rfc9440", "--proxy-headers=xforwarded");
    private static final Path HOME = Settings.target().resolve("mcx-another");
    private static boolean built;

    private final int port = Settings.freePort();
    private final Path log;
    private Process process;

    private AnotherServer(String name) {
        log = Settings.target().resolve("server-" + name + ".log");
    }

    /** Starts with an empty database; one at a time. It has the passkey page, and takes a client's certificate from a proxy. */
    public static synchronized AnotherServer start(String name) {
        AnotherServer server = new AnotherServer(name);
        if (built) {
            DistributionServer.deleteTree(HOME.resolve("keycloak-" + Settings.keycloakVersion() + "/data"));
        } else {
            server.run("clean");
        }
        server.await();
        built = true;
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

    /** From now on no file of the server's grows, as where its disk is full; that they can again is {@link #clearDisk()}. */
    public void fillDisk() {
        limitFileSize("1");
    }

    public void clearDisk() {
        limitFileSize("unlimited");
    }

    /** The soft limit, which its owner may lift again. */
    private void limitFileSize(String bytes) {
        try {
            if (Processes.complete(new ProcessBuilder("prlimit", "--pid", Long.toString(Processes.java(process).pid()),
                    "--fsize=" + bytes + ":").inheritIO().start()) != 0) {
                throw new IllegalStateException("prlimit refused");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        process = launch(Stream.concat(Stream.of("run", "--no-build", "--"), OPTIONS.stream()).toArray(String[]::new));
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
        launcher.environment().put("MCX_HOME", HOME.toString());
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
    public void close() {
        Processes.stop(process);
    }
}
