package org.mcxidms.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A user whom an administrator can change while a test runs. */
public final class TestUser {

    private final RealmResource realm;
    private final String id;
    private final String username;
    private final String password;

    TestUser(RealmResource realm, String id, String username, String password) {
        this.realm = realm;
        this.id = id;
        this.username = username;
        this.password = password;
    }

    public String id() {
        return id;
    }

    public String username() {
        return username;
    }

    public String password() {
        return password;
    }

    public TestUser suspend() {
        return set("mc_account_status", "suspended");
    }

    public TestUser revoke() {
        return set("mc_account_status", "revoked");
    }

    /** Status active, enabled, no dates. */
    public TestUser reinstate() {
        update(user -> {
            user.setEnabled(true);
            Map<String, List<String>> attributes = attributes(user);
            attributes.put("mc_account_status", List.of("active"));
            attributes.remove("mc_valid_from");
            attributes.remove("mc_valid_until");
        });
        return this;
    }

    public TestUser disable() {
        update(user -> user.setEnabled(false));
        return this;
    }

    /** Sets the attribute to these values; none removes it. */
    public TestUser set(String attribute, String... values) {
        update(user -> {
            if (values.length == 0) {
                attributes(user).remove(attribute);
            } else {
                attributes(user).put(attribute, List.of(values));
            }
        });
        return this;
    }

    /** The attribute's values as the administrator sees them. */
    public List<String> get(String attribute) {
        return attributes(resource().toRepresentation()).getOrDefault(attribute, List.of());
    }

    /** Links this user to the user {@code subject} of an identity provider. */
    public TestUser linkTo(String alias, String subject, String name) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(alias);
        link.setUserId(subject);
        link.setUserName(name);
        resource().addFederatedIdentity(alias, link).close();
        return this;
    }

    public TestUser grantRole(String role) {
        resource().roles().realmLevel().add(List.of(realm.roles().get(role).toRepresentation()));
        return this;
    }

    public TestUser withdrawRole(String role) {
        resource().roles().realmLevel().remove(List.of(realm.roles().get(role).toRepresentation()));
        return this;
    }

    public void delete() {
        resource().remove();
    }

    /** The ids of the user's online sessions. */
    public List<String> sessions() {
        return resource().getUserSessions().stream().map(session -> session.getId()).toList();
    }

    /** The ids of the user's offline sessions with a client, by the client's own id. */
    public List<String> offlineSessions(String clientId) {
        String uuid = realm.clients().findByClientId(clientId).get(0).getId();
        return resource().getOfflineSessions(uuid).stream().map(session -> session.getId()).toList();
    }

    public UserResource resource() {
        return realm.users().get(id);
    }

    private void update(Consumer<UserRepresentation> change) {
        UserRepresentation user = resource().toRepresentation();
        change.accept(user);
        resource().update(user);
    }

    private static Map<String, List<String>> attributes(UserRepresentation user) {
        if (user.getAttributes() == null) {
            user.setAttributes(new HashMap<>());
        }
        return user.getAttributes();
    }

    @Override
    public String toString() {
        return username;
    }
}
