package org.mcxidms.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Mcx} that all test classes of the run share; its server stops after the last of them. */
public final class McxExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Mcx.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(ExtensionContext.Namespace.create(McxExtension.class))
                .getOrComputeIfAbsent(Shared.class, key -> new Shared(), Shared.class).mcx;
    }

    private static final class Shared implements AutoCloseable {

        private final Mcx mcx = new Mcx(Servers.start());

        @Override
        public void close() {
            mcx.admin().close();
            mcx.server().close();
        }
    }
}
