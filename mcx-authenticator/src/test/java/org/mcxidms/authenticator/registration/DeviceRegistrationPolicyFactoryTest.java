package org.mcxidms.authenticator.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;

class DeviceRegistrationPolicyFactoryTest {

    private static final String REDIRECT_URI = "http://3gpp.mcptt/cb";

    @Test
    void malformedPatternFromARealmFileLetsNoUriIn() {
        Predicate<String> allowed = DeviceRegistrationPolicyFactory.allowed(policy(".*", "("),
                DeviceRegistrationPolicyFactory.ALLOWED_URIS);
        assertThat(allowed).rejects(REDIRECT_URI, "(", "");
    }

    @Test
    void malformedPatternCannotBeSaved() {
        assertThatExceptionOfType(ComponentValidationException.class)
                .isThrownBy(() -> new DeviceRegistrationPolicyFactory().validateConfiguration(null, null, policy(".*", "(")));
    }

    @Test
    void withoutPatternsTheUrisAreTheStandards() {
        for (ComponentModel policy : List.of(policy(), policy(""), new ComponentModel())) {
            assertThat(DeviceRegistrationPolicyFactory.allowed(policy, DeviceRegistrationPolicyFactory.ALLOWED_URIS))
                    .accepts(REDIRECT_URI, "http://127.0.0.1:1/cb", "http://[::1]/cb", "mcptt://organization/cb")
                    .rejects("https://evil.example/cb", REDIRECT_URI + "/x", "x" + REDIRECT_URI, "*");
        }
    }

    @Test
    void pagesHaveAListOfTheirOwnAndTheOtherWhereItIsEmpty() {
        String key = DeviceRegistrationPolicyFactory.ALLOWED_CLIENT_URIS;
        ComponentModel policy = policy();
        assertThat(DeviceRegistrationPolicyFactory.allowed(policy, key)).accepts(REDIRECT_URI).rejects("https://vendor.example/");
        policy.getConfig().put(key, List.of("https://vendor\\.example/"));
        assertThat(DeviceRegistrationPolicyFactory.allowed(policy, key)).accepts("https://vendor.example/").rejects(REDIRECT_URI);
        assertThat(DeviceRegistrationPolicyFactory.allowed(policy, DeviceRegistrationPolicyFactory.ALLOWED_URIS))
                .accepts(REDIRECT_URI).rejects("https://vendor.example/");
        policy.getConfig().put(key, List.of(".*", "("));
        assertThat(DeviceRegistrationPolicyFactory.allowed(policy, key)).rejects("https://vendor.example/", REDIRECT_URI);
        assertThatExceptionOfType(ComponentValidationException.class)
                .isThrownBy(() -> new DeviceRegistrationPolicyFactory().validateConfiguration(null, null, policy));
    }

    private static ComponentModel policy(String... patterns) {
        ComponentModel policy = new ComponentModel();
        policy.getConfig().put(DeviceRegistrationPolicyFactory.ALLOWED_URIS, List.of(patterns));
        return policy;
    }
}
