package org.mcxidms.it.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.mcxidms.testkit.ServerProcess;

/** A disk that can be filled up, and be cleared again. */
interface Disk {

    /** From now on no file of the server's grows. To be called again while it lasts, for the database may give room back. */
    void fill();

    void clear();

    /** As if the server's disk were full (EFBIG): by the soft limit of its files, which its owner may lift again. */
    static Disk limitOf(ServerProcess server) {
        return new Disk() {

            @Override
            public void fill() {
                limit("1");
            }

            @Override
            public void clear() {
                limit("unlimited");
            }

            private void limit(String bytes) {
                try {
                    if (new ProcessBuilder("prlimit", "--pid", Long.toString(server.process().pid()), "--fsize=" + bytes + ":")
                            .inheritIO().start().waitFor() != 0) {
                        throw new IllegalStateException("prlimit refused");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** A small file system (ENOSPC) with the server's database in this directory. */
    static Disk at(Path directory) {
        Path rest = directory.resolve("rest");
        return new Disk() {

            @Override
            public void fill() {
                byte[] block = new byte[4096];
                try (OutputStream filler = Files.newOutputStream(rest, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                    while (true) {
                        filler.write(block);
                    }
                } catch (IOException e) {
                    if (!String.valueOf(e.getMessage()).contains("No space left")) {
                        throw new UncheckedIOException(e);
                    }
                }
            }

            @Override
            public void clear() {
                try {
                    Files.delete(rest);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
