package org.mcxidms.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;

/** A test class that reads what the shared server says of all its realms: its log, its metrics. Nobody else works on it meanwhile. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(WholeServer.LOCK)
public @interface WholeServer {

    String LOCK = "the shared server's log and metrics";
}
