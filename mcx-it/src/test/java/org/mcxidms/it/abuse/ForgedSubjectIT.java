package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.FaultyServer;
import org.mcxidms.testkit.FaultyServerExtension;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/**
 * The account check looks a refresh token's subject up before Keycloak checks the signature: what is written there does not
 * reach PostgreSQL, which answers some texts with an error, unless it can be the id of a local user.
 */
@OwnServer
@ExtendWith(FaultyServerExtension.class)
final class ForgedSubjectIT {

    @Test
    void isRefusedAsAForgedTokenWhateverItSays(FaultyServer server) {
        Realm realm = server.server().mcx().realm();
        McxClient client = realm.nativeClient();
        Tokens tokens = client.login(realm.users().pttUser("forged"), "openid", PTT);
        String[] parts = tokens.refreshToken().split("\\.");
        for (String subject : new String[] {"\u0000", "a\u0000b", "x".repeat(1_000), "f:x:y", "' or 1=1 --", "\ud800"}) {
            ObjectNode claims = ((ObjectNode) Json.claims(tokens.refreshToken())).put("sub", subject);
            String payload = Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
            assertRefused(client.refresh(parts[0] + "." + payload + "." + parts[2]).send(), 400, "invalid_grant");
        }
        assertThat(new Tokens(client.refresh(tokens.refreshToken()).send()).refreshToken()).isNotNull();
    }
}
