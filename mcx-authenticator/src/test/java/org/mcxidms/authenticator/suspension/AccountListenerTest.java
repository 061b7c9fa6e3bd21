package org.mcxidms.authenticator.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;

/** After which change every user with a session is looked at. */
final class AccountListenerTest {

    @ParameterizedTest
    @EnumSource(names = {"REALM", "REALM_ROLE", "REALM_ROLE_MAPPING", "REALM_SCOPE_MAPPING", "CLIENT_ROLE", "CLIENT_ROLE_MAPPING",
        "CLIENT_SCOPE", "CLIENT_SCOPE_MAPPING", "CLIENT_SCOPE_CLIENT_MAPPING", "GROUP", "GROUP_MEMBERSHIP", "COMPONENT", "USER",
        "CUSTOM"})
    void whatIsChangedOrDeletedMayTakeSomethingAway(ResourceType resource) {
        assertThat(EnumSet.of(OperationType.UPDATE, OperationType.DELETE, OperationType.ACTION))
                .allSatisfy(operation -> assertThat(AccountListener.takesAway(resource, operation)).isTrue());
        assertThat(AccountListener.takesAway(resource, OperationType.CREATE)).isFalse();
    }

    /** A new secret or a new address of one client, which may be one of thousands, is no reason to look at every user. */
    @Test
    void clientTakesItsRolesAlongOnlyWhenItIsDeleted() {
        assertThat(AccountListener.takesAway(ResourceType.CLIENT, OperationType.DELETE)).isTrue();
        assertThat(AccountListener.takesAway(ResourceType.CLIENT, OperationType.UPDATE)).isFalse();
        assertThat(AccountListener.takesAway(ResourceType.CLIENT, OperationType.ACTION)).isFalse();
    }

    @Test
    void resourceThatKeycloakDoesNotNameMayTakeSomethingAway() {
        assertThat(AccountListener.takesAway(null, OperationType.UPDATE)).isTrue();
    }
}
