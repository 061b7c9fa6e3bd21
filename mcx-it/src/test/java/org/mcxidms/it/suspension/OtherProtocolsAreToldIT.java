package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** A suspension reaches whatever Keycloak's own <em>sign out</em> reaches: a SAML client, and the login upstream. */
@ExtendWith(McxExtension.class)
final class OtherProtocolsAreToldIT {

    private static final String CONSOLE = "dispatcher-console";
    private static final String UPSTREAM = "agency";
    private static final String BROKER_SECRET = "secret-of-the-broker";
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final Mcx mcx;

    OtherProtocolsAreToldIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void samlClientIsToldOfASuspension() {
        try (NoticeReceiver console = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("saml", file -> addSamlClient(file, console))) {
            TestUser user = atConsole(realm);

            user.suspend();

            assertThat(console.elsewhere()).containsExactly("POST /saml");
            assertThat(user.sessions()).isEmpty();
        }
    }

    /** A sweep is no request, and has no address of the server but the configured one. */
    @Test
    void samlClientIsToldBySweep() {
        try (NoticeReceiver console = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("saml", file -> addSamlClient(file, console))) {
            TestUser user = atConsole(realm);

            user.set("mc_valid_until", Instant.now().plusSeconds(3).toString());

            assertThat(console.elsewhere()).isEmpty();
            Polling.await(SWEEP, "sweep", () -> Optional.of(user.sessions()).filter(List::isEmpty));
            assertThat(console.elsewhere()).containsExactly("POST /saml");
        }
    }

    @Test
    void providerThatTheUserCameFromIsTold() {
        try (NoticeReceiver upstream = new NoticeReceiver(mcx.server());
                Realm realm = mcx.realmLike("broker-told", file -> {
                });
                Realm agency = mcx.realmLike("agency-told", file -> file.addClientLikeNative("broker")
                        .put("secret", BROKER_SECRET).putArray("redirectUris")
                        .add(realm.issuer() + "/broker/" + UPSTREAM + "/endpoint"))) {
            realm.admin().identityProviders().create(provider(agency, upstream.url())).close();
            TestUser atAgency = agency.users().user("officer");
            TestUser user = realm.users().pttUser("brokered");
            user.linkTo(UPSTREAM, atAgency.id(), atAgency.username());
            McxClient client = realm.nativeClient();
            Browser browser = client.newBrowser();
            Landing form = browser.open(client.authorization("openid", PTT).with("kc_idp_hint", UPSTREAM).url());
            browser.login(form, atAgency.username(), atAgency.password());
            assertThat(user.sessions()).hasSize(1);

            user.suspend();

            assertThat(upstream.elsewhere()).singleElement().satisfies(
                    request -> assertThat(request).startsWith("GET /logout?").contains("id_token_hint="));
        }
    }

    private static TestUser atConsole(Realm realm) {
        TestUser user = realm.users().pttUser("dispatcher");
        Browser browser = realm.nativeClient().newBrowser();
        Landing form = browser.open(realm.issuer() + "/protocol/saml/clients/" + CONSOLE);
        assertThat(browser.login(form, user.username(), user.password()).body()).contains("SAMLResponse");
        assertThat(user.sessions()).hasSize(1);
        return user;
    }

    private static void addSamlClient(RealmFile file, NoticeReceiver console) {
        String url = console.url().replace("/logout", "/saml");
        ObjectNode client = ((ArrayNode) file.json().get("clients")).addObject();
        client.put("clientId", CONSOLE).put("protocol", "saml").put("enabled", true).put("frontchannelLogout", false)
                .put("fullScopeAllowed", true).putArray("redirectUris").add(url);
        client.putObject("attributes").put("saml_idp_initiated_sso_url_name", CONSOLE)
                .put("saml_assertion_consumer_url_post", url).put("saml_single_logout_service_url_post", url)
                .put("saml.server.signature", "true").put("saml.client.signature", "false")
                .put("saml.force.post.binding", "true").put("saml_name_id_format", "username");
    }

    private static IdentityProviderRepresentation provider(Realm agency, String logoutUrl) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(UPSTREAM);
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setPostBrokerLoginFlowAlias("mcx post broker login");
        String endpoints = agency.issuer() + "/protocol/openid-connect/";
        provider.setConfig(Map.ofEntries(Map.entry("clientId", "broker"), Map.entry("clientSecret", BROKER_SECRET),
                Map.entry("clientAuthMethod", "client_secret_basic"), Map.entry("authorizationUrl", endpoints + "auth"),
                Map.entry("tokenUrl", endpoints + "token"), Map.entry("issuer", agency.issuer()),
                Map.entry("jwksUrl", endpoints + "certs"), Map.entry("pkceEnabled", "true"), Map.entry("pkceMethod", "S256"),
                Map.entry("logoutUrl", logoutUrl), Map.entry("backchannelSupported", "true")));
        return provider;
    }
}
