package org.mcxidms.authenticator.level;

import java.util.Map;

import org.keycloak.authentication.authenticators.util.LoAUtil;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.protocol.ProtocolMapper;
import org.keycloak.protocol.oidc.mappers.AcrProtocolMapper;
import org.keycloak.protocol.oidc.utils.AcrUtils;

import org.mcxidms.account.provider.BeforeKeycloak;

/**
 * Keycloak's mapper of {@code acr}, in whose place it stands. Keycloak writes a number where a request asks for one, and 0 after
 * a login whose flow has no level. Where the realm or the client names levels, a token has one of these names or no
 * {@code acr}.
 */
public final class LevelNameMapper extends AcrProtocolMapper implements BeforeKeycloak<ProtocolMapper> {

    @Override
    protected String getAcr(AuthenticatedClientSessionModel login) {
        Map<String, Integer> levels = AcrUtils.getAcrLoaMap(login.getClient());
        String acr = super.getAcr(login);
        return levels.isEmpty() || levels.containsKey(acr) ? acr
                : AcrUtils.mapLoaToAcr(LoAUtil.getCurrentLevelOfAuthentication(login), levels, levels.keySet());
    }
}
