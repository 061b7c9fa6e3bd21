package org.mcxidms.account.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

import org.mcxidms.account.Doubles;

final class ClientRoleOptionTest {

    private static final ClientModel CLIENT = Doubles.of(ClientModel.class, (method, arguments) -> method.equals("getRole")
            && "native".equals(arguments[0]) ? Doubles.of(RoleModel.class, (any, none) -> null) : null);

    @ParameterizedTest
    @NullAndEmptySource
    void noRoleSelectsEveryClient(String value) {
        assertThat(ClientRoleOption.selects(value, CLIENT)).isTrue();
        assertThat(ClientRoleOption.isValid(value)).isTrue();
    }

    @Test
    void roleSelectsTheClientsThatHaveIt() {
        assertThat(ClientRoleOption.selects("native", CLIENT)).isTrue();
        assertThat(ClientRoleOption.selects("Native", CLIENT)).isFalse();
        assertThat(ClientRoleOption.selects(" ", CLIENT)).isFalse();
    }

    /** What cannot be understood grants nothing. */
    @Test
    void whatIsNoTextSelectsNoClient() {
        for (Object value : List.of(1, true, List.of("native"), List.of())) {
            assertThat(ClientRoleOption.selects(value, CLIENT)).isFalse();
            assertThat(ClientRoleOption.isValid(value)).isFalse();
        }
    }
}
