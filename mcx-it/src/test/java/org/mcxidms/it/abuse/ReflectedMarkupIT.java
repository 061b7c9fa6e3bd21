package org.mcxidms.it.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;

/** Markup in what a page sends back is shown as text. Names of clients and domains are in LoginPagesIT. */
@ExtendWith(McxExtension.class)
final class ReflectedMarkupIT {

    private static final String MARKUP = "\"'><script>mcx()</script><img src=x onerror=mcx()>";

    private final McxClient client;

    ReflectedMarkupIT(Mcx mcx) {
        client = mcx.realm().nativeClient();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "redirect_uri", "response_type", "scope", "state", "acr_values", "login_hint",
        "ui_locales", "kc_locale", "prompt", "response_mode", "request", "nonce", "no_such"})
    void inTheAuthorizationRequest(String name) {
        assertText(client.newBrowser().open(client.authorization("openid").with(name, MARKUP).url()));
    }

    /** Seen to be there, as text: a page without it would prove nothing. */
    @Test
    void inTheNameOfTheUser() {
        Browser browser = client.newBrowser();
        Landing hinted = browser.open(client.authorization("openid").with("login_hint", MARKUP).url());
        assertText(hinted);
        assertThat(hinted.body()).contains("&lt;script&gt;mcx()");

        Landing failed = browser.login(hinted, MARKUP, "wrong");

        assertText(failed);
        assertThat(failed.body()).contains("&lt;script&gt;mcx()");
    }

    @Test
    void inTheStateOfAFormPost() {
        Landing posted = client.newBrowser().open(client.authorization("openid").with("response_mode", "form_post")
                .with("scope", PTT).with("state", MARKUP).url());

        assertText(posted);
        assertThat(posted.body()).contains("&lt;script&gt;mcx()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "error_description", "client_id", "tab_id", "session_code", "execution", "client_data",
        "key", "code", "post_logout_redirect_uri", "id_token_hint", "state"})
    void inTheAddressOfOtherPages(String name) {
        String query = "?" + name + "=" + URLEncoder.encode(MARKUP, StandardCharsets.UTF_8);
        for (String page : new String[] {"/login-actions/authenticate", "/login-actions/required-action",
            "/login-actions/action-token", "/protocol/openid-connect/logout", "/protocol/openid-connect/auth", "/device",
            "/broker/none/endpoint", "/no-such-page"}) {
            assertText(client.newBrowser().open(client.issuer() + page + query));
        }
    }

    private static void assertText(Landing landing) {
        assertThat(landing.status()).as(landing.toString()).isLessThan(500);
        assertThat(landing.body()).as(landing.url()).doesNotContain("<script>mcx", "<img src=x");
    }
}
