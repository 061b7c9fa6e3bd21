package org.mcxidms.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McEvent;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists the accounts that somebody should look at. Reads the realm page by page and keeps only the accounts it lists. */
@Command(name = "accounts", description = {
    "Lists accounts that are suspended or revoked, end soon, are malformed, lack an MC service ID, or were refused.",
    "With several options an account is listed that meets one of them; without any, every account is.",
    "Exit status: 0 done, 2 wrong use or no answer."})
final class AccountsCommand implements Callable<Integer> {

    /** How the list is written. */
    enum Format { TABLE, CSV, HTML }

    /** Which accounts; all of these are alternatives. */
    static final class Wanted {

        @Option(names = "--suspended", description = "suspended or revoked")
        private boolean suspended;

        @Option(names = "--expiring", paramLabel = "DAYS", description = "valid now, and no longer in DAYS days")
        private Integer expiring;

        @Option(names = "--malformed",
                description = "with a value that the account check does not understand, or an end before the beginning")
        private boolean malformed;

        @Option(names = "--without-id", description = "entitled to a service, without an MC service ID for it")
        private boolean withoutId;

        @Option(names = "--refused", paramLabel = "TIME",
                description = "refused within TIME, such as 24h, 30m or 7d, by the stored events")
        private String refused;
    }

    @Mixin
    private AdminConnection connection;

    @ArgGroup(exclusive = false)
    private Wanted wanted;

    @Option(names = "--format", defaultValue = "table", paramLabel = "FORMAT",
            description = "table, csv (what provision reads) or html (one page); default ${DEFAULT-VALUE}")
    private Format format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (wanted != null && wanted.expiring != null && wanted.expiring < 0) {
            throw new ParameterException(spec.commandLine(), "--expiring is a number of days, such as 30");
        }
        Instant now = Instant.now();
        Duration back = wanted == null || wanted.refused == null ? null : duration(wanted.refused);
        RealmResource realm = connection.open();
        Set<String> refused = back == null ? Set.of() : refusedSince(realm, now.minus(back));
        Map<String, Set<String>> roles = new HashMap<>();
        for (McService service : McService.values()) {
            RealmUsers.forEachPage(AdminRole.VIEW_REALM,
                    first -> realm.roles().get(service.role()).getUserMembers(true, first, RealmUsers.PAGE),
                    user -> roles.computeIfAbsent(user.getId(), id -> new TreeSet<>()).add(service.role()));
        }
        List<ListedAccount> accounts = new ArrayList<>();
        RealmUsers.forEach(realm, user -> {
            Set<String> own = roles.getOrDefault(user.getId(), Set.of());
            AccountVerdict verdict = verdict(user, own, now);
            if (isWanted(user, own, verdict, refused, now)) {
                accounts.add(new ListedAccount(user, own, verdict, account(user).faultyAttribute()));
            }
        });
        accounts.sort(Comparator.comparing(ListedAccount::username));
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case CSV -> ListedAccount.csv(accounts, out);
            case HTML -> ListedAccount.html(accounts, connection.realm(), now, out);
            default -> ListedAccount.table(accounts, out);
        }
        out.flush();
        return McxTools.OK;
    }

    private static AccountVerdict verdict(UserRepresentation user, Set<String> roles, Instant now) {
        return account(user).at(now, services(roles), null);
    }

    private static Set<McService> services(Set<String> roles) {
        Set<McService> services = EnumSet.noneOf(McService.class);
        for (McService service : McService.values()) {
            if (roles.contains(service.role())) {
                services.add(service);
            }
        }
        return services;
    }

    private static McAccount account(UserRepresentation user) {
        Map<String, List<String>> attributes = user.getAttributes() == null ? Map.of() : user.getAttributes();
        return new McAccount(Boolean.TRUE.equals(user.isEnabled()), attributes);
    }

    /** Each option but {@code --expiring} also lists an account that is not valid for another reason. */
    private boolean isWanted(UserRepresentation user, Set<String> roles, AccountVerdict verdict, Set<String> refused,
            Instant now) {
        if (wanted == null) {
            return true;
        }
        String status = Objects.requireNonNullElse(RealmUsers.attribute(user, McUserAttribute.STATUS), "");
        return wanted.suspended && McAccount.refusedStatuses().contains(status)
                || wanted.malformed && account(user).faultyAttribute().isPresent()
                || wanted.withoutId && services(roles).stream()
                        .anyMatch(service -> RealmUsers.attribute(user, service.attribute()) == null)
                || wanted.expiring != null && verdict.validUntil()
                        .filter(until -> !until.isAfter(now.plus(Duration.ofDays(wanted.expiring)))).isPresent()
                || refused.contains(user.getId());
    }

    /** The users whom the stored events say were refused since {@code since}. */
    private static Set<String> refusedSince(RealmResource realm, Instant since) {
        Set<String> users = new HashSet<>();
        RealmUsers.forEachPage(AdminRole.VIEW_EVENTS,
                first -> realm.getEvents(null, null, null, null, null, null, first, RealmUsers.PAGE),
                (EventRepresentation event) -> {
                    if (event.getTime() >= since.toEpochMilli() && event.getUserId() != null && event.getDetails() != null
                            && event.getDetails().containsKey(McEvent.REASON)) {
                        users.add(event.getUserId());
                    }
                });
        return users;
    }

    private Duration duration(String text) {
        if (!text.matches("[1-9][0-9]{0,5}[mhd]")) {
            throw new ParameterException(spec.commandLine(), "--refused is a number with m, h or d, such as 24h");
        }
        return Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(java.util.Locale.ROOT));
    }
}
