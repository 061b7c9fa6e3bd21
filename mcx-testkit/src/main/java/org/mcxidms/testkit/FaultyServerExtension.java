package org.mcxidms.testkit;

import java.util.Map;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link FaultyServer} with the bundle, one for all that break something: a start takes half a minute. */
public final class FaultyServerExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FaultyServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        FaultyServer faulty = context.getRoot().getStore(ExtensionContext.Namespace.create(FaultyServerExtension.class))
                .getOrComputeIfAbsent(FaultyServer.class, key -> FaultyServer.withBundle("faulty", Map.of()), FaultyServer.class);
        faulty.repair();
        return faulty;
    }
}
