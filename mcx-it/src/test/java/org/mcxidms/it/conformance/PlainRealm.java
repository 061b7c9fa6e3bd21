package org.mcxidms.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.core.McScope;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.Realm;

/** A realm of Keycloak's own making, with a confidential client and the scopes' names: what the checker has to fail. */
public final class PlainRealm {

    private PlainRealm() {
    }

    public static void doesNotConform(Mcx mcx, Path directory) throws Exception {
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
            assertThat(report.having("failed")).containsExactlyInAnyOrder(
                    "B.4.2.2-pkce-missing", "B.4.2.2-pkce-plain", "B.4.2.2-pkce-method-missing",
                    "B.2.1-mcptt-id", "B.2.1-mcvideo-id", "B.2.1-mcdata-id",
                    "B.2.2-client-id", "B.2.2-mcptt-id", "B.2.2-mcvideo-id", "B.2.2-mcdata-id", "B.10-introspection");
            assertThat(report.having("warning")).contains("B.5.3-revoked");
        }
    }
}
