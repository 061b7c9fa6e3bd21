package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.ForbiddenException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** The realm role {@code mc-administrator} lets one manage users and nothing else of the realm. */
@ExtendWith(McxExtension.class)
final class McAdministratorIT {

    private final Mcx mcx;
    private final Realm realm;

    McAdministratorIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @Test
    void managesUsersAndNothingElse() {
        TestUser chief = realm.users().user("chief").grantRole("mc-administrator");
        TestUser radio = realm.users().pttUser("radio");
        try (Keycloak keycloak = as(chief)) {
            RealmResource mine = keycloak.realm(realm.name());
            UserResource user = mine.users().get(radio.id());
            UserRepresentation suspended = user.toRepresentation();
            suspended.getAttributes().put("mc_account_status", List.of("suspended"));
            user.update(suspended);
            assertThat(radio.get("mc_account_status")).containsExactly("suspended");
            RoleRepresentation video = mine.roles().get("mcvideo-user").toRepresentation();
            user.roles().realmLevel().add(List.of(video));
            assertThat(mine.users().searchByAttributes("mc_account_status:suspended")).extracting(UserRepresentation::getId)
                    .contains(radio.id());
            assertThat(mine.getEvents()).isNotNull();

            RealmRepresentation settings = mine.toRepresentation();
            String client = realm.admin().clients().findByClientId("mcptt_client").get(0).getId();
            String management = realm.admin().clients().findByClientId("realm-management").get(0).getId();
            RoleRepresentation all = realm.admin().clients().get(management).roles().get("realm-admin").toRepresentation();
            Stream.<ThrowingCallable>of(
                    () -> mine.update(settings),
                    () -> mine.clients().get(client).getSecret(),
                    () -> mine.clients().get(client).remove(),
                    () -> mine.users().userProfile().update(realm.admin().users().userProfile().getConfiguration()),
                    () -> mine.roles().create(new RoleRepresentation("new", "", false)),
                    () -> mine.identityProviders().findAll(),
                    () -> user.roles().clientLevel(management).add(List.of(all)),
                    () -> mine.clearEvents())
                    .forEach(forbidden -> assertThatThrownBy(forbidden).isInstanceOf(ForbiddenException.class));
        }
    }

    @Test
    void nobodyHasTheRoleUnasked() {
        assertThat(realm.admin().roles().get("mc-administrator").getUserMembers()).allMatch(
                user -> user.getUsername().startsWith("chief"));
        try (Keycloak keycloak = as(realm.users().fullUser("no-chief"))) {
            assertThatThrownBy(() -> keycloak.realm(realm.name()).users().list()).isInstanceOf(ForbiddenException.class);
        }
    }

    private Keycloak as(TestUser user) {
        return KeycloakBuilder.builder().serverUrl(mcx.baseUrl()).realm(realm.name()).clientId("admin-cli")
                .username(user.username()).password(user.password()).build();
    }
}
