package org.mcxidms.tools;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what an account is and whether it is valid. */
@Command(name = "status", description = {
    "Tells whether an account is valid, and why not.",
    "Exit status: 0 the account is valid, 1 it is not or there is no such user, 2 wrong use or no answer."})
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private AdminConnection connection;

    @Parameters(index = "0", paramLabel = "USER", description = "a user name, an MC service ID or a user id")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        RealmAccount account = RealmAccount.find(connection.open(), name);
        UserRepresentation user = account.user();
        AccountVerdict verdict = account.verdict(Instant.now());
        PrintWriter out = spec.commandLine().getOut();
        out.println(account.username() + ": the account is " + AccountText.of(verdict));
        row(out, "name", Stream.of(user.getFirstName(), user.getLastName()).filter(Objects::nonNull)
                .collect(Collectors.joining(" ")));
        row(out, "status", account.status());
        row(out, "valid from", AccountText.date(AccountText.values(user, McUserAttribute.VALID_FROM)));
        row(out, "valid until", AccountText.date(AccountText.values(user, McUserAttribute.VALID_UNTIL)));
        Set<String> roles = account.roles();
        for (McService service : McService.values()) {
            String id = AccountText.values(user, service.attribute());
            boolean entitled = roles.contains(service.role());
            if (entitled || !id.isEmpty()) {
                row(out, service.attribute(), (id.isEmpty() ? "none" : id)
                        + (entitled ? "" : "   (not entitled: no role " + service.role() + ")"));
            }
        }
        row(out, "sessions", Integer.toString(account.sessions()));
        row(out, "user id", user.getId());
        return verdict.isValid() ? McxTools.OK : McxTools.FOUND;
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf("  %-12s %s%n", name, value.isEmpty() ? "-" : value);
    }
}
