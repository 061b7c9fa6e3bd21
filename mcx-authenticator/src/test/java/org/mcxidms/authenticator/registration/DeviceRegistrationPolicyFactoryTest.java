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
        Predicate<String> allowed = DeviceRegistrationPolicyFactory.allowedUri(policy(".*", "("));
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
            assertThat(DeviceRegistrationPolicyFactory.allowedUri(policy))
                    .accepts(REDIRECT_URI, "http://127.0.0.1:1/cb", "http://[::1]/cb", "mcptt://organization/cb")
                    .rejects("https://evil.example/cb", REDIRECT_URI + "/x", "x" + REDIRECT_URI, "*");
        }
    }

    private static ComponentModel policy(String... patterns) {
        ComponentModel policy = new ComponentModel();
        policy.getConfig().put(DeviceRegistrationPolicyFactory.ALLOWED_URIS, List.of(patterns));
        return policy;
    }
}
