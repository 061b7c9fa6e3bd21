package org.mcxidms.conformance;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code java -jar mcx-conformance.jar}. */
@Command(name = "mcx-conformance", mixinStandardHelpOptions = true, subcommands = {RunCommand.class, KeycloakAccount.class},
        description = "Checks an MCX identity management server against TS 33.180 Annex B, clause by clause, over HTTP.")
final class Conformance {

    private Conformance() {
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Conformance()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }
}
