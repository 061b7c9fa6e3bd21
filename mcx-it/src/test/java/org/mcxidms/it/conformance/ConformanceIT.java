package org.mcxidms.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.core.McScope;
import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxClient;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;

/** The checker passes the shipped realm, and fails a realm that has nothing of the bundle in it. */
@ExtendWith(McxExtension.class)
final class ConformanceIT {

    private static final Path DOCUMENT = Mcx.repository("docs/conformance.md");

    private final Mcx mcx;

    ConformanceIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void shippedRealmConforms(@TempDir Path directory) throws Exception {
        Realm home = mcx.realm();
        Realm partner = mcx.partnerRealm();
        TestUser user = home.users().fullUser("conformance");
        TestUser visitor = partner.users().pttUser("conformance");
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(user.id());
        link.setUserName(user.username());
        visitor.resource().addFederatedIdentity("mcx", link).close();
        McxClient gms = home.resourceServer("gms");

        Checker.Report report = new Checker(mcx, home.nativeClient(), user).withHooks("")
                .with("--other-client-id", gms.clientId(), "--resource-server-id", "mcptt-server",
                        "--partner-issuer", partner.issuer())
                .run(directory, gms.secret(), partner.nativeClient().secret());

        assertThat(having(report, "failed", "warning")).isEmpty();
        // The demo's tokens live longer than the run; ResourceServerIT and SecurityTokenAcceptanceIT see tokens expire.
        assertThat(having(report, "not tested")).containsExactlyInAnyOrder(
                "B.12-userinfo", "B.12-introspection", "B.7.4-expired");
        assertThat(having(report, "not applicable")).containsExactly("B.13-https", "B.13-tls");
        assertThat(report.status()).isZero();
        String document = ConformanceDocument.of(report.json());
        if (Boolean.getBoolean("mcx.conformance.rewrite")) {
            Files.writeString(DOCUMENT, document + faults());
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(document + faults());
    }

    /** The document's second half, of which the checker's own test takes care. */
    private static String faults() throws IOException {
        String text = Files.readString(DOCUMENT);
        int at = text.indexOf("\n## Faults");
        return at < 0 ? "" : text.substring(at);
    }

    @Test
    void keycloaksDefaultsDoNot(@TempDir Path directory) throws Exception {
        RealmRepresentation representation = new RealmRepresentation();
        representation.setRealm("plain");
        representation.setEnabled(true);
        mcx.admin().realms().create(representation);
        mcx.admin().tokenManager().grantToken();
        try (Realm plain = mcx.realm("plain")) {
            McxClient client = plain.nativeClient();
            for (String name : McScope.names()) {
                ClientScopeRepresentation scope = new ClientScopeRepresentation();
                scope.setName(name);
                scope.setProtocol("openid-connect");
                plain.admin().clientScopes().create(scope).close();
            }
            ClientRepresentation registration = new ClientRepresentation();
            registration.setClientId(client.clientId());
            registration.setSecret(client.secret());
            registration.setRedirectUris(List.of("http://127.0.0.1/cb"));
            registration.setOptionalClientScopes(List.copyOf(McScope.names()));
            plain.admin().clients().create(registration).close();

            Checker.Report report = new Checker(mcx, client, plain.users().user("plain")).withHooks("--disable")
                    .with("--resource-server-id", client.clientId()).run(directory, client.secret(), "none");

            assertThat(report.status()).isEqualTo(1);
            assertThat(having(report, "failed")).containsExactlyInAnyOrder(
                    "B.4.2.2-pkce-missing", "B.4.2.2-pkce-plain", "B.4.2.2-pkce-method-missing",
                    "B.2.1-mcptt-id", "B.2.1-mcvideo-id", "B.2.1-mcdata-id",
                    "B.2.2-client-id", "B.2.2-mcptt-id", "B.2.2-mcvideo-id", "B.2.2-mcdata-id", "B.10-introspection");
            assertThat(having(report, "warning")).contains("B.5.3-revoked");
        }
    }

    private static List<String> having(Checker.Report report, String... verdicts) {
        return StreamSupport.stream(report.json().get("checks").spliterator(), false)
                .filter(check -> List.of(verdicts).contains(check.get("verdict").textValue()))
                .map((JsonNode check) -> check.get("id").textValue()).toList();
    }
}
