package org.mcxidms.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    private final Path smallDisk;
    private Process process;

    private AnotherServer(String name, Path smallDisk) {
        log = Settings.target().resolve("server-" + name + ".log");
        this.smallDisk = smallDisk;
    }

    /** Starts with an empty database; one at a time. It has the passkey page, and takes a client's certificate from a proxy. */
    public static AnotherServer start(String name) {
        return start(name, null);
    }

    /** @param smallDisk an empty directory for its database, on a file system that {@link #fillDisk()} may fill; or null */
    public static synchronized AnotherServer start(String name, Path smallDisk) {
        AnotherServer server = new AnotherServer(name, smallDisk);
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

    /**
     * From now on no file of the server's grows, for its small disk is full (ENOSPC), or as if it were (EFBIG); that they can
     * again is {@link #clearDisk()}. To be called again while it lasts, for the database may give room back.
     */
    public void fillDisk() {
        if (smallDisk == null) {
            limitFileSize("1");
            return;
        }
        byte[] block = new byte[4096];
        try (OutputStream rest = Files.newOutputStream(rest(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                rest.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public void clearDisk() {
        if (smallDisk == null) {
            limitFileSize("unlimited");
            return;
        }
        try {
            Files.delete(rest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path rest() {
        return smallDisk.resolve("rest");
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
        if (smallDisk != null) {
            launcher.environment().put("KC_DB_URL_PATH", smallDisk.toString());
        }
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
