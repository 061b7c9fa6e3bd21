package org.mcxidms.tools;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.EventRepresentation;
import org.mcxidms.core.McEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells from the stored events which clients a rule of the request profile in log mode would refuse. */
@Command(name = "breakages",
        description = "Which clients would break if the rules in log mode were enforced; exit status 1 where there are any.")
final class BreakagesCommand implements Callable<Integer> {

    /** The event of a rule in log mode. */
    private static final String LOGGED = "CLIENT_INFO";
    private static final ResourceBundle REMEDIES = ResourceBundle.getBundle("org.mcxidms.tools.remedies");

    @Mixin
    private AdminConnection connection;

    @Spec
    private CommandSpec spec;

    record Seen(long count, long first, long last) {

        Seen and(Seen other) {
            return new Seen(count + other.count, Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    @Override
    public Integer call() {
        RealmResource realm = connection.open();
        Map<String, Map<String, Seen>> clients = new TreeMap<>();
        Set<String> counted = new HashSet<>();
        RealmUsers.forEachPage(AdminRole.VIEW_EVENTS,
                first -> realm.getEvents(List.of(LOGGED), null, null, null, null, null, first, RealmUsers.PAGE),
                event -> collect(event, counted, clients));
        PrintWriter out = spec.commandLine().getOut();
        clients.forEach((client, rules) -> rules.forEach((rule, seen) -> {
            out.printf("%s %s: %s from %s to %s%n", client, rule, AccountText.count(seen.count(), "time"),
                    Instant.ofEpochMilli(seen.first()), Instant.ofEpochMilli(seen.last()));
            out.println("  " + (REMEDIES.containsKey(rule) ? REMEDIES.getString(rule) : "see docs/configuration.md"));
        }));
        out.println(AccountText.count(clients.size(), "client") + " would break");
        return clients.isEmpty() ? McxTools.OK : McxTools.FOUND;
    }

    /** An event that arrives between two pages moves the others by one, so that both pages show the same event. */
    static void collect(EventRepresentation event, Set<String> counted, Map<String, Map<String, Seen>> clients) {
        String rule = event.getDetails() == null ? null : event.getDetails().get(McEvent.RULE);
        if (rule != null && counted.add(event.getId())) {
            clients.computeIfAbsent(String.valueOf(event.getClientId()), client -> new TreeMap<>())
                    .merge(rule, new Seen(1, event.getTime(), event.getTime()), Seen::and);
        }
    }
}
