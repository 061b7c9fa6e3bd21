package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;

/** Spellings of a redirect URI by which a code might reach someone else; the plain ones are in AuthorizationProfileIT. */
@ExtendWith(McxExtension.class)
final class RedirectVariantsIT {

    private final Realm realm;
    private final McxClient client;

    RedirectVariantsIT(Mcx mcx) {
        realm = mcx.realm();
        client = realm.nativeClient();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://user@3gpp.mcptt/cb", "http://3gpp.mcptt@evil.example/cb", "http://3gpp.mcptt%40evil.example/cb",
        "http://evil.example\\@3gpp.mcptt/cb", "http://3gpp.mcptt\\.evil.example/cb", "http:\\\\3gpp.mcptt\\cb",
        "http://3gpp.mcptt%2fcb", "http://3gpp.mcptt/%63b", "http://3gpp.mcptt/%2563b", "http://3gpp.mcptt/x/..%2fcb",
        "http://3gpp.mcptt/%2e%2e/cb", "http://3gpp.mcptt//cb", "http://3gpp.mcptt/./cb", "http://3gpp.mcptt/cb;x=1",
        "http://3gpp.mcptt/cb%3b", "http://3gpp.mcptt/cb%2f", "http://3gpp.mcptt/cb%23",
        "http://3gpp.mcptt/cb?", "http://3gpp.mcptt/cb#",
        "http://3gpp.mcptt./cb", "http://3GPP.MCPTT/cb", "HTTP://3gpp.mcptt/cb", "http://3gpp.mcptt:80/cb", "//3gpp.mcptt/cb",
        "http:3gpp.mcptt/cb", "http:/3gpp.mcptt/cb", "http:///3gpp.mcptt/cb", " http://3gpp.mcptt/cb", "http://3gpp.mcptt/cb ",
        "http://3gpp.mcptt%00.evil.example/cb", "http://3gpp.mcptt/cb%00x", "http://3gpp.mcptt/cb\u0000",
        "http://evil.example/\u0000http://3gpp.mcptt/cb",
        "http://3gpp.mcptt/cb\r\nX: y", "http://3gpp.mcptt/cb%0d%0aX:%20y", "http://3gpp.mc\u0440tt/cb",
        "http://\uff13gpp.mcptt/cb",
        "mcptt://organization_mcptt@evil.example/cb", "MCPTT://organization_mcptt/cb", "mcptt:organization_mcptt/cb",
        "mcptt://organization_mcptt/cb/", "javascript://organization_mcptt/cb", "data:text/html,x", "urn:ietf:wg:oauth:2.0:oob",
        "*", "http://*/cb", "http://3gpp.mcptt/*"})
    void isRefused(String redirectUri) {
        assertErrorPage(client.newBrowser().open(client.authorization("openid").with("redirect_uri", redirectUri).url()));
    }

    /** RFC 8252 8.3 gives any port of the registered literal, and that alone. */
    @ParameterizedTest
    @ValueSource(strings = {
        "http://localhost/cb", "http://localhost:8080/cb", "http://[::1]/cb", "http://[::1]:8080/cb", "http://127.0.0.2/cb",
        "http://127.1/cb", "http://0x7f.0.0.1/cb", "http://2130706433/cb", "http://0.0.0.0/cb", "http://[::ffff:127.0.0.1]/cb",
        "http://127.0.0.1.evil.example/cb", "http://127.0.0.1:8080@evil.example/cb", "http://user@127.0.0.1:8080/cb",
        "http://127.0.0.1:8080/cb2", "http://127.0.0.1:8080/", "https://127.0.0.1:8080/cb", "http://127.0.0.1:8080/cb?x",
        "http://127.0.0.1:80:80/cb", "http://127.0.0.1:x/cb"})
    void isRefusedOnLoopback(String redirectUri) {
        isRefused(redirectUri);
    }

    /**
     * Keycloak takes control characters out, plain or encoded, before it compares and before it redirects: the code goes to
     * the registered address, and nowhere else.
     */
    @ParameterizedTest
    @CsvSource({
        "http://3gpp.mcptt/cb%00, http://3gpp.mcptt/cb", "http://3gpp.mcptt/cb%09, http://3gpp.mcptt/cb",
        "http://3gpp.mcptt/c{TAB}b, http://3gpp.mcptt/cb", "http://3gpp.mcptt/cb{LF}, http://3gpp.mcptt/cb",
        "mcptt://organization_mcptt/cb%00, mcptt://organization_mcptt/cb",
        "http://127.0.0.1:8080/cb%00, http://127.0.0.1:8080/cb"})
    void controlCharactersAreTakenOutAndLeadNowhereElse(String redirectUri, String registered) {
        String sent = redirectUri.replace("{TAB}", "\t").replace("{LF}", "\n");
        AuthorizationRequest request = client.authorization("openid").with("redirect_uri", sent);

        Landing landing = client.authorize(request, realm.users().pttUser("redirect"));

        assertThat(landing.code()).isNotNull();
        assertThat(landing.url()).startsWith(registered + "?");
    }

    /** The token request must name the redirect URI that the code was asked for, not another that is registered too. */
    @ParameterizedTest
    @ValueSource(strings = {
        "http://3gpp.mcptt/cb", "http://127.0.0.1/cb", "http://127.0.0.1:8081/cb", "HTTP://127.0.0.1:8080/cb"})
    void codeIsBoundToItsRedirectUri(String other) {
        AuthorizationRequest request = client.authorization("openid").with("redirect_uri", "http://127.0.0.1:8080/cb");
        String code = client.authorize(request, realm.users().pttUser("redirect")).code();

        assertRefused(client.exchange(request, code).with("redirect_uri", other).send(), 400, "invalid_grant");
    }
}
