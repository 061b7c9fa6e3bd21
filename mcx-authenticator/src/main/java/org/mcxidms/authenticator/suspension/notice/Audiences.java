package org.mcxidms.authenticator.suspension.notice;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;
import org.keycloak.protocol.oidc.mappers.AudienceResolveProtocolMapper;

/** The clients with a <em>Backchannel logout URL</em> that a user's tokens can name in {@code aud}. */
final class Audiences {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Set<AccountSnapshot.Opened> found = new LinkedHashSet<>();

    Audiences(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    Set<AccountSnapshot.Opened> of(UserModel user) {
        addThoseOf(user, scope -> isOpenTo(user, scope));
        dedicatedMappers().forEach(mapper -> add("", mapper, user));
        return found;
    }

    /** The same for these scopes, whatever roles the user has. */
    Set<AccountSnapshot.Opened> of(UserModel user, Set<String> scopes) {
        addThoseOf(user, scope -> scopes.contains(scope.getName()));
        return found;
    }

    private void addThoseOf(UserModel user, Predicate<ClientScopeModel> wanted) {
        realm.getClientScopesStream().filter(wanted)
                .forEach(scope -> scope.getProtocolMappersStream().forEach(mapper -> add(scope.getName(), mapper, user)));
    }

    /** Those of {@code scopes} that the user's roles do not open. */
    static Set<String> closed(RealmModel realm, UserModel user, Set<String> scopes) {
        return realm.getClientScopesStream().filter(scope -> scopes.contains(scope.getName()) && !isOpenTo(user, scope))
                .map(ClientScopeModel::getName).collect(Collectors.toSet());
    }

    /** As Keycloak has it: a scope with roles is for users who have one of them. */
    private static boolean isOpenTo(UserModel user, ClientScopeModel scope) {
        List<RoleModel> roles = scope.getScopeMappingsStream().toList();
        return roles.isEmpty() || roles.stream().anyMatch(user::hasRole);
    }

    /** Those that belong to one client. The database finds them: a realm can have many thousands of clients. */
    private Stream<ProtocolMapperModel> dedicatedMappers() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createQuery("select m.client.id, m.id from ProtocolMapperEntity m where m.client.realmId = :realm"
                        + " and m.protocolMapper in :audiences", Object[].class)
                .setParameter("realm", realm.getId())
                .setParameter("audiences", List.of(AudienceProtocolMapper.PROVIDER_ID, AudienceResolveProtocolMapper.PROVIDER_ID))
                .getResultList().stream()
                .map(row -> realm.getClientById((String) row[0]).getProtocolMapperById((String) row[1]));
    }

    private void add(String scope, ProtocolMapperModel mapper, UserModel user) {
        if (AudienceProtocolMapper.PROVIDER_ID.equals(mapper.getProtocolMapper())) {
            add(scope, mapper.getConfig().get(AudienceProtocolMapper.INCLUDED_CLIENT_AUDIENCE));
            add(scope, mapper.getConfig().get(AudienceProtocolMapper.INCLUDED_CUSTOM_AUDIENCE));
        } else if (AudienceResolveProtocolMapper.PROVIDER_ID.equals(mapper.getProtocolMapper())) {
            RoleUtils.getDeepUserRoleMappings(user).stream().filter(RoleModel::isClientRole)
                    .forEach(role -> add(scope, ((ClientModel) role.getContainer()).getClientId()));
        }
    }

    private void add(String scope, String clientId) {
        ClientModel client = clientId == null || clientId.isEmpty() ? null : realm.getClientByClientId(clientId);
        if (client != null && Receiver.of(session, client).isPresent()) {
            found.add(new AccountSnapshot.Opened(scope, client.getId()));
        }
    }
}
