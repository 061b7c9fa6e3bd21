package org.mcxidms.testkit;

import java.nio.file.Path;
import java.util.Optional;

/** A running Keycloak with the shipped jars and the shipped realms. */
public interface McxServer extends AutoCloseable {

    /** Where clients reach it, such as {@code http://localhost:41234}; no slash at the end. */
    String baseUrl();

    /** Its console output: one file that grows. */
    Path log();

    /** The host name by which the server reaches this JVM: for receivers that tests open. */
    default String nameOfTestHost() {
        return "localhost";
    }

    /** What its metrics endpoint says, in Prometheus' text format; empty where the tests cannot reach the endpoint. */
    default Optional<String> metrics() {
        return Optional.empty();
    }

    @Override
    void close();
}
