package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.ServerLog;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;
import org.mcxidms.testkit.WholeServer;

/** What the server writes to its log: no warning of ours in a normal flow, and never anything secret. */
@WholeServer
@ExtendWith(McxExtension.class)
final class ServerLogIT {

    @Test
    void normalFlowAndRefusalLeaveNothingToWorryAboutInTheLog(Mcx mcx) {
        ServerLog log = new ServerLog(mcx.server().log());
        long start = log.size();
        Realm realm = mcx.realm();
        McxClient client = realm.nativeClient();
        TestUser user = realm.users().pttUser("log");
        AuthorizationRequest request = client.authorization("openid", PTT);
        String code = client.authorize(request, user).code();
        Tokens tokens = new Tokens(client.exchange(request, code).send());
        Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());
        user.suspend();
        Answer refused = client.refresh(refreshed.refreshToken()).send();

        assertThat(refused.error()).isEqualTo("invalid_grant");
        assertThat(log.since(start).lines().filter(line -> line.contains("WARN") || line.contains("ERROR")))
                .noneMatch(line -> line.contains("org.mcxidms"));
        assertThat(log.text()).doesNotContain(code, user.password(), client.secret(), tokens.accessToken(), tokens.idToken(),
                tokens.refreshToken(), refreshed.refreshToken(), request.verifier());
    }
}
