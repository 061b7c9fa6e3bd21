package org.mcxidms.authenticator.grant;

import java.util.Objects;
import java.util.Set;

import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;

import org.mcxidms.authenticator.session.Revocation;

/** What an administrator may set at {@link AccountValidityExecutor}; see the admin console's help texts. */
public final class AccountValidityConfiguration extends ClientPolicyExecutorConfigurationRepresentation {

    /** A {@link Revocation#id()}; absent or empty means {@link Revocation#SESSION}. */
    static final String REVOKE = "revoke";
    /** {@code true}: the user is read from the user storage itself instead of Keycloak's cache. Absent: {@code false}. */
    static final String READ_USER_FROM_STORAGE = "read-user-from-storage";

    private static final Set<String> BOOLEANS = Set.of("", "true", "false");

    @Override
    public boolean validateConfig() {
        return Revocation.of(text(REVOKE)).isPresent() && BOOLEANS.contains(text(READ_USER_FROM_STORAGE));
    }

    /** An unknown value, which only a realm file can hold, revokes the most. */
    Revocation revocation() {
        return Revocation.of(text(REVOKE)).orElse(Revocation.ALL);
    }

    boolean readUserFromStorage() {
        return Boolean.parseBoolean(text(READ_USER_FROM_STORAGE));
    }

    private String text(String key) {
        return Objects.toString(getConfigAsMap().get(key), "");
    }
}
