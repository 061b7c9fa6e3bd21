package org.mcxidms.conformance;

import java.io.Console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The password of the user who logs in: as given, or typed at the terminal. */
final class Password {

    /** The variable of the environment that gives it. */
    static final String VARIABLE = "MCX_PASSWORD";

    private Password() {
    }

    /** @param given may be {@code null}: then the user is asked */
    static String of(String username, String given, CommandSpec spec) {
        if (given != null) {
            return given;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", username);
        if (typed == null) {
            throw new ParameterException(spec.commandLine(), VARIABLE + " is not set, and there is no terminal to ask at");
        }
        return new String(typed);
    }
}
