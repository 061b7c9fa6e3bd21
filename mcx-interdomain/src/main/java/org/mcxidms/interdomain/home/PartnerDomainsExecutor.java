package org.mcxidms.interdomain.home;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

import org.mcxidms.account.ClientRoleOption;

/**
 * Names, for the clients that the policy's conditions select, the partner domains they may get security tokens for. It only
 * ever grants: {@link SecurityTokenExchange} refuses whatever no executor granted in the same request, so that a policy that
 * does not run opens nothing.
 */
final class PartnerDomainsExecutor implements ClientPolicyExecutorProvider<PartnerDomainsExecutor.Configuration> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-partner-domains-executor";

    private static final Logger LOG = Logger.getLogger(PartnerDomainsExecutor.class);
    private static final String GRANTED = PartnerDomainsExecutor.class.getName();

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    PartnerDomainsExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** What an administrator may set; see the admin console's help texts. */
    public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        static final String PARTNERS = "partners";

        /** Lines that {@link PartnerDomain#parse} reads; absent or empty means no partner. */
        @JsonProperty(PARTNERS)
        private List<String> partners;

        /** Names no role that any client has, and so grants nothing, where it cannot be understood. */
        boolean selects(ClientModel client) {
            return ClientRoleOption.selects(getConfigAsMap().get(ClientRoleOption.KEY), client);
        }

        /** Refuses, in the console and the admin API, a list that cannot be understood as a whole. */
        @Override
        public boolean validateConfig() {
            try {
                List<String> addresses = lines().stream().map(PartnerDomain::parse).map(PartnerDomain::address).toList();
                return addresses.stream().distinct().count() == addresses.size()
                        && ClientRoleOption.isValid(getConfigAsMap().get(ClientRoleOption.KEY));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        /** A line that cannot be understood can only come from a realm file: that partner is left out. */
        List<PartnerDomain> partners() {
            List<PartnerDomain> domains = new ArrayList<>();
            for (String line : lines()) {
                try {
                    domains.add(PartnerDomain.parse(line));
                } catch (IllegalArgumentException e) {
                    LOG.errorf("Partner domain left out: %s", e.getMessage());
                }
            }
            return domains;
        }

        private List<String> lines() {
            return partners == null ? List.of() : partners;
        }
    }

    /** The partner domains granted to the client in this request; empty where no policy grants any. */
    @SuppressWarnings("unchecked")
    static List<PartnerDomain> granted(KeycloakSession session) {
        List<PartnerDomain> granted = session.getAttribute(GRANTED, List.class);
        return granted == null ? List.of() : granted;
    }

    @Override
    public void setupConfiguration(Configuration config) {
        configuration = config;
    }

    @Override
    public Class<Configuration> getExecutorConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public String getProviderId() {
        return PROVIDER_ID;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) {
        if (context.getEvent() == ClientPolicyEvent.TOKEN_EXCHANGE_REQUEST
                && configuration.selects(session.getContext().getClient())) {
            List<PartnerDomain> granted = new ArrayList<>(granted(session));
            granted.addAll(configuration.partners());
            session.setAttribute(GRANTED, List.copyOf(granted));
        }
    }
}
