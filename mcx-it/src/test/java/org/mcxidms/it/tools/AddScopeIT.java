package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.nio.file.Path;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.OwnRealms;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** {@code ./mcx add-scope}: native clients and the model client of device registration get the scope, others do not. */
@OwnRealms
@ExtendWith(McxExtension.class)
final class AddScopeIT {

    private static final String DIALECT = "3gpp:mcptt:dialect";

    private final Mcx mcx;
    private final Tools tools;

    AddScopeIT(Mcx mcx, @TempDir Path directory) {
        this.mcx = mcx;
        this.tools = new Tools(mcx, directory);
    }

    @Test
    void nativeClientsGetItAndOthersDoNot() throws Exception {
        try (Realm realm = mcx.realmLike("add-scope", file -> {
            file.executor("mcx-request-profile-executor").put("unknown-scopes", "refuse");
            file.addClientLikeNative("second_client");
            file.addClientLikeNative("other_client");
            ((ObjectNode) file.json().at("/roles/client")).remove("other_client");
        })) {
            TestUser ptt = realm.users().pttUser("dialect");
            TestUser office = realm.users().user("office");

            Tools.Run made = tools.run(realm, "add-scope", DIALECT, "--like", "3gpp:mc:ptt_service");

            assertThat(made.status()).as(made.output()).isZero();
            for (String id : new String[] {"mcptt_client", "second_client"}) {
                McxClient client = realm.clientLikeNative(id);
                assertThat(made.output()).contains("  " + id + " has it now\n");
                assertThat(client.login(ptt, "openid", DIALECT).scopes()).contains(DIALECT);
                assertThat(client.login(ptt, "openid", DIALECT).access().path("aud").toString()).contains("mcptt-server");
                assertThat(client.login(office, "openid", DIALECT).scopes()).doesNotContain(DIALECT);
            }
            McxClient other = realm.clientLikeNative("other_client");
            AuthorizationRequest request = other.authorization("openid", DIALECT);
            assertRefused(other.newBrowser().open(request.url()), request, "invalid_scope");

            Tools.Run again = tools.run(realm, "add-scope", DIALECT);
            assertThat(again.status()).isZero();
            assertThat(again.output()).contains("already").doesNotContain("now");
        }
    }

    @Test
    void whatCannotBeAddedChangesNothing() throws Exception {
        try (Realm realm = mcx.realmLike("add-none", file -> {})) {
            int before = realm.admin().clientScopes().findAll().size();
            assertThat(tools.run(realm, "add-scope", "a b").status()).isEqualTo(2);
            assertThat(tools.run(realm, "add-scope", "openid").status()).isEqualTo(2);
            assertThat(tools.run(realm, "add-scope", "x", "--like", "no_such").status()).isEqualTo(1);
            assertThat(tools.run(realm, "add-scope", "profile", "--like", "3gpp:mc:ptt_service").status()).isEqualTo(1);
            assertThat(realm.admin().clientScopes().findAll()).hasSize(before);
        }
    }
}
