package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.it.conformance.Checker;
import org.mcxidms.testkit.DroppedInServer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.SelfSigned;
import org.mcxidms.testkit.TestUser;

/** The shipped realm file in a Keycloak that knows none of our variables: it brings no known secret, and conforms with TLS. */
@OwnServer
final class EmptyEnvironmentIT {

    private static final String HOME = "home";
    private static final int LIFE_SECONDS = 10;
    private static final String REFRESH = "REFRESH_TOKEN";
    private static final JsonNode TUNED = Json.read(Mcx.realmExport("mcx-tuned.json"));

    @TempDir
    private static Path directory;
    private static SelfSigned certificate;
    private static DroppedInServer server;
    private static Mcx mcx;

    @BeforeAll
    static void start() {
        certificate = SelfSigned.create(directory, "localhost", "localhost");
        server = DroppedInServer.start(certificate);
        mcx = server.mcx();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void noClientOfTheShippedFileHasASecretThatAnyoneCouldKnow() {
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
        // Control: with the secret that the import made, the server accepts the client and refuses the token.
        String secret = realm.admin().clients().get(realm.admin().clients().findByClientId("mcptt_client").get(0).getId())
                .getSecret().getValue();
        assertThat(secret).hasSizeGreaterThanOrEqualTo(32);
        assertRefused(realm.client("mcptt_client", secret).refresh("none").send(), 400, "invalid_grant");
        assertThat(realm.admin().users().count()).isZero();
    }

    /** TLS as Keycloak serves it, tokens that end while the run waits, and the tuned profile: what the demo has not. */
    @Test
    void conformsWithTlsForTokensThatExpireAndTuned(@TempDir Path reports) throws Exception {
        try (Realm partner = mcx.realmLike("partner", file -> attributes(file)
                .put("oauth2.jwt.authorization.grant.enabled", "true").put("oauth2.jwt.authorization.grant.idp", HOME));
                Realm home = mcx.realmLike("home", file -> {
                    attributes(file).put("access.token.lifespan", Integer.toString(LIFE_SECONDS));
                    file.executor("mcx-partner-domains-executor").putArray("partners").add(String.join(" ",
                            tls(partner), tls(partner) + "/protocol/openid-connect/token", Integer.toString(LIFE_SECONDS)));
                })) {
            // As kcadm.sh does with the file.
            List<String> stored = home.admin().toRepresentation().getEnabledEventTypes();
            home.admin().update(Json.as(TUNED, RealmRepresentation.class));
            List<String> storedWhenTuned = home.admin().toRepresentation().getEnabledEventTypes();
            assertThat(stored).contains(REFRESH).containsAll(storedWhenTuned);
            assertThat(storedWhenTuned).hasSize(stored.size() - 1).doesNotContain(REFRESH);
            partner.admin().identityProviders().create(primary(home)).close();
            TestUser user = home.users().fullUser("tls");
            partner.users().pttUser("tls").linkTo(HOME, user.id(), user.username());
            McxClient gms = home.resourceServer("gms");

            Checker.Report report =
                    new Checker(mcx, home.nativeClient(), user).at(server.tlsUrl(), certificate.pem()).withHooks("")
                            .with("--other-client-id", gms.clientId(), "--resource-server-id", "mcptt-server",
                                    "--partner-issuer", tls(partner),
                                    "--wait-for-expiry", Integer.toString(2 * LIFE_SECONDS))
                            .run(reports, gms.secret(), partner.nativeClient().secret());

            assertThat(report.breaches()).isEmpty();
            assertThat(report.having("not tested", "not applicable")).isEmpty();
            assertThat(report.having("passed")).contains(
                    "B.13-https", "B.13-tls", "B.13-tls-old", "B.13-cipher-suites", "B.12-userinfo", "B.12-introspection",
                    "B.7.4-expired");
            assertThat(report.status()).isZero();
        }
    }

    private static ObjectNode attributes(RealmFile file) {
        return (ObjectNode) file.client("mcptt_client").get("attributes");
    }

    private static String tls(Realm realm) {
        return server.tlsUrl() + "/realms/" + realm.name();
    }

    private static IdentityProviderRepresentation primary(Realm home) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(HOME);
        provider.setProviderId("mcx-primary-idms");
        provider.setEnabled(true);
        provider.setConfig(Map.of("issuer", tls(home), "useJwksUrl", "true",
                "jwksUrl", home.issuer() + "/protocol/openid-connect/certs",
                "jwtAuthorizationGrantAssertionSignatureAlg", TUNED.path("defaultSignatureAlgorithm").asText(),
                "jwtAuthorizationGrantAllowedClockSkew", "10"));
        return provider;
    }

    private static List<String> guesses(String clientId) {
        return List.of("", " ", "null", "undefined", "**********", clientId, "${MCX_MCPTT_CLIENT_SECRET}",
                "${MCX_MCPTT_CLIENT_SECRET:}", "${MCX_SERVER_CLIENT_SECRET}", "${env.MCX_SERVER_CLIENT_SECRET}",
                "mcptt-demo-secret", "server-demo-secret", "partner-demo-secret");
    }
}
