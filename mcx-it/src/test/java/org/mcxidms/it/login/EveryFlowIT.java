package org.mcxidms.it.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;

/** Every flow of the shipped realms that ends in a login checks the MC account; which flows a realm has, Keycloak says. */
@ExtendWith(McxExtension.class)
final class EveryFlowIT {

    /** The one is about clients. The other is for Docker registries, behind a feature that is off, and knows no MC scope. */
    private static final Set<String> NOT_A_LOGIN = Set.of("clientAuthenticationFlow", "dockerAuthenticationFlow");

    @Test
    void checksTheAccountAsARequiredStepOfItsOwn(Mcx mcx) {
        for (Realm realm : List.of(mcx.realm(), mcx.partnerRealm())) {
            Map<String, Object> representation =
                    new ObjectMapper().convertValue(realm.admin().toRepresentation(), new TypeReference<>() {});
            Map<String, String> flows = representation.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("Flow") && entry.getValue() instanceof String)
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue(), (a, b) -> a, TreeMap::new));
            assertThat(flows).containsKeys("browserFlow", "directGrantFlow", "resetCredentialsFlow", "registrationFlow",
                    "firstBrokerLoginFlow");

            flows.keySet().removeAll(NOT_A_LOGIN);

            flows.forEach((purpose, alias) -> assertThat(realm.admin().flows().getExecutions(alias))
                    .as(realm.name() + ": " + purpose)
                    .anyMatch(EveryFlowIT::isRequiredCheckAtTheTop));
            assertThat(realm.admin().flows().getExecutions("mcx post broker login"))
                    .anyMatch(EveryFlowIT::isRequiredCheckAtTheTop);
        }
    }

    private static boolean isRequiredCheckAtTheTop(AuthenticationExecutionInfoRepresentation execution) {
        return "mcx-account-validity".equals(execution.getProviderId()) && "REQUIRED".equals(execution.getRequirement())
                && execution.getLevel() == 0;
    }
}
