package org.mcxidms.testkit;

import java.nio.file.Path;

/** A server that someone started with {@link Settings#environment}; it goes on running. For work on the tests themselves. */
record AttachedServer(String baseUrl) implements McxServer {

    @Override
    public Path log() {
        return Path.of(System.getProperty("mcx.it.log"));
    }

    @Override
    public void close() {
        // not started here
    }
}
