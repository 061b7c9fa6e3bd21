package org.mcxidms.conformance;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code java -jar mcx-conformance.jar}. */
@Command(name = "mcx-conformance", mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, RadioCommand.class, KeycloakAccount.class},
        description = "Checks an MCX identity management server against TS 33.180 Annex B, clause by clause, over HTTP; "
                + "and does there what a radio does.")
final class Conformance {

    private Conformance() {
    }

    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Conformance()).setCaseInsensitiveEnumValuesAllowed(true);
        // One line, not a stack trace: what is thrown here was written for the person at the terminal.
        commands.setExecutionExceptionHandler((exception, command, parsed) -> {
            System.err.println("mcx-conformance: " + exception.getMessage());
            return 1;
        });
        System.exit(commands.execute(arguments));
    }
}
