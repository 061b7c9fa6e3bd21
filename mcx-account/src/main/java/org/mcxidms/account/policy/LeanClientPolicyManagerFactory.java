package org.mcxidms.account.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Makes {@link LeanClientPolicyManager}. {@code KC_SPI_CLIENT_POLICY_MANAGER__PROVIDER=default} has Keycloak's instead. */
public final class LeanClientPolicyManagerFactory extends DefaultClientPolicyManagerFactory
        implements
            BeforeKeycloak<ClientPolicyManager> {

    private static final String PROVIDER_ID = "mcx-answered-events";
    /** More realms than a server has; beyond them the longest remembered is read anew. */
    private static final int MOST = 1000;

    private final Map<LeanClientPolicyManager.Documents, Set<ClientPolicyEvent>> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>() {

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<LeanClientPolicyManager.Documents, Set<ClientPolicyEvent>> eldest) {
                    return size() > MOST;
                }
            });

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new LeanClientPolicyManager(session, remembered);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }
}
