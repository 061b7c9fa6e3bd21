package org.mcxidms.protocolmapper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.serverinfo.Versioned;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McScope;
import org.mcxidms.core.McService;
import org.mcxidms.core.ServiceIdStandIn;

/**
 * Puts {@code mcptt_id}, {@code mcvideo_id} and {@code mcdata_id} into tokens (TS 33.180 B.2.1, B.2.2): each only when a
 * scope of its service is granted, taken from the user attribute of the same name.
 */
public final class ServiceIdMapper extends AbstractOIDCProtocolMapper
        implements
            OIDCAccessTokenMapper,
            OIDCIDTokenMapper,
            UserInfoTokenMapper,
            TokenIntrospectionTokenMapper,
            Versioned {

    /** The mapper's id in the admin console and in realm files. */
    public static final String PROVIDER_ID = ServiceIdStandIn.MAPPER_ID;

    private static final List<ProviderConfigProperty> CONFIG_PROPERTIES = configProperties();

    private static final Set<String> PLACES = Set.of(
            OIDCAttributeMapperHelper.INCLUDE_IN_ACCESS_TOKEN,
            OIDCAttributeMapperHelper.INCLUDE_IN_ID_TOKEN,
            OIDCAttributeMapperHelper.INCLUDE_IN_USERINFO,
            OIDCAttributeMapperHelper.INCLUDE_IN_INTROSPECTION,
            OIDCAttributeMapperHelper.INCLUDE_IN_LIGHTWEIGHT_ACCESS_TOKEN);

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayType() {
        return "MC service IDs";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Adds mcptt_id, mcvideo_id and mcdata_id from the user attributes of the same names, "
                + "each only when a scope of its service is granted (3GPP TS 33.180 B.2).";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return CONFIG_PROPERTIES;
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper) throws ProtocolMapperConfigException {
        Map<String, String> config = mapper.getConfig();
        String standIn = config.get(ServiceIdStandIn.KEY);
        if (!ServiceIdStandIn.isKnown(standIn)) {
            throw new ProtocolMapperConfigException("Unknown MC service: " + standIn, "mcxServiceIdStandIn.unknown", standIn);
        }
        if (container instanceof ClientModel && ServiceIdStandIn.of(config).isPresent()) {
            throw new ProtocolMapperConfigException("A stand-in belongs to a mapper of a client scope",
                    "mcxServiceIdStandIn.ofClient");
        }
        if (PLACES.stream().noneMatch(place -> Boolean.parseBoolean(config.get(place)))) {
            throw new ProtocolMapperConfigException("The mapper would add its claims nowhere", "mcxServiceId.nowhere");
        }
    }

    @Override
    protected void setClaim(IDToken token, ProtocolMapperModel mapper, UserSessionModel userSession, KeycloakSession session,
            ClientSessionContext clientSession) {
        List<String> scopes = clientSession.getClientScopesStream().map(ClientScopeModel::getName).toList();
        Set<McService> granted = McScope.services(scopes);
        UserModel user = userSession.getUser();
        // The guard makes no token for an account that is not valid. Userinfo and introspection come later: the mapper asks again.
        if (granted.isEmpty()
                || !AccountCheck.verdict(session, clientSession.getClientSession().getClient(), user, scopes).isValid()) {
            return;
        }
        McAccount account = AccountCheck.account(session, user);
        McService standIn = ServiceIdStandIn.of(mapper.getConfig()).orElse(null);
        for (McService service : granted) {
            account.serviceId(service, standIn).ifPresent(id -> token.setOtherClaims(service.claim(), id));
        }
    }

    private static List<ProviderConfigProperty> configProperties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        ProviderConfigProperty standIn = new ProviderConfigProperty(ServiceIdStandIn.KEY, "mcxServiceIdStandIn.label",
                "mcxServiceIdStandIn.tooltip", ProviderConfigProperty.LIST_TYPE, ServiceIdStandIn.NONE);
        standIn.setOptions(
                Stream.concat(Stream.of(ServiceIdStandIn.NONE), Arrays.stream(McService.values()).map(McService::id)).toList());
        properties.add(standIn);
        OIDCAttributeMapperHelper.addIncludeInTokensConfig(properties, ServiceIdMapper.class);
        return List.copyOf(properties);
    }
}
