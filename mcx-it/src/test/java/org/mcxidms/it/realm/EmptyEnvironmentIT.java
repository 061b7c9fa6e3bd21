package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.it.harness.OAuthAssertions.assertRefused;

import java.io.IOException;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.Production;
import org.mcxidms.it.harness.ProductionServer;
import org.mcxidms.it.harness.Realm;

/** The shipped realm file, imported as it is by a Keycloak that knows none of our variables, brings no known secret. */
final class EmptyEnvironmentIT {

    @Test
    void noClientOfTheShippedFileHasASecretThatAnyoneCouldKnow() throws IOException {
        try (EmbeddedPostgres database = EmbeddedPostgres.start(); ProductionServer server = new ProductionServer(
                "empty-environment", Production.withBundle(), database.getJdbcUrl("postgres", "postgres"))) {
            server.startWithRealm(Mcx.repository("mcx-dist/target/dist/import/mcx-realm.json"));
            Mcx mcx = server.mcx();
            Realm realm = mcx.realm();
            List<ClientRepresentation> confidential = realm.admin().clients().findAll().stream()
                    .filter(client -> !client.isPublicClient() && !client.isBearerOnly()
                            && "client-secret".equals(client.getClientAuthenticatorType()) && client.getSecret() != null)
                    .toList();
            assertThat(confidential).extracting(ClientRepresentation::getClientId)
                    .contains("mcptt_client", "mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms");
            for (ClientRepresentation client : confidential) {
                for (String guess : guesses(client.getClientId())) {
                    assertRefused(realm.client(client.getClientId(), guess).refresh("none").send(), 401, "unauthorized_client");
                }
            }
            // The test can tell: with the secret that the import made up, it is the token that is refused.
            String secret = realm.admin().clients().get(realm.admin().clients().findByClientId("mcptt_client").get(0).getId())
                    .getSecret().getValue();
            assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
            assertRefused(realm.client("mcptt_client", secret).refresh("none").send(), 400, "invalid_grant");
            assertThat(realm.admin().users().count()).isZero();
        }
    }

    private static List<String> guesses(String clientId) {
        return List.of("", " ", "null", "undefined", "**********", clientId, "${MCX_MCPTT_CLIENT_SECRET}",
                "${MCX_MCPTT_CLIENT_SECRET:}", "${MCX_SERVER_CLIENT_SECRET}", "${env.MCX_SERVER_CLIENT_SECRET}",
                "mcptt-demo-secret", "server-demo-secret", "partner-demo-secret");
    }
}
