package org.mcxidms.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * An operator's commands over Keycloak's admin API. Exit status: 0 done and all well, 1 something was found or refused, 2 wrong
 * use, or the server gave no answer.
 */
@Command(name = "./mcx", subcommands = {SuspendCommand.class, ReinstateCommand.class, StatusCommand.class, AccountsCommand.class,
    ProvisionCommand.class, DuplicatesCommand.class, AddScopeCommand.class, BreakagesCommand.class, ClientConfigCommand.class})
public final class McxTools {

    static final int OK = 0;
    static final int FOUND = 1;
    static final int FAILED = 2;

    private McxTools() {
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new McxTools()).setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("mcx: " + ServerAnswer.explain(e));
                    return e instanceof RefusedException ? FOUND : FAILED;
                }).execute(args));
    }
}
