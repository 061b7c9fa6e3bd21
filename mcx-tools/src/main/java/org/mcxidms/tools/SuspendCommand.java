package org.mcxidms.tools;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Suspends an account. */
@Command(name = "suspend", description = {
    "Suspends an account: no token from now on, and its sessions end. Nothing else of the user changes.",
    "Exit status: 0 the account is suspended, 1 refused (no such user, a revoked account), 2 wrong use or no answer."})
final class SuspendCommand implements Callable<Integer> {

    private static final String SUSPENDED = "suspended";
    private static final String REVOKED = "revoked";
    /** The bundle ends the sessions while the change is saved; this is patience for a slow server. */
    private static final int LOOKS = 10;
    private static final long PAUSE_MILLIS = 200;

    @Mixin
    private AdminConnection connection;

    @Parameters(index = "0", paramLabel = "USER", description = "a user name, an MC service ID or a user id")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        RealmAccount account = RealmAccount.find(connection.open(), name);
        PrintWriter out = spec.commandLine().getOut();
        String before = account.status();
        if (REVOKED.equals(before)) {
            throw new RefusedException(account.username() + " is revoked, which is more than suspended; nothing is changed");
        }
        int sessions = account.sessions();
        account.setStatus(SUSPENDED);
        out.println(
                account.username() + (SUSPENDED.equals(before) ? " is suspended already" : " is suspended; it was " + before));
        int left = sessions;
        for (int look = 0; left > 0 && look < LOOKS; look++) {
            left = account.sessions();
            Thread.sleep(left > 0 ? PAUSE_MILLIS : 0);
        }
        if (left > 0) {
            out.println(
                    "  " + AccountText.count(left, "session") + " still open: is the event listener mcx-account-validity-listener"
                            + " on in this realm? The next refresh is refused in any case where the client policy is on.");
        } else if (sessions > 0) {
            out.println("  " + AccountText.count(sessions, "session") + " ended");
        }
        return McxTools.OK;
    }
}
