package org.mcxidms.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** An operator's commands over Keycloak's admin API. Exit status: 0 all well, 1 something was found or rejected, 2 not run. */
@Command(name = "mcx", subcommands = {ProvisionCommand.class, DuplicatesCommand.class, BreakagesCommand.class})
public final class McxTools {

    static final int OK = 0;
    static final int FOUND = 1;
    static final int FAILED = 2;

    private McxTools() {
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new McxTools()).setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("mcx: " + AdminConnection.explain(e));
            return FAILED;
        }).execute(args));
    }
}
