package org.mcxidms.tools;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import jakarta.ws.rs.core.Response;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.MappingsRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a scope name known to every native client and to the clients that devices are modelled on. */
@Command(name = "add-scope", description = {
    "Gives a scope to every native client and to the model client of device registration; makes the scope where the realm has none.",
    "Exit status: 0 all of them have it, 1 refused (no scope to copy), 2 wrong use or no answer."})
final class AddScopeCommand implements Callable<Integer> {

    private static final String PROTOCOL = "openid-connect";
    /** RFC 6749, 3.3. */
    private static final String SCOPE_TOKEN = "[\\x21\\x23-\\x5B\\x5D-\\x7E]+";
    private static final String REGISTRATION_POLICY = "mcx-device-registration";
    private static final String MODEL_CLIENT = "model-client";

    @Mixin
    private AdminConnection connection;

    @Parameters(index = "0", paramLabel = "NAME", description = "the scope's name, such as 3gpp:IWF:Tetra")
    private String name;

    @Option(names = "--like", paramLabel = "SCOPE",
            description = "a scope of the realm whose roles, audience and consent text a new scope gets; without it the new scope "
                    + "is open to every user and opens nothing but its name in the token")
    private String like;

    @Option(names = "--client-role", paramLabel = "ROLE", defaultValue = "mcx-native-client",
            description = "the client role that marks native clients; default ${DEFAULT-VALUE}")
    private String clientRole;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!name.matches(SCOPE_TOKEN) || "openid".equals(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a scope that can be added");
        }
        RealmResource realm = connection.open();
        PrintWriter out = spec.commandLine().getOut();
        List<ClientScopeRepresentation> scopes =
                AdminConnection.retry(AdminRole.MANAGE_CLIENTS, () -> realm.clientScopes().findAll());
        ClientScopeRepresentation known = find(scopes, name);
        if (known != null && like != null) {
            throw new RefusedException("the realm has a scope " + name + " already; leave out --like to give it to the clients");
        }
        String id = known != null ? known.getId() : create(realm, scopes);
        out.println(name + (known != null ? " is in the realm already" : " is made" + (like == null ? "" : " like " + like)));
        Set<String> models = models(realm);
        for (ClientRepresentation client : AdminConnection.retry(AdminRole.MANAGE_CLIENTS, () -> realm.clients().findAll())) {
            boolean marked = AdminConnection.retry(
                    () -> realm.clients().get(client.getId()).roles().list()).stream()
                    .anyMatch(role -> clientRole.equals(role.getName()));
            if (marked || models.contains(client.getClientId())) {
                give(realm, client, id, out);
            }
        }
        return McxTools.OK;
    }

    private void give(RealmResource realm, ClientRepresentation client, String scope, PrintWriter out) {
        var resource = realm.clients().get(client.getId());
        List<ClientScopeRepresentation> has = new ArrayList<>(resource.getDefaultClientScopes());
        has.addAll(resource.getOptionalClientScopes());
        if (find(has, name) == null) {
            AdminConnection.retry(AdminRole.MANAGE_CLIENTS, () -> {
                resource.addOptionalClientScope(scope);
                return null;
            });
            out.println("  " + client.getClientId() + " has it now");
        } else {
            out.println("  " + client.getClientId() + " has it already");
        }
    }

    private static Set<String> models(RealmResource realm) {
        Set<String> models = new LinkedHashSet<>();
        for (ComponentRepresentation policy : AdminConnection.retry(AdminRole.VIEW_REALM, () -> realm.components().query())) {
            if (REGISTRATION_POLICY.equals(policy.getProviderId()) && policy.getConfig() != null) {
                models.addAll(policy.getConfig().getOrDefault(MODEL_CLIENT, List.of()));
            }
        }
        return models;
    }

    /** With everything or not at all: a scope without the roles of its model would be open to everyone. */
    private String create(RealmResource realm, List<ClientScopeRepresentation> scopes) {
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName(name);
        scope.setProtocol(PROTOCOL);
        scope.setAttributes(new HashMap<>(Map.of("include.in.token.scope", "true", "display.on.consent.screen", "true")));
        ClientScopeRepresentation model = like == null ? null : find(scopes, like);
        if (like != null && model == null) {
            throw new RefusedException("the realm has no scope " + like + "; nothing is changed");
        }
        MappingsRepresentation roles = null;
        if (model != null) {
            scope.setAttributes(model.getAttributes());
            scope.setProtocolMappers(copies(model.getProtocolMappers()));
            roles = AdminConnection.retry(AdminRole.MANAGE_CLIENTS,
                    () -> realm.clientScopes().get(model.getId()).getScopeMappings().getAll());
        }
        String id;
        try (Response answer = realm.clientScopes().create(scope)) {
            id = CreatedResponseUtil.getCreatedId(answer);
        }
        try {
            addRoles(realm, id, roles);
        } catch (RuntimeException e) {
            realm.clientScopes().get(id).remove();
            throw e;
        }
        return id;
    }

    private static void addRoles(RealmResource realm, String id, MappingsRepresentation roles) {
        if (roles == null) {
            return;
        }
        var mappings = realm.clientScopes().get(id).getScopeMappings();
        List<RoleRepresentation> ofRealm = roles.getRealmMappings();
        if (ofRealm != null && !ofRealm.isEmpty()) {
            mappings.realmLevel().add(ofRealm);
        }
        if (roles.getClientMappings() != null) {
            roles.getClientMappings().values().forEach(
                    client -> mappings.clientLevel(client.getId()).add(client.getMappings()));
        }
    }

    private static List<ProtocolMapperRepresentation> copies(List<ProtocolMapperRepresentation> mappers) {
        if (mappers == null) {
            return List.of();
        }
        mappers.forEach(mapper -> mapper.setId(null));
        return mappers;
    }

    private static ClientScopeRepresentation find(List<ClientScopeRepresentation> scopes, String name) {
        return scopes.stream().filter(scope -> name.equals(scope.getName())).findFirst().orElse(null);
    }
}
