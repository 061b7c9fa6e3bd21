package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.LauncherServer;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.SelfSigned;
import org.mcxidms.testkit.TestUser;

/** Pages that need options of the server: a certificate that a proxy passes on, and the passkey page that is off by default. */
@OwnServer
final class SpecialServerPagesIT {

    private static LauncherServer server;

    @BeforeAll
    static void server() {
        Chromium.phone().close();
        server = LauncherServer.another("special");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** An officer logs in by smart card. An account that is not valid is refused there as well. */
    @Test
    void certificateIsConfirmed(@TempDir Path directory) throws Exception {
        try (Realm realm = realmWithStep("x509", "auth-x509-client-username-form"); Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("card");
            chromium.cdp("Network.enable", Map.of());
            chromium.cdp("Network.setExtraHTTPHeaders", Map.of("headers",
                    Map.of("Client-Cert", ":" + Base64.getEncoder().encodeToString(
                            SelfSigned.create(directory, user.username()).certificate().getEncoded()) + ":")));

            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login-x509-info").assertUsable();
            assertThat(chromium.text("#certificate_subjectDN")).contains(user.username());
            chromium.click("#kc-login");
            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");

            user.suspend();
            chromium.cdp("Network.clearBrowserCookies", Map.of());
            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login-x509-info").click("#kc-login");
            chromium.awaitPage("mcx-account-not-valid").assertUsable();
        }
    }

    @Test
    void passkeyAlone() {
        try (Realm realm = realmWithStep("passkey", "passkeys-authenticator"); Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login-passkeys-conditional-authenticate").assertUsable();
        }
    }

    /** The shipped realm with this step in place of the password. */
    private static Realm realmWithStep(String purpose, String authenticator) {
        return server.mcx().realmLike(purpose, file -> {
            ArrayNode steps = steps(file, "mcx browser sign-in");
            ObjectNode step = ((ObjectNode) steps.get(2)).put("authenticator", authenticator).put("authenticatorFlow", false);
            step.remove("flowAlias");
            if (authenticator.startsWith("auth-x509")) {
                step.put("authenticatorConfig", "by common name");
                ((ArrayNode) file.json().get("authenticatorConfig")).addObject().put("alias", "by common name")
                        .putObject("config").put("x509-cert-auth.mapping-source-selection", "Subject's Common Name")
                        .put("x509-cert-auth.mapper-selection", "Username or Email");
            }
        });
    }

    private static ArrayNode steps(RealmFile file, String flow) {
        for (JsonNode candidate : file.json().get("authenticationFlows")) {
            if (candidate.get("alias").asText().equals(flow)) {
                return (ArrayNode) candidate.get("authenticationExecutions");
            }
        }
        throw new AssertionError("No flow " + flow);
    }
}
