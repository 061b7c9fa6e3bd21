package org.mcxidms.authenticator.login;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Consent is asked for, and kept, only for scopes that the user can get. Keycloak drops a scope whose roles the user lacks only
 * after the consent page, where tokens are made: the page would ask for more than is granted, and the consent would outlast the
 * lack of the role.
 */
final class EntitledScopes {

    private EntitledScopes() {
    }

    /** Removes the scopes that the user cannot get from a request that leads to the consent page. The token is the same. */
    static void narrow(AuthenticationSessionModel login, UserModel user) {
        ClientModel client = login.getClient();
        String requested = login.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (requested == null || !client.isConsentRequired() && !DeviceGrantType.isOAuth2DeviceVerificationFlow(login)) {
            return;
        }
        Map<String, ClientScopeModel> optional = client.getClientScopes(false);
        login.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, Arrays.stream(requested.split(" "))
                .filter(name -> !optional.containsKey(name) || isEntitled(user, optional.get(name)))
                .collect(Collectors.joining(" ")));
    }

    /** Keycloak's own rule, of {@code DefaultClientSessionContext}. */
    private static boolean isEntitled(UserModel user, ClientScopeModel scope) {
        Set<RoleModel> roles = RoleUtils.expandCompositeRoles(scope.getScopeMappingsStream().collect(Collectors.toSet()));
        return roles.isEmpty() || roles.stream().anyMatch(user::hasRole);
    }
}
