package org.mcxidms.tools;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;

/**
 * One user of a realm as an administrator works on it. The admin API's PUT replaces the whole user: a body that names only the
 * attributes erases the user's names, e-mail address and every other attribute. So every change here reads the whole user,
 * changes one attribute, and writes the whole user back.
 */
final class RealmAccount {

    private static final String ACTIVE = "active";

    private final UserResource resource;
    private UserRepresentation user;

    private RealmAccount(UserResource resource) {
        this.resource = resource;
        this.user = AdminConnection.retry(AdminRole.VIEW_USERS, resource::toRepresentation);
    }

    /**
     * Finds the one user who is meant.
     *
     * @param name a user name, an MC service ID, or Keycloak's id of the user, as events have it
     * @throws RefusedException where no user, or more than one, is meant
     */
    static RealmAccount find(RealmResource realm, String name) {
        if (name.isBlank()) {
            // To Keycloak a search for nothing is a search for everybody: in a script, a variable that is not set.
            throw new IllegalArgumentException("USER is empty");
        }
        Map<String, UserRepresentation> found = new LinkedHashMap<>();
        AdminConnection.retry(AdminRole.VIEW_USERS, () -> realm.users().searchByUsername(name, true))
                .forEach(user -> found.put(user.getId(), user));
        for (McService service : McService.values()) {
            AdminConnection.retry(AdminRole.VIEW_USERS, () -> realm.users().searchByAttributes(query(service.attribute(), name)))
                    .stream().filter(user -> hasServiceId(user, service, name)).forEach(user -> found.put(user.getId(), user));
        }
        if (found.isEmpty() && isUserId(name)) {
            try {
                return new RealmAccount(realm.users().get(name));
            } catch (NotFoundException e) {
                throw new RefusedException(nobody(name));
            }
        }
        if (found.isEmpty()) {
            // To an account that may query users but not view them the answer is empty, whoever is there.
            RealmUsers.requireView(realm);
            throw new RefusedException(nobody(name));
        }
        if (found.size() > 1) {
            throw new RefusedException("more than one user is called or has the MC service ID " + name
                    + "; nothing is changed. Give one of these user ids instead: " + String.join(", ", found.keySet()));
        }
        return new RealmAccount(realm.users().get(found.keySet().iterator().next()));
    }

    private static String nobody(String name) {
        return "no user of the realm has the user name, the MC service ID or the user id " + name;
    }

    /** The search of the admin API takes {@code name:"value"}; a quote or a backslash in the value is escaped. */
    private static String query(String attribute, String value) {
        return attribute + ":\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static boolean hasServiceId(UserRepresentation user, McService service, String id) {
        return user.getAttributes() != null && user.getAttributes().getOrDefault(service.attribute(), List.of()).stream()
                .anyMatch(id::equalsIgnoreCase);
    }

    private static boolean isUserId(String name) {
        try {
            return UUID.fromString(name).toString().equalsIgnoreCase(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    UserRepresentation user() {
        return user;
    }

    String username() {
        return user.getUsername();
    }

    /** The account's status in a word: {@code active} where the user has none. */
    String status() {
        List<String> values = attributes().getOrDefault(McUserAttribute.STATUS, List.of());
        return values.isEmpty() ? ACTIVE : String.join(" and ", values);
    }

    /** The decision about the account at {@code now}, for the services of its roles. */
    AccountVerdict verdict(Instant now) {
        Set<String> roles = roles();
        Set<McService> services = EnumSet.noneOf(McService.class);
        for (McService service : McService.values()) {
            if (roles.contains(service.role())) {
                services.add(service);
            }
        }
        return new McAccount(Boolean.TRUE.equals(user.isEnabled()), attributes()).at(now, services, null);
    }

    /** The realm roles that the user has, by groups and composites too. */
    Set<String> roles() {
        return AdminConnection.retry(AdminRole.VIEW_USERS, () -> resource.roles().realmLevel().listEffective()).stream()
                .map(RoleRepresentation::getName).collect(Collectors.toSet());
    }

    /** How many online sessions the user has. */
    int sessions() {
        return AdminConnection.retry(AdminRole.VIEW_USERS, resource::getUserSessions).size();
    }

    Map<String, List<String>> attributes() {
        return Objects.requireNonNullElse(user.getAttributes(), Map.of());
    }

    /**
     * Sets the account's status and leaves everything else as it is.
     *
     * @throws RefusedException with the server's reason, where the server does not take it
     */
    void setStatus(String status) {
        Map<String, List<String>> attributes = new HashMap<>(attributes());
        attributes.put(McUserAttribute.STATUS, new ArrayList<>(List.of(status)));
        user.setAttributes(attributes);
        try {
            AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
                resource.update(user);
                return user;
            });
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() != Response.Status.BAD_REQUEST.getStatusCode()) {
                throw e;
            }
            throw new RefusedException("the server does not save " + username() + ": " + ServerAnswer.explain(e));
        }
        user = AdminConnection.retry(AdminRole.VIEW_USERS, resource::toRepresentation);
        if (!attributes().getOrDefault(McUserAttribute.STATUS, List.of()).equals(List.of(status))) {
            throw new RefusedException("the realm does not keep " + McUserAttribute.STATUS
                    + ": its user profile lacks the MC attributes of mcx-realm.json");
        }
    }
}
