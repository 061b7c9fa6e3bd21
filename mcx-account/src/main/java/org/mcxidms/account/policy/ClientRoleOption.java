package org.mcxidms.account.policy;

import org.keycloak.models.ClientModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * An executor's option: the executor is for those of its policy's clients that have a client role.
 *
 * <p>Keycloak's condition {@code client-roles} says the same at a price. Keycloak reads all profiles anew for each policy that
 * applies, at each refresh and introspection, and asks the database each time for the roles of a client that has none. With
 * this option one policy serves every client, and a role is looked up at the requests where it matters.
 */
public final class ClientRoleOption {

    /** Configuration key: the name of a role of the client itself. Absent or empty: every client. */
    public static final String KEY = "client-role";

    private ClientRoleOption() {
    }

    /** As the admin console shows it. */
    public static ProviderConfigProperty property() {
        return new ProviderConfigProperty(KEY, "mcxClientRole.label", "mcxClientRole.tooltip",
                ProviderConfigProperty.STRING_TYPE, null);
    }

    /** Whether {@code value}, as a realm file may hold it, can be understood. */
    public static boolean isValid(Object value) {
        return value == null || value instanceof String;
    }

    /** Whether the executor is for {@code client}. A value that is no text names a role that no client has. */
    public static boolean selects(Object value, ClientModel client) {
        return value == null || "".equals(value) || value instanceof String role && client.getRole(role) != null;
    }
}
