package org.mcxidms.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test class on the server that all share ({@link McxExtension}) that looks only at realms it has made. Such a class runs in the
 * lane of {@link OwnServer}, beside the classes that use the shipped realm, but never beside one of the {@link WholeServer}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OwnServer.LANE)
@ResourceLock(value = WholeServer.LOCK, mode = ResourceAccessMode.READ)
public @interface OwnRealms {
}
