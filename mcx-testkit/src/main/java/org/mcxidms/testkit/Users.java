package org.mcxidms.testkit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.ws.rs.core.Response;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * The users of a realm. Every user made here has a name and a password of its own, so that tests do not disturb each other.
 */
public final class Users {

    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    private static final String RUN = UUID.randomUUID().toString().substring(0, 6);

    private final RealmResource realm;

    Users(RealmResource realm) {
        this.realm = realm;
    }

    /** A user of the demo file, with the demo password. Tests read these users and do not change them. */
    public TestUser demo(String username) {
        UserRepresentation user = realm.users().searchByUsername(username, true).get(0);
        return new TestUser(realm, user.getId(), username, Settings.DEMO_PASSWORD);
    }

    /** A user of an external user storage. */
    public TestUser external(String username, String password) {
        return new TestUser(realm, realm.users().searchByUsername(username, true).get(0).getId(), username, password);
    }

    /** The service account of a client, with an MC service ID and the role for it. */
    public TestUser pttServiceAccount(String clientId) {
        UserRepresentation account =
                realm.clients().get(realm.clients().findByClientId(clientId).get(0).getId()).getServiceAccountUser();
        TestUser user = new TestUser(realm, account.getId(), account.getUsername(), null);
        user.grantRole("mcptt-user");
        return user.set("mcptt_id", "sip:" + user.username() + "@org.com");
    }

    /** An MCPTT user with an MC service ID. */
    public TestUser pttUser(String purpose) {
        TestUser user = user(purpose, "mcptt-user");
        return user.set("mcptt_id", "sip:" + user.username());
    }

    /** A user of all three services, with an MC service ID for each. */
    public TestUser fullUser(String purpose) {
        TestUser user = user(purpose, "mcptt-user", "mcvideo-user", "mcdata-user");
        return user.set("mcptt_id", "sip:ptt." + user.username())
                .set("mcvideo_id", "sip:video." + user.username())
                .set("mcdata_id", "sip:data." + user.username());
    }

    /** A user with these realm roles and no MC attributes. */
    public TestUser user(String purpose, String... roles) {
        String username = purpose + "-" + RUN + "-" + SEQUENCE.incrementAndGet() + "@org.com";
        String password = "Pw-" + UUID.randomUUID();
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEmail(username);
        user.setEmailVerified(true);
        user.setFirstName(purpose);
        user.setLastName("Test");
        user.setEnabled(true);
        user.setAttributes(new HashMap<>(Map.of()));
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType(CredentialRepresentation.PASSWORD);
        credential.setValue(password);
        user.setCredentials(List.of(credential));
        try (Response response = realm.users().create(user)) {
            if (response.getStatus() != 201) {
                throw new AssertionError("User not created: " + response.readEntity(String.class));
            }
            String location = response.getLocation().getPath();
            String id = location.substring(location.lastIndexOf('/') + 1);
            List<RoleRepresentation> representations = Arrays.stream(roles)
                    .map(role -> realm.roles().get(role).toRepresentation()).toList();
            realm.users().get(id).roles().realmLevel().add(representations);
            return new TestUser(realm, id, username, password);
        }
    }
}
