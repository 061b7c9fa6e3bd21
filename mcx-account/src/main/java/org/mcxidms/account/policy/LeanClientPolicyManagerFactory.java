package org.mcxidms.account.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

import org.mcxidms.account.provider.BeforeKeycloak;

/** Makes {@link LeanClientPolicyManager}. {@code KC_SPI_CLIENT_POLICY_MANAGER__PROVIDER=default} has Keycloak's instead. */
public final class LeanClientPolicyManagerFactory extends DefaultClientPolicyManagerFactory
        implements
            BeforeKeycloak<ClientPolicyManager> {

    private static final String PROVIDER_ID = "mcx-answered-events";
    /** More realms than a server has; beyond them the one remembered first is read anew. */
    private static final int MOST_REALMS = 1000;

    private final Map<String, LeanClientPolicyManager.Remembered> byRealm = Collections.synchronizedMap(new LinkedHashMap<>() {

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LeanClientPolicyManager.Remembered> eldest) {
            return size() > MOST_REALMS;
        }
    });

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new LeanClientPolicyManager(session, byRealm);
    }

    @Override
    public String getId() {
        return PROVIDER_ID;
    }
}
