package org.mcxidms.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;

/**
 * Brings users to the state that their lines want.
 *
 * <p>Keycloak makes a user with attributes, credentials and links in one transaction, but grants roles in another. So a user is
 * made disabled and long expired, gets the roles, and is enabled with its own dates last. A run that is killed leaves at most
 * such users, who cannot log in; the next run knows them by both marks and completes them. A partial import would do it in one
 * transaction, but without the user profile's validators.
 */
final class Provisioner {

    /** What became of a line. */
    enum Outcome { CREATED, COMPLETED, CHANGED, UNCHANGED }

    private static final String UNFINISHED = "1970-01-01";

    private final RealmResource realm;
    private final boolean dryRun;
    private final Map<String, UserRepresentation> present = new HashMap<>();
    private final Map<String, String> idOwners = new HashMap<>();
    private final Map<String, Set<String>> rolesOfUser = new ConcurrentHashMap<>();
    private final Map<String, RoleRepresentation> roles = new HashMap<>();
    private final Set<String> partners = new HashSet<>();

    /** Reads what the realm has: a page at a time, and keeps only the file's users and everybody's MC service IDs. */
    Provisioner(RealmResource realm, boolean dryRun, List<UserLine> lines) {
        this.realm = realm;
        this.dryRun = dryRun;
        Set<String> wanted = new HashSet<>();
        lines.forEach(line -> wanted.add(line.username()));
        RealmUsers.forEach(realm, user -> {
            if (wanted.contains(user.getUsername())) {
                present.put(user.getUsername(), user);
            }
            for (McService service : McService.values()) {
                String id = RealmUsers.attribute(user, service.attribute());
                if (id != null) {
                    idOwners.put(service.attribute() + " " + id, user.getUsername());
                }
            }
        });
        for (McService service : McService.values()) {
            String role = service.role();
            roles.put(role, AdminConnection.retry(() -> realm.roles().get(role).toRepresentation()));
            RealmUsers.forEachPage(first -> realm.roles().get(role).getUserMembers(true, first, RealmUsers.PAGE),
                    user -> rolesOfUser.computeIfAbsent(user.getId(), id -> new TreeSet<>()).add(role));
        }
        if (lines.stream().anyMatch(line -> !line.links().isEmpty())) {
            AdminConnection.retry(() -> realm.identityProviders().findAll())
                    .forEach(provider -> partners.add(provider.getAlias()));
        }
    }

    /** @throws RejectedException with the reason, where the user stays as it was */
    Outcome apply(UserLine line) throws RejectedException {
        for (McService service : McService.values()) {
            String id = line.attributes().getOrDefault(service.attribute(), "");
            String owner = idOwners.get(service.attribute() + " " + id);
            if (owner != null && !owner.equals(line.username())) {
                throw new RejectedException("duplicate " + service.attribute() + ": another user of the realm has it");
            }
        }
        for (String alias : line.links().keySet()) {
            if (!partners.contains(alias)) {
                throw new RejectedException("unknown identity provider " + alias);
            }
        }
        try {
            UserRepresentation user = present.get(line.username());
            return user == null ? create(line) : update(line, user);
        } catch (WebApplicationException e) {
            throw new RejectedException(AdminConnection.explain(e));
        }
    }

    private Outcome create(UserLine line) throws RejectedException {
        if (dryRun) {
            return Outcome.CREATED;
        }
        UserRepresentation user = new UserRepresentation();
        user.setUsername(line.username());
        write(line, user);
        user.setRequiredActions(line.actions());
        if (line.password() != null) {
            CredentialRepresentation credential = new CredentialRepresentation();
            credential.setType(CredentialRepresentation.PASSWORD);
            credential.setValue(line.password());
            user.setCredentials(List.of(credential));
        }
        user.setFederatedIdentities(line.links().entrySet().stream()
                .map(link -> link(link.getKey(), link.getValue())).toList());
        user.setEnabled(false);
        user.getAttributes().put(McUserAttribute.VALID_UNTIL, List.of(UNFINISHED));
        String id = AdminConnection.retry(() -> {
            try (Response response = realm.users().create(user)) {
                // Read after it is closed, for the reason of a refusal.
                response.bufferEntity();
                return CreatedResponseUtil.getCreatedId(response);
            } catch (WebApplicationException e) {
                return afterLostAnswer(line, e);
            }
        });
        user.setCredentials(null);
        user.setFederatedIdentities(null);
        user.setRequiredActions(null);
        try {
            finish(line, id, user);
        } catch (WebApplicationException e) {
            // Whoever could not be completed is not kept.
            AdminConnection.retry(() -> {
                realm.users().get(id).remove();
                return id;
            });
            throw e;
        }
        return Outcome.CREATED;
    }

    /** A repeated request finds the user that the first one made, of which the answer was lost. */
    private String afterLostAnswer(UserLine line, WebApplicationException e) {
        if (e.getResponse().getStatus() == Response.Status.CONFLICT.getStatusCode()) {
            for (UserRepresentation user : realm.users().searchByUsername(line.username(), true)) {
                if (isUnfinished(user)) {
                    return user.getId();
                }
            }
        }
        throw e;
    }

    private Outcome update(UserLine line, UserRepresentation user) throws RejectedException {
        boolean unfinished = isUnfinished(user);
        UserResource resource = realm.users().get(user.getId());
        List<FederatedIdentityRepresentation> newLinks = newLinks(line, resource);
        boolean sameRoles = line.roles() == null
                || line.roles().equals(rolesOfUser.getOrDefault(user.getId(), Set.of()));
        boolean sameFields = !write(line, user);
        if (!unfinished && sameRoles && sameFields && newLinks.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        if (!dryRun) {
            for (FederatedIdentityRepresentation link : newLinks) {
                addLink(resource, link);
            }
            if (unfinished) {
                finish(line, user.getId(), user);
            } else {
                setRoles(line, user.getId());
                if (!sameFields) {
                    save(resource, user);
                }
            }
        }
        return unfinished ? Outcome.COMPLETED : Outcome.CHANGED;
    }

    private void finish(UserLine line, String id, UserRepresentation user) {
        setRoles(line, id);
        user.setEnabled(true);
        user.getAttributes().remove(McUserAttribute.VALID_UNTIL);
        write(line, user);
        save(realm.users().get(id), user);
    }

    private static boolean isUnfinished(UserRepresentation user) {
        return Boolean.FALSE.equals(user.isEnabled())
                && UNFINISHED.equals(RealmUsers.attribute(user, McUserAttribute.VALID_UNTIL));
    }

    private void save(UserResource resource, UserRepresentation user) {
        AdminConnection.retry(() -> {
            resource.update(user);
            return user;
        });
    }

    private void setRoles(UserLine line, String id) {
        if (line.roles() == null) {
            return;
        }
        Set<String> had = rolesOfUser.getOrDefault(id, Set.of());
        List<RoleRepresentation> granted = line.roles().stream().filter(role -> !had.contains(role)).map(roles::get).toList();
        List<RoleRepresentation> withdrawn = had.stream().filter(role -> !line.roles().contains(role)).map(roles::get).toList();
        AdminConnection.retry(() -> {
            if (!withdrawn.isEmpty()) {
                realm.users().get(id).roles().realmLevel().remove(withdrawn);
            }
            if (!granted.isEmpty()) {
                realm.users().get(id).roles().realmLevel().add(granted);
            }
            return id;
        });
    }

    private List<FederatedIdentityRepresentation> newLinks(UserLine line, UserResource resource) throws RejectedException {
        List<FederatedIdentityRepresentation> missing = new ArrayList<>();
        if (line.links().isEmpty()) {
            return missing;
        }
        Map<String, String> had = new HashMap<>();
        AdminConnection.retry(resource::getFederatedIdentity)
                .forEach(link -> had.put(link.getIdentityProvider(), link.getUserId()));
        for (Map.Entry<String, String> link : line.links().entrySet()) {
            String subject = had.get(link.getKey());
            if (subject == null) {
                missing.add(link(link.getKey(), link.getValue()));
            } else if (!subject.equals(link.getValue())) {
                throw new RejectedException("linked to another subject at " + link.getKey());
            }
        }
        return missing;
    }

    private static void addLink(UserResource resource, FederatedIdentityRepresentation link) {
        AdminConnection.retry(() -> {
            try (Response response = resource.addFederatedIdentity(link.getIdentityProvider(), link)) {
                if (response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
                    response.bufferEntity();
                    throw new WebApplicationException(response);
                }
                return link;
            }
        });
    }

    private static FederatedIdentityRepresentation link(String alias, String subject) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(alias);
        link.setUserId(subject);
        link.setUserName(subject);
        return link;
    }

    /** Puts the line's columns into {@code user}; an empty cell removes. Says whether that changed anything. */
    private static boolean write(UserLine line, UserRepresentation user) {
        Map<String, List<String>> attributes =
                user.getAttributes() == null ? new HashMap<>() : new HashMap<>(user.getAttributes());
        line.attributes().forEach((name, value) -> {
            if (value.isEmpty()) {
                attributes.remove(name);
            } else {
                attributes.put(name, List.of(value));
            }
        });
        boolean changed = !attributes.equals(Objects.requireNonNullElse(user.getAttributes(), Map.of()));
        user.setAttributes(attributes);
        for (Map.Entry<String, String> field : line.fields().entrySet()) {
            String had = switch (field.getKey()) {
                case UserFile.FIRST_NAME -> user.getFirstName();
                case UserFile.LAST_NAME -> user.getLastName();
                default -> user.getEmail();
            };
            if (field.getValue().equals(Objects.requireNonNullElse(had, ""))) {
                continue;
            }
            changed = true;
            switch (field.getKey()) {
                case UserFile.FIRST_NAME -> user.setFirstName(field.getValue());
                case UserFile.LAST_NAME -> user.setLastName(field.getValue());
                default -> user.setEmail(field.getValue());
            }
        }
        return changed;
    }

    /** The line is refused; the message is the reason. */
    static final class RejectedException extends Exception {

        RejectedException(String reason) {
            super(reason, null, false, false);
        }
    }
}
