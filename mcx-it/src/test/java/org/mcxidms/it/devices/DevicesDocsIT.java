package org.mcxidms.it.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.DemoCommands;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;

/** The commands of docs/devices.md do what it says. */
@ExtendWith(McxExtension.class)
final class DevicesDocsIT {

    @Test
    void deviceIsRegisteredGetsANewSecretAndIsWithdrawn(Mcx mcx, @TempDir Path directory) throws Exception {
        DemoCommands.Written written = DemoCommands.run("docs/devices.md", mcx, directory);

        assertThat(written.json("refused.json").path("error").asText()).isEqualTo("invalid_client_metadata");
        assertThat(written.json("refused.json").has("client_id")).isFalse();
        JsonNode device = written.json("device.json");
        assertThat(device.path("token_endpoint_auth_method").asText()).isEqualTo("client_secret_basic");
        assertThat(device.path("scope").asText()).contains(PTT);
        assertThat(written.json("old.json").path("error").asText()).isEqualTo("unauthorized_client");
        assertThat(written.json("new.json").path("error").asText()).isEqualTo("invalid_grant");
        assertThat(written.json("gone.json").path("error").asText()).isEqualTo("invalid_client");
        assertThat(mcx.realm().admin().clients().findByClientId(device.path("client_id").asText())).isEmpty();
    }
}
