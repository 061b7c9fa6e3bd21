package org.mcxidms.core;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The scope names of TS 33.180 B.4.2.2 and how a {@code scope} string is read (RFC 6749, 3.3). */
public final class McScope {

    /** Opens the location management service, which every MC user may use. */
    public static final String LOCATION_MANAGEMENT = "3gpp:mc:location_management_service";

    private static final Set<String> NAMES = Collections.unmodifiableSet(
            Stream.concat(Arrays.stream(McService.values()).map(McService::scopes).flatMap(List::stream),
                    Stream.of(LOCATION_MANAGEMENT)).collect(LinkedHashSet::new, Set::add, Set::addAll));

    private McScope() {
    }

    /** Every MC scope name, {@code openid} not among them. */
    public static Set<String> names() {
        return NAMES;
    }

    /**
     * The scope names in a space-separated {@code scope} string, in their order.
     *
     * @param scope may be {@code null} or blank, which names none
     */
    public static List<String> parse(String scope) {
        return scope == null || scope.isBlank() ? List.of() : List.of(scope.strip().split(" +"));
    }

    /** The MC services that at least one of {@code scopes} opens. */
    public static Set<McService> services(Iterable<String> scopes) {
        Set<McService> services = EnumSet.noneOf(McService.class);
        for (String scope : scopes) {
            McService.ofScope(scope).ifPresent(services::add);
        }
        return services;
    }

    /** Whether {@code scope}, a space-separated string or {@code null}, names at least one MC scope. */
    public static boolean namesAny(String scope) {
        return parse(scope).stream().anyMatch(NAMES::contains);
    }
}
