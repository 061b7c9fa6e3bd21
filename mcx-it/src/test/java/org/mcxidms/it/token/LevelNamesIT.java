package org.mcxidms.it.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Http;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.Tokens;

/** {@code acr} has the names of the realm's levels and no others: in tokens, in requests, in the discovery document. */
@ExtendWith(McxExtension.class)
final class LevelNamesIT {

    private static final String PASSWORD = "3gpp:acr:password";

    private final Mcx mcx;

    LevelNamesIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @ParameterizedTest
    @ValueSource(strings = {PASSWORD, "1 " + PASSWORD, "0 " + PASSWORD, "99 " + PASSWORD, PASSWORD + " 1", "urn:x " + PASSWORD})
    void tokenNamesTheLevelWhateverElseIsAskedFor(String acrValues) {
        assertNamed(login(mcx.realm(), "acr_values", acrValues));
    }

    /** The claims parameter asks for a level as well (OpenID Connect Core 5.5.1.1). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'id_token':{'acr':{'values':['1']}}}", "{'id_token':{'acr':{'essential':true,'values':['1']}}}"})
    void claimsParameterDoesNotGetANumber(String claims) {
        assertNamed(login(mcx.realm(), "claims", claims.replace('\'', '"')));
    }

    @Test
    void tokenAfterSingleSignOnAndRefreshNamesTheLevel() {
        McxClient client = mcx.realm().nativeClient();
        Browser browser = client.newBrowser();
        var user = mcx.realm().users().pttUser("acr");
        client.login(browser, user, "openid", PTT);
        Tokens again = client.login(browser, user, "openid", PTT);
        assertNamed(again);
        assertNamed(new Tokens(client.refresh(again.refreshToken()).send()));
    }

    /** A flow without a level: Keycloak writes level 1 at its login. */
    @Test
    void tokenOfALoginWithoutALevelHasNoNumber() {
        try (Realm realm = mcx.realmLike("levels-none", file -> file.set("browserFlow", "browser"))) {
            Tokens tokens = realm.nativeClient().login(realm.users().pttUser("acr"), "openid", PTT);
            assertThat(tokens.id().path("acr").asText(PASSWORD)).isEqualTo(PASSWORD);
            assertThat(tokens.access().path("acr").asText(PASSWORD)).isEqualTo(PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid-configuration", "oauth-authorization-server"})
    void discoveryAnnouncesWhatIsAccepted(String document) {
        assertThat(announced(mcx.realm(), document)).containsExactly(PASSWORD);
    }

    /** Realms that share the server and name no levels are served as by Keycloak alone. */
    @Test
    void realmThatNamesNoLevelKeepsKeycloaksNumbers() {
        try (Realm realm = mcx.realmLike("levels-stock", file -> {
            ((ObjectNode) file.json().get("attributes")).remove("acr.loa.map");
            file.executor("mcx-request-profile-executor").put("acr-values", "off");
        })) {
            assertThat(announced(realm, "openid-configuration")).contains("1");
            assertThat(login(realm, "acr_values", "1").id().path("acr").asText()).isEqualTo("1");
        }
    }

    private Tokens login(Realm realm, String parameter, String value) {
        McxClient client = realm.nativeClient();
        AuthorizationRequest request = client.authorization("openid", PTT).with(parameter, value);
        return new Tokens(client.exchange(request, client.authorize(request, realm.users().pttUser("acr")).code()).send());
    }

    private static void assertNamed(Tokens tokens) {
        assertThat(tokens.id().path("acr").asText()).isEqualTo(PASSWORD);
        assertThat(tokens.access().path("acr").asText()).isEqualTo(PASSWORD);
    }

    private static List<String> announced(Realm realm, String document) {
        List<String> values = new ArrayList<>();
        Http.send(HttpRequest.newBuilder(URI.create(realm.issuer() + "/.well-known/" + document)).GET()).json()
                .path("acr_values_supported").forEach(value -> values.add(value.asText()));
        return values;
    }
}
