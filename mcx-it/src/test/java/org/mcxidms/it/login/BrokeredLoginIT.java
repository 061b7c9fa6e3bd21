package org.mcxidms.it.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

import org.mcxidms.it.AccountState;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Browser;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.OAuthAssertions;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** A login at another identity provider is checked as well, by the post-broker flow. */
@ExtendWith(McxExtension.class)
final class BrokeredLoginIT {

    private static final String PROVIDER = "agency";
    private static final String BROKER_SECRET = "secret-of-the-broker";

    private static Realm agency;
    private static Realm mcx;

    @BeforeAll
    static void realms(Mcx server) {
        mcx = server.realmLike("brokered", RealmFile::acceptAnyMcAttributeValue);
        agency = server.realmLike("agency", file -> file.addClientLikeNative("broker").put("secret", BROKER_SECRET)
                .putArray("redirectUris").add(mcx.issuer() + "/broker/" + PROVIDER + "/endpoint"));
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(PROVIDER);
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setPostBrokerLoginFlowAlias("mcx post broker login");
        String endpoints = agency.issuer() + "/protocol/openid-connect/";
        provider.setConfig(Map.of(
                "clientId", "broker", "clientSecret", BROKER_SECRET, "clientAuthMethod", "client_secret_basic",
                "authorizationUrl", endpoints + "auth", "tokenUrl", endpoints + "token", "issuer", agency.issuer(),
                "jwksUrl", endpoints + "certs", "pkceEnabled", "true", "pkceMethod", "S256"));
        mcx.admin().identityProviders().create(provider).close();
    }

    @AfterAll
    static void removeRealms() {
        mcx.close();
        agency.close();
    }

    /** Keycloak itself refuses a disabled user, before the flow. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISABLED")
    void refusedAfterTheLoginAtTheOtherProvider(AccountState state) {
        TestUser atAgency = agency.users().user("officer");
        TestUser user = linked(atAgency);
        state.applyTo(user);
        OAuthAssertions.assertErrorPage(login(mcx.nativeClient(), atAgency));
        assertThat(user.sessions()).isEmpty();
        // Keycloak sends the event of a broker flow a second time when the flow's page is on its way.
        assertThat(mcx.events().of(user, "IDENTITY_PROVIDER_POST_LOGIN_ERROR")).isNotEmpty()
                .allSatisfy(event -> assertThat(Events.detail(event, "mc_reason")).isEqualTo(state.reason()));
        assertThat(mcx.events().of(user, "LOGIN")).isEmpty();
    }

    @Test
    void validAccountGetsItsCode() {
        TestUser atAgency = agency.users().user("officer");
        TestUser user = linked(atAgency);
        assertThat(login(mcx.nativeClient(), atAgency).code()).isNotEmpty();
        assertThat(user.sessions()).hasSize(1);
    }

    private static TestUser linked(TestUser atAgency) {
        TestUser user = mcx.users().pttUser("brokered");
        user.linkTo(PROVIDER, atAgency.id(), atAgency.username());
        return user;
    }

    private static Landing login(McxClient client, TestUser atAgency) {
        AuthorizationRequest request = client.authorization("openid", PTT).with("kc_idp_hint", PROVIDER);
        Browser browser = client.newBrowser();
        Landing form = browser.open(request.url());
        assertThat(form.url()).startsWith(agency.issuer());
        return browser.login(form, atAgency.username(), atAgency.password());
    }
}
