package org.mcxidms.testkit;

import java.nio.file.Path;
import java.util.Optional;

/** A running Keycloak with the shipped jars and the shipped realms. */
public interface McxServer extends AutoCloseable {

    /** Where clients reach the server, such as {@code http://localhost:41234}; no slash at the end. */
    String baseUrl();

    /** The server's console output: one file that grows. */
    Path log();

    /** The host name by which the server reaches this JVM: for receivers that tests open. */
    default String nameOfTestHost() {
        return "localhost";
    }

    /** What the server's metrics endpoint says, in Prometheus' text format; empty where the tests cannot reach the endpoint. */
    default Optional<String> metrics() {
        return Optional.empty();
    }

    @Override
    void close();
}
