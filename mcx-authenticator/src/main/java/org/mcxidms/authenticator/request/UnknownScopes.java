package org.mcxidms.authenticator.request;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.mcxidms.core.McScope;

/**
 * The scope names of a request that its client cannot get: names that the realm does not have, and names of the realm that
 * this client does not have. The two are treated alike, so that nobody learns from an answer which names exist. OpenID Connect
 * Core 3.1.2.1: such values SHOULD be ignored. Keycloak refuses the whole request.
 *
 * @param kept what remains, as a {@code scope} string
 */
record UnknownScopes(String kept, List<String> dropped) {

    /** The rule's name in configurations, events and error texts. */
    static final String KEY = "unknown-scopes";

    private static final int DETAIL_LENGTH = 255;
    /** Keycloak looks through all scopes of a client for each name: a stranger's request must not make it do so for thousands. */
    private static final int MOST_NAMES = 200;

    /** What happens to a request that names some. */
    enum Mode {

        /** Goes on without them. */
        DROP,
        /** Goes on without them, with an event that names them. */
        LOG,
        /** Is refused. */
        REFUSE;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Mode byDefault() {
            return DROP;
        }

        /** Empty where the configured value is none of these. */
        static Optional<Mode> of(Object configured) {
            if (configured == null || "".equals(configured)) {
                return Optional.of(byDefault());
            }
            return Arrays.stream(values()).filter(mode -> mode.id().equals(configured)).findFirst();
        }
    }

    /** @param known whether the client can get every name of a {@code scope} string; the whole is asked about first */
    static UnknownScopes in(String scope, Predicate<String> known) {
        List<String> distinct = McScope.parse(scope).stream().distinct().toList();
        if (distinct.size() > MOST_NAMES) {
            return new UnknownScopes("", distinct);
        }
        String whole = String.join(" ", distinct);
        if (known.test(whole)) {
            return new UnknownScopes(whole, List.of());
        }
        Map<Boolean, List<String>> names = distinct.stream().collect(Collectors.partitioningBy(known));
        return new UnknownScopes(String.join(" ", names.get(true)), names.get(false));
    }

    boolean isEmpty() {
        return dropped.isEmpty();
    }

    /**
     * Whether a request without them would say something else than the client meant: a refresh without any scope is one for
     * everything. Such a request is refused, and one with more names than any client needs is as well.
     */
    boolean isEverything() {
        return kept.isEmpty();
    }

    /** For an event. */
    String detail() {
        String names = String.join(" ", dropped);
        return names.length() <= DETAIL_LENGTH ? names : names.substring(0, DETAIL_LENGTH);
    }
}
