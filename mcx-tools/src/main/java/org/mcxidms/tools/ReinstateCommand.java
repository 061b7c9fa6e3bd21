package org.mcxidms.tools;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;

import org.mcxidms.core.AccountVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an account active again. */
@Command(name = "reinstate", description = {
    "Sets an account's status to active. Nothing else of the user changes, and old tokens stay dead: the user logs in again.",
    "Exit status: 0 the status is active, 1 refused (no such user), 2 wrong use or no answer."})
final class ReinstateCommand implements Callable<Integer> {

    private static final String ACTIVE = "active";

    @Mixin
    private AdminConnection connection;

    @Parameters(index = "0", paramLabel = "USER", description = "a user name, an MC service ID or a user id")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RealmAccount account = RealmAccount.find(connection.open(), name);
        PrintWriter out = spec.commandLine().getOut();
        String before = account.status();
        if (ACTIVE.equals(before)) {
            out.println(account.username() + " is active already");
        } else {
            account.setStatus(ACTIVE);
            out.println(account.username() + " is active; it was " + before);
        }
        AccountVerdict verdict = account.verdict(Instant.now());
        if (!verdict.isValid()) {
            out.println("  The account is still " + AccountText.of(verdict) + ".");
        }
        return McxTools.OK;
    }
}
