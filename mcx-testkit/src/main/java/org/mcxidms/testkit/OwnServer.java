package org.mcxidms.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class that starts a server of its own and does not ask for the one that all share ({@link McxExtension}). Such classes
 * run one after another, in a thread beside the classes that do: most of their time is a server's start.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OwnServer.LANE)
@Tag(OwnServer.TAG)
public @interface OwnServer {

    /** The lock also keeps the methods of each class in one thread, in their order. */
    String LANE = "servers of their own";
    /** By which {@code mvn verify -Pquick} leaves these classes out. */
    String TAG = "own-server";
}
