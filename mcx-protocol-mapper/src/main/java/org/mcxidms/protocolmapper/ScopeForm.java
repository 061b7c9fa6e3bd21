package org.mcxidms.protocolmapper;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.keycloak.representations.AccessToken;

/**
 * How an access token writes {@code scope}. TS 33.180 B.2.2 asks for a string, its worked example has an array, and servers
 * of both kinds are deployed. Token responses and introspection always have a string: standard clients read no other.
 */
enum ScopeForm {

    STRING(token -> token),
    ARRAY(ArrayScope::of);

    private final UnaryOperator<AccessToken> form;

    ScopeForm(UnaryOperator<AccessToken> form) {
        this.form = form;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    AccessToken apply(AccessToken token) {
        return form.apply(token);
    }

    static boolean isKnown(String id) {
        return id == null || id.isEmpty() || find(id).isPresent();
    }

    /** The form named {@code id}; {@link #STRING} for anything else. */
    static ScopeForm of(String id) {
        return find(id).orElse(STRING);
    }

    private static Optional<ScopeForm> find(String id) {
        return Arrays.stream(values()).filter(form -> form.id().equals(id)).findFirst();
    }
}
