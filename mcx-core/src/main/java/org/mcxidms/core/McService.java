package org.mcxidms.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mission critical service of TS 33.180 Annex B and the names that belong to it: the MC service ID's claim and user
 * attribute (B.2.1, B.2.2), the realm role that entitles a user to the service, and the scopes that open it (B.4.2.2).
 */
public enum McService {

    /** Mission critical push to talk. It alone has scope names of release 13, which clients in the field still send. */
    PTT("mcptt", "ptt", List.of(
            "3gpp:mcptt:ptt_server",
            "3gpp:mcptt:key_management_server",
            "3gpp:mcptt:config_management_server",
            "3gpp:mcptt:group_management_server")),
    /** Mission critical video. */
    VIDEO("mcvideo", "video", List.of()),
    /** Mission critical data. */
    DATA("mcdata", "data", List.of());

    private static final Map<String, McService> BY_SCOPE = Stream.of(values())
            .flatMap(service -> service.scopes.stream().map(scope -> Map.entry(scope, service)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String id;
    private final String serviceIdName;
    private final String role;
    private final List<String> scopes;

    McService(String prefix, String id, List<String> release13Scopes) {
        this.id = id;
        this.serviceIdName = prefix + "_id";
        this.role = prefix + "-user";
        this.scopes = Stream.concat(
                Stream.of("", "key_management_", "config_management_", "group_management_")
                        .map(area -> "3gpp:mc:" + id + "_" + area + "service"),
                release13Scopes.stream()).toList();
    }

    /** The service's short name in configuration values: {@code ptt}, {@code video} or {@code data}. */
    public String id() {
        return id;
    }

    /** The claim that carries the MC service ID, for example {@code mcptt_id} (B.2.1, B.2.2). */
    public String claim() {
        return serviceIdName;
    }

    /** The user attribute that holds the MC service ID; it has the claim's name. */
    public String attribute() {
        return serviceIdName;
    }

    /** The realm role that entitles a user to the service, for example {@code mcptt-user}. */
    public String role() {
        return role;
    }

    /** Every scope name that opens the service, release 13 names included (B.4.2.2). */
    public List<String> scopes() {
        return scopes;
    }

    /** The service whose {@link #id()} is {@code id}; empty for any other value, {@code null} included. */
    public static Optional<McService> ofId(String id) {
        return Stream.of(values()).filter(service -> service.id.equals(id)).findFirst();
    }

    /** The service that {@code scope} opens; empty for a scope of no single service. */
    public static Optional<McService> ofScope(String scope) {
        return Optional.ofNullable(BY_SCOPE.get(scope));
    }
}
