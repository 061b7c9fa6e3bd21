package org.mcxidms.tools;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import jakarta.ws.rs.NotFoundException;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.core.McService;

/**
 * What a realm has before users are provisioned, as far as their file asks.
 *
 * @param users       those of the file who are there already, by user name
 * @param idOwners    who has which MC service ID, of all users of the realm
 * @param roles       the roles that the file can give, by name
 * @param rolesOfUser which of these a user has, by the user's id
 * @param partners    the aliases of identity providers; read only where the file has links
 */
record RealmContent(Map<String, UserRepresentation> users, Map<ServiceIdKey, String> idOwners,
        Map<String, RoleRepresentation> roles,
        Map<String, Set<String>> rolesOfUser, Set<String> partners) {

    /** Stands for several owners of an MC service ID; no user is called so. */
    private static final String SEVERAL = "";

    /**
     * Reads a page at a time, and keeps only the file's users and everybody's MC service IDs.
     *
     * @param eachUser is shown every user of the realm
     */
    static RealmContent read(RealmResource realm, List<UserLine> lines, Consumer<UserRepresentation> eachUser) {
        Set<String> wanted = lines.stream().map(UserLine::username).collect(Collectors.toSet());
        Map<String, UserRepresentation> users = new HashMap<>();
        Map<ServiceIdKey, String> idOwners = new HashMap<>();
        RealmUsers.forEach(realm, user -> {
            eachUser.accept(user);
            if (wanted.contains(user.getUsername())) {
                users.put(user.getUsername(), user);
            }
            for (McService service : McService.values()) {
                String id = RealmUsers.attribute(user, service.attribute());
                if (id != null) {
                    idOwners.merge(new ServiceIdKey(service.attribute(), id), user.getUsername(),
                            (one, other) -> one.equals(other) ? one : SEVERAL);
                }
            }
        });
        Map<String, RoleRepresentation> roles = new HashMap<>();
        Map<String, Set<String>> rolesOfUser = new HashMap<>();
        for (String role : rolesIn(lines)) {
            roles.put(role, role(realm, role));
            RealmUsers.forEachPage(AdminRole.VIEW_REALM,
                    first -> realm.roles().get(role).getUserMembers(true, first, RealmUsers.PAGE),
                    user -> rolesOfUser.computeIfAbsent(user.getId(), id -> new TreeSet<>()).add(role));
        }
        boolean hasLinks = lines.stream().anyMatch(line -> !line.links().isEmpty());
        return new RealmContent(users, idOwners, roles, rolesOfUser, hasLinks ? partnersOf(realm) : Set.of());
    }

    private static Set<String> rolesIn(List<UserLine> lines) {
        Set<String> roles = new TreeSet<>(UserFile.MC_ROLES);
        if (lines.stream().anyMatch(line -> line.roles() != null && line.roles().contains(UserFile.OFFLINE_ROLE))) {
            roles.add(UserFile.OFFLINE_ROLE);
        }
        return roles;
    }

    private static RoleRepresentation role(RealmResource realm, String role) {
        try {
            return AdminConnection.retry(AdminRole.VIEW_REALM, () -> realm.roles().get(role).toRepresentation());
        } catch (NotFoundException e) {
            throw new IllegalArgumentException("the realm has no role " + role + ": it is not made from mcx-realm.json", e);
        }
    }

    private static Set<String> partnersOf(RealmResource realm) {
        return AdminConnection.retry(AdminRole.VIEW_IDENTITY_PROVIDERS, () -> realm.identityProviders().findAll()).stream()
                .map(IdentityProviderRepresentation::getAlias).collect(Collectors.toSet());
    }

    /** Whether a user other than {@code username} has the ID for the service, or several users have. */
    boolean isAnothers(McService service, String id, String username) {
        String owner = idOwners.get(new ServiceIdKey(service.attribute(), id));
        return owner != null && !owner.equals(username);
    }

    Set<String> rolesOf(String userId) {
        return rolesOfUser.getOrDefault(userId, Set.of());
    }
}
