package org.mcxidms.it.interdomain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.DemoCommands;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;

/** The commands of docs/interdomain.md do what it says, between the two shipped realms. */
@ExtendWith(McxExtension.class)
final class InterdomainDocsIT {

    @Test
    void chainEndsInThePartnersAccessTokenOnce(Mcx mcx, @TempDir Path directory) throws Exception {
        DemoCommands.Written written = DemoCommands.run("docs/interdomain.md", mcx, directory);

        JsonNode securityToken = written.json("security-token.json");
        assertThat(securityToken.path("issued_token_type").asText()).isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        assertThat(Json.claims(securityToken.path("access_token").asText()).path("aud")).extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("mcptt_client", mcx.partnerRealm().issuer());
        JsonNode access = Json.claims(written.json("partner.json").path("access_token").asText());
        assertThat(access.path("iss").asText()).isEqualTo(mcx.partnerRealm().issuer());
        assertThat(access.path("mcptt_id").asText()).isEqualTo("sip:alice@visitor.org.com");
        JsonNode again = written.json("again.json");
        assertThat(again.path("error").asText()).isEqualTo("invalid_grant");
        assertThat(again.has("access_token")).isFalse();
    }
}
