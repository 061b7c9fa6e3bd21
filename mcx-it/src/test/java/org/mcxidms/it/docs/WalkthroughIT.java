package org.mcxidms.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.DemoCommands;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;

/** The commands of docs/walkthrough.md do what the page says. */
@ExtendWith(McxExtension.class)
final class WalkthroughIT {

    @Test
    void walkThroughEndsInRefusalThatOutlivesTheSuspension(Mcx mcx, @TempDir Path directory) throws Exception {
        UserRepresentation before = alice(mcx);

        DemoCommands.Written written = DemoCommands.run("docs/walkthrough.md", mcx, directory);

        JsonNode tokens = written.json("tokens.json");
        assertThat(tokens.get("token_type").textValue()).isEqualTo("bearer");
        assertThat(tokens.get("expires_in").intValue()).isEqualTo(7200);
        assertThat(tokens.has("refresh_token")).isTrue();
        for (String token : new String[] {"access_token", "id_token"}) {
            JWTClaimsSet claims = SignedJWT.parse(tokens.get(token).textValue()).getJWTClaimsSet();
            assertThat(claims.getStringClaim("mcptt_id")).isEqualTo("alice@org.com");
            assertThat(claims.getStringClaim("mcvideo_id")).isEqualTo("alice.video@org.com");
            assertThat(claims.getStringClaim("mcdata_id")).isEqualTo("alice.data@org.com");
        }
        assertThat(written.json("refreshed.json").has("access_token")).isTrue();
        assertThat(written.json("security-token.json").get("issued_token_type").textValue())
                .isEqualTo("urn:ietf:params:oauth:token-type:jwt");
        assertThat(SignedJWT.parse(written.json("security-token.json").get("access_token").textValue()).getJWTClaimsSet()
                .getAudience()).containsExactlyInAnyOrder("mcptt_client", mcx.partnerRealm().issuer());
        assertThat(written.json("again.json").get("error").textValue()).isEqualTo("invalid_grant");
        assertThat(written.json("again.json").has("access_token")).isFalse();
        JWTClaimsSet visitor = SignedJWT.parse(written.json("partner.json").get("access_token").textValue()).getJWTClaimsSet();
        assertThat(visitor.getIssuer()).isEqualTo(mcx.partnerRealm().issuer());
        assertThat(visitor.getStringClaim("mcptt_id")).isEqualTo("sip:alice@visitor.org.com");
        assertThat(visitor.getStringClaim("scope").split(" ")).containsExactlyInAnyOrder("openid", PTT);
        assertThat(written.json("refused.json")).isEqualTo(Json.parse(
                "{\"error\":\"invalid_grant\",\"error_description\":\"MC user account is not valid: suspended\"}"));
        JsonNode dead = written.json("dead.json");
        assertThat(dead.get("error").textValue()).isEqualTo("invalid_grant");
        assertThat(dead.has("access_token")).isFalse();
        assertThat(Files.readString(directory.resolve("suspended.txt"))).startsWith("alice@org.com is suspended");
        assertThat(Files.readString(directory.resolve("reinstated.txt")))
                .isEqualTo("alice@org.com is active; it was suspended\n");
        assertThat(alice(mcx)).usingRecursiveComparison().ignoringFields("attributes", "notBefore").isEqualTo(before);
        assertThat(alice(mcx).getAttributes()).containsAllEntriesOf(before.getAttributes());
    }

    private static UserRepresentation alice(Mcx mcx) {
        return mcx.realm().admin().users().searchByUsername("alice@org.com", true).get(0);
    }
}
