package org.mcxidms.protocolmapper;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

import org.mcxidms.account.AccountCheck;
import org.mcxidms.account.serverinfo.Versioned;

/**
 * Gives access tokens the profile of TS 33.180 B.2.2: {@code client_id}, the form of {@code scope}, and an {@code exp} that
 * never lies beyond the user's {@code mc_valid_until} (B.10: nothing is accepted past a token's life).
 */
public final class AccessTokenMapper extends AbstractOIDCProtocolMapper implements OIDCAccessTokenMapper, Versioned {

    /** The mapper's id in the admin console and in realm files. */
    public static final String PROVIDER_ID = "mcx-access-token-mapper";
    /** Configuration key for the form of {@code scope}: a {@link ScopeForm#id()}. Absent or empty: {@code string}. */
    public static final String SCOPE_FORM = "mc.scope.form";
    /** Configuration key: {@code true} leaves {@code aud} out. Absent or empty: {@code false}. */
    public static final String OMIT_AUDIENCE = "mc.omit.audience";

    /** After every mapper that may still change what this one copies or takes out. */
    private static final int LAST = 1000;

    private static final List<ProviderConfigProperty> CONFIG_PROPERTIES = configProperties();

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getDisplayType() {
        return "MC access token";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Gives access tokens the profile of 3GPP TS 33.180 B.2.2: adds client_id, writes scope as a string or an array, "
                + "and ends the token's life at the user's mc_valid_until at the latest.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return CONFIG_PROPERTIES;
    }

    @Override
    public int getPriority() {
        return LAST;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        ArrayScope.makeReadable();
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper) throws ProtocolMapperConfigException {
        String form = mapper.getConfig().get(SCOPE_FORM);
        if (!ScopeForm.isKnown(form)) {
            throw new ProtocolMapperConfigException("Unknown form of scope: " + form, "mcxScopeForm.unknown", form);
        }
    }

    @Override
    public AccessToken transformAccessToken(AccessToken token, ProtocolMapperModel mapper, KeycloakSession session,
            UserSessionModel userSession, ClientSessionContext clientSession) {
        Map<String, String> config = mapper.getConfig();
        // The client that asked: at an UMA grant the client session is the resource server's.
        token.setOtherClaims(OAuth2Constants.CLIENT_ID, token.getIssuedFor());
        AccountCheck.capExpiration(session, token, userSession.getUser());
        // Keycloak writes the client's token_type "bearer" (B.4.2.5) into typ as well, and Keycloak's revocation endpoint accepts
        // "Bearer" only: without this line no access token could be revoked (B.12).
        if (TokenUtil.TOKEN_TYPE_BEARER.equalsIgnoreCase(token.getType())) {
            token.type(TokenUtil.TOKEN_TYPE_BEARER);
        }
        if (Boolean.parseBoolean(config.get(OMIT_AUDIENCE))) {
            token.audience((String[]) null);
        }
        return ScopeForm.of(config.get(SCOPE_FORM)).apply(token);
    }

    private static List<ProviderConfigProperty> configProperties() {
        ProviderConfigProperty scopeForm = new ProviderConfigProperty(SCOPE_FORM, "mcxScopeForm.label",
                "mcxScopeForm.tooltip", ProviderConfigProperty.LIST_TYPE, ScopeForm.STRING.id());
        scopeForm.setOptions(Arrays.stream(ScopeForm.values()).map(ScopeForm::id).toList());
        ProviderConfigProperty omitAudience = new ProviderConfigProperty(OMIT_AUDIENCE, "mcxOmitAudience.label",
                "mcxOmitAudience.tooltip", ProviderConfigProperty.BOOLEAN_TYPE, false);
        return List.of(scopeForm, omitAudience);
    }
}
