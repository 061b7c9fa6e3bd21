package org.mcxidms.interdomain.home;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

import org.mcxidms.account.policy.AnsweringExecutor;
import org.mcxidms.account.policy.ClientRoleOption;

/**
 * Names, for the clients that the policy's conditions select, the partner domains they may get security tokens for. It only
 * ever grants: {@link SecurityTokenExchange} refuses whatever no executor granted in the same request, so that a policy that
 * does not run opens nothing.
 */
final class PartnerDomainsExecutor extends AnsweringExecutor<PartnerDomainsExecutor.Configuration> {

    /** The executor's id in client profiles. */
    static final String PROVIDER_ID = "mcx-partner-domains-executor";

    private static final Logger LOG = Logger.getLogger(PartnerDomainsExecutor.class);
    private static final Set<ClientPolicyEvent> EVENTS = Set.of(ClientPolicyEvent.TOKEN_EXCHANGE_REQUEST);
    private static final String GRANTED = PartnerDomainsExecutor.class.getName();

    private final KeycloakSession session;
    private Configuration configuration = new Configuration();

    PartnerDomainsExecutor(KeycloakSession session) {
        this.session = session;
    }

    /** What an administrator may set; see the admin console's help texts. */
    public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

        static final String PARTNERS = "partners";
        static final String TOKEN_TYPE = "token-type";
        static final String SEND_SERVICE_IDS = "send-service-ids";

        /** What every other token response of TS 33.180 says. */
        static final String BEARER = "bearer";
        /** RFC 8693 2.2.1: the value where what is issued is no access token, as in the RFC's own example of a JWT. */
        static final String NOT_AN_ACCESS_TOKEN = "N_A";
        static final List<String> TOKEN_TYPES = List.of(BEARER, NOT_AN_ACCESS_TOKEN);

        /** Lines that {@link PartnerDomain#parse} reads; absent or empty means no partner. */
        @JsonProperty(PARTNERS)
        private List<String> partners;

        /** One of {@link #TOKEN_TYPES}; absent or empty means the first. */
        @JsonProperty(TOKEN_TYPE)
        private String tokenType;

        @JsonProperty(SEND_SERVICE_IDS)
        private boolean sendServiceIds;

        /** A malformed value never widens: it names a role that no client has, and so grants nothing. */
        boolean selects(ClientModel client) {
            return ClientRoleOption.selects(getConfigAsMap().get(ClientRoleOption.KEY), client);
        }

        /**
         * Refuses a setting that cannot be understood as a whole. Of {@code false} Keycloak's console would say that a
         * configuration is not valid, and neither which nor why. An answer of our own says both; the log says the same to those
         * who import a realm file.
         */
        @Override
        public boolean validateConfig() {
            fault().ifPresent(why -> {
                LOG.warnf("Executor %s not saved. %s", PROVIDER_ID, why);
                throw ErrorResponse.error(why, Response.Status.BAD_REQUEST);
            });
            return true;
        }

        /** The field, as the console calls it, and what is wrong with it. */
        Optional<String> fault() {
            try {
                List<String> addresses = lines().stream().map(PartnerDomain::parse)
                        .flatMap(partner -> partner.addresses().stream()).toList();
                Set<String> seen = new HashSet<>();
                Optional<String> twice = addresses.stream().filter(address -> !seen.add(address)).findFirst();
                if (twice.isPresent()) {
                    return Optional.of("Partner domains: the address \"" + twice.get() + "\" is listed twice");
                }
            } catch (IllegalArgumentException e) {
                return Optional.of("Partner domains: " + e.getMessage());
            }
            if (tokenType != null && !tokenType.isEmpty() && !TOKEN_TYPES.contains(tokenType)) {
                return Optional.of("Token type: \"" + tokenType + "\" is none of " + String.join(", ", TOKEN_TYPES));
            }
            return ClientRoleOption.isValid(getConfigAsMap().get(ClientRoleOption.KEY)) ? Optional.empty()
                    : Optional.of("Client role: is no text");
        }

        /** A malformed value, which only a realm file can hold, means the default. */
        String tokenType() {
            return tokenType != null && TOKEN_TYPES.contains(tokenType) ? tokenType : BEARER;
        }

        List<Grant> grants() {
            return partners().stream().map(partner -> new Grant(partner, tokenType(), sendServiceIds)).toList();
        }

        /** A malformed line, which only a realm file can hold, grants nothing: that partner is left out. */
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
    static List<Grant> granted(KeycloakSession session) {
        List<Grant> granted = session.getAttribute(GRANTED, List.class);
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
    protected Set<ClientPolicyEvent> events() {
        return EVENTS;
    }

    @Override
    protected void answer(ClientPolicyContext context) {
        if (configuration.selects(session.getContext().getClient())) {
            List<Grant> granted = new ArrayList<>(granted(session));
            granted.addAll(configuration.grants());
            session.setAttribute(GRANTED, List.copyOf(granted));
        }
    }
}
