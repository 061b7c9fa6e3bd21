package org.mcxidms.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

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
    /** What the server says of the line's content. Anything else is about the account or the server, and so about every line. */
    private static final Set<Integer> OF_THE_LINE = Set.of(Response.Status.BAD_REQUEST.getStatusCode(),
            Response.Status.NOT_FOUND.getStatusCode(), Response.Status.CONFLICT.getStatusCode());

    private final RealmResource realm;
    private final RealmContent content;
    private final boolean dryRun;
    /** {@code null} but in a dry run: otherwise the server itself refuses. */
    private final ServerRules rules;

    private Provisioner(RealmResource realm, RealmContent content, ServerRules rules) {
        this.realm = realm;
        this.content = content;
        this.dryRun = rules != null;
        this.rules = rules;
    }

    /**
     * Reads what the realm has.
     *
     * @param lines those that will be applied
     */
    static Provisioner of(RealmResource realm, List<UserLine> lines) {
        return new Provisioner(realm, RealmContent.read(realm, lines, user -> {}), null);
    }

    /** One that writes nothing, and says what the server would say. */
    static Provisioner dry(RealmResource realm, List<UserLine> lines) {
        ServerRules rules = ServerRules.of(realm, lines);
        return new Provisioner(realm, RealmContent.read(realm, lines, rules::meet), rules);
    }

    /**
     * @throws RejectedException with the reason, where the user stays as it was
     * @throws RuntimeException  where no line can go on: the server is away, or refuses the account
     */
    Outcome apply(UserLine line) throws RejectedException {
        for (McService service : McService.values()) {
            String id = line.attributes().getOrDefault(service.attribute(), "");
            if (content.isAnothers(service, id, line.username())) {
                throw new RejectedException("duplicate " + service.attribute() + ": another user of the realm has it");
            }
        }
        for (String alias : line.links().keySet()) {
            if (!content.partners().contains(alias)) {
                throw new RejectedException("unknown identity provider " + alias);
            }
        }
        UserRepresentation user = content.users().get(line.username());
        String complaint = dryRun ? rules.complaint(line, user == null) : null;
        if (complaint != null) {
            throw new RejectedException(complaint);
        }
        try {
            return user == null ? create(line) : update(line, user);
        } catch (WebApplicationException e) {
            if (!OF_THE_LINE.contains(e.getResponse().getStatus())) {
                throw e;
            }
            throw new RejectedException(ServerAnswer.explain(e));
        }
    }

    private Outcome create(UserLine line) throws RejectedException {
        for (Map.Entry<String, String> link : line.links().entrySet()) {
            checkFree(link.getKey(), link.getValue());
        }
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
        // The server refuses an end that is before the beginning. The last step writes what the line says.
        user.getAttributes().remove(McUserAttribute.VALID_FROM);
        String id;
        try {
            id = AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
                try (Response response = realm.users().create(user)) {
                    // Read after it is closed, for the reason of a refusal.
                    response.bufferEntity();
                    return CreatedResponseUtil.getCreatedId(response);
                }
            });
        } catch (WebApplicationException e) {
            UserRepresentation madeMeanwhile = madeMeanwhile(line, e);
            if (!isUnfinished(madeMeanwhile)) {
                return update(line, madeMeanwhile);
            }
            id = madeMeanwhile.getId();
        }
        user.setCredentials(null);
        user.setFederatedIdentities(null);
        user.setRequiredActions(null);
        try {
            finish(line, id, user);
        } catch (WebApplicationException e) {
            if (OF_THE_LINE.contains(e.getResponse().getStatus())) {
                UserResource rejected = realm.users().get(id);
                AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
                    rejected.remove();
                    return rejected;
                });
            }
            throw e;
        }
        return Outcome.CREATED;
    }

    /** The user behind a conflict: made by the first try of a request that was repeated because its answer was lost. */
    private UserRepresentation madeMeanwhile(UserLine line, WebApplicationException e) {
        if (e.getResponse().getStatus() != Response.Status.CONFLICT.getStatusCode()) {
            throw e;
        }
        return AdminConnection.retry(AdminRole.VIEW_USERS, () -> realm.users().searchByUsername(line.username(), true))
                .stream().findFirst().orElseThrow(() -> e);
    }

    private Outcome update(UserLine line, UserRepresentation user) throws RejectedException {
        boolean unfinished = isUnfinished(user);
        UserResource resource = realm.users().get(user.getId());
        List<FederatedIdentityRepresentation> newLinks = newLinks(line, resource);
        boolean sameRoles = granted(line, user.getId()).isEmpty() && withdrawn(line, user.getId()).isEmpty();
        boolean sameFields = !write(line, user);
        if (!unfinished && sameRoles && sameFields && newLinks.isEmpty()) {
            return Outcome.UNCHANGED;
        }
        if (!dryRun) {
            // Validated, and so first: a line that is rejected has written nothing.
            if (!unfinished && !sameFields) {
                // As it is now: somebody may have suspended the user since this run began.
                UserRepresentation now = AdminConnection.retry(AdminRole.VIEW_USERS, resource::toRepresentation);
                write(line, now);
                save(resource, now);
            }
            for (FederatedIdentityRepresentation link : newLinks) {
                addLink(line, resource, link);
            }
            if (unfinished) {
                finish(line, user.getId(), user);
            } else {
                setRoles(line, user.getId());
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
        AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
            resource.update(user);
            return user;
        });
    }

    private List<RoleRepresentation> granted(UserLine line, String id) {
        Set<String> had = content.rolesOf(id);
        return line.roles() == null ? List.of()
                : line.roles().stream().filter(role -> !had.contains(role)).map(content.roles()::get).toList();
    }

    /** The MC roles alone: users have the role of offline sessions by other ways, too. */
    private List<RoleRepresentation> withdrawn(UserLine line, String id) {
        return line.roles() == null ? List.of() : content.rolesOf(id).stream()
                .filter(role -> !line.roles().contains(role) && UserFile.MC_ROLES.contains(role)).map(content.roles()::get)
                .toList();
    }

    private void setRoles(UserLine line, String id) {
        List<RoleRepresentation> granted = granted(line, id);
        List<RoleRepresentation> withdrawn = withdrawn(line, id);
        AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
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
        AdminConnection.retry(AdminRole.VIEW_USERS, resource::getFederatedIdentity)
                .forEach(link -> had.put(link.getIdentityProvider(), link.getUserId()));
        for (Map.Entry<String, String> link : line.links().entrySet()) {
            String subject = had.get(link.getKey());
            if (subject == null) {
                checkFree(link.getKey(), link.getValue());
                missing.add(link(link.getKey(), link.getValue()));
            } else if (!subject.equals(link.getValue())) {
                throw new RejectedException("linked to another subject at " + link.getKey());
            }
        }
        return missing;
    }

    /** Two users with one partner account are one visitor to the grant that looks it up. */
    private void checkFree(String alias, String subject) throws RejectedException {
        if (!AdminConnection.retry(AdminRole.VIEW_USERS, () -> realm.users()
                .search(null, null, null, null, null, alias, subject, 0, 1, null, true)).isEmpty()) {
            throw new RejectedException("duplicate link to " + alias + ": another user of the realm has it");
        }
    }

    private void addLink(UserLine line, UserResource resource, FederatedIdentityRepresentation link) throws RejectedException {
        try {
            AdminConnection.retry(AdminRole.MANAGE_USERS, () -> {
                try (Response response = resource.addFederatedIdentity(link.getIdentityProvider(), link)) {
                    if (response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
                        response.bufferEntity();
                        throw new WebApplicationException(response);
                    }
                    return link;
                }
            });
        } catch (WebApplicationException e) {
            // The first try of a repeated request may have made it, and its answer was lost.
            if (e.getResponse().getStatus() != Response.Status.CONFLICT.getStatusCode()
                    || isMissing(link, newLinks(line, resource))) {
                throw e;
            }
        }
    }

    private static boolean isMissing(FederatedIdentityRepresentation link, List<FederatedIdentityRepresentation> missing) {
        return missing.stream().anyMatch(other -> other.getIdentityProvider().equals(link.getIdentityProvider()));
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
