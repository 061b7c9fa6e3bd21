package org.mcxidms.tools;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import jakarta.ws.rs.ForbiddenException;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.McService;
import org.mcxidms.core.ServiceIdStandIn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds users who share an MC service ID: either could act as the other. Keeps only an ID and a user id for each value. */
@Command(name = "duplicates", description = "Finds users that share an MC service ID; exit status 1 where there are any.")
final class DuplicatesCommand implements Callable<Integer> {

    @Mixin
    private AdminConnection connection;

    @Option(names = "--across-services", description = "an ID counts whatever service it is used for; always "
            + "so where the realm has a stand-in for missing MC service IDs")
    private boolean acrossServices;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<ServiceIdKey, String> firsts = new HashMap<>();
        Map<ServiceIdKey, Set<String>> shared = new TreeMap<>();
        RealmResource realm = connection.open();
        acrossServices = acrossServices || mayHaveStandIn(realm);
        RealmUsers.forEach(realm, user -> collect(user, firsts, shared));
        PrintWriter out = spec.commandLine().getOut();
        shared.forEach((key, users) -> out.println(key.service() + " " + masked(key.id()) + " " + String.join(" ", users)));
        out.println(AccountText.count(shared.size(), "duplicate MC service ID"));
        return shared.isEmpty() ? McxTools.OK : McxTools.FOUND;
    }

    /** One ID may then serve another service, and be a second user's ID there. An account that may not look counts them, too. */
    private static boolean mayHaveStandIn(RealmResource realm) {
        try {
            return AdminConnection.retry(() -> realm.clientScopes().findAll()).stream()
                    .flatMap(scope -> Stream.ofNullable(scope.getProtocolMappers()).flatMap(List::stream))
                    .anyMatch(mapper -> ServiceIdStandIn.MAPPER_ID.equals(mapper.getProtocolMapper())
                            && ServiceIdStandIn.of(mapper.getConfig()).isPresent());
        } catch (ForbiddenException e) {
            return true;
        }
    }

    private void collect(UserRepresentation user, Map<ServiceIdKey, String> firsts, Map<ServiceIdKey, Set<String>> shared) {
        for (McService service : McService.values()) {
            String id = RealmUsers.attribute(user, service.attribute());
            if (id == null) {
                continue;
            }
            ServiceIdKey key = new ServiceIdKey(acrossServices ? "any" : service.attribute(), id);
            String first = firsts.putIfAbsent(key, user.getId());
            if (first != null && !first.equals(user.getId())) {
                Set<String> users = shared.computeIfAbsent(key, k -> new LinkedHashSet<>());
                users.add(first);
                users.add(user.getId());
            }
        }
    }

    /** Enough of an ID to recognise its kind and domain, too little to use it. */
    static String masked(String id) {
        int at = id.indexOf('@');
        String name = at < 0 ? id : id.substring(0, at);
        int shown = Math.min(name.startsWith("sip:") || name.startsWith("tel:") ? 5 : 1, name.length());
        return name.substring(0, shown) + "***" + (at < 0 ? "" : id.substring(at));
    }
}
