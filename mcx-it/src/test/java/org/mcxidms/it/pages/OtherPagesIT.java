package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.openqa.selenium.By;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** Pages that the shipped realm shows seldom or never, and that an operator's setting brings up. */
@ExtendWith(McxExtension.class)
final class OtherPagesIT {

    private static final String PROVIDER = "agency";
    private static final String BROKER_SECRET = "secret-of-the-broker";

    private final Mcx mcx;

    OtherPagesIT(Mcx mcx) {
        this.mcx = mcx;
    }

    /** The page comes with the authenticator and not with a theme of ours. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "keycloak", "keycloak.v2"})
    void refusalIsToldInEveryThemeOfKeycloak(String theme) {
        try (Realm realm = mcx.realmLike("theme", file -> file.set("loginTheme", theme)); Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("theme").set("mc_valid_until", "2020-01-01");
            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.await("[data-reason=expired]");

            assertThat(chromium.text("#mcx-date")).contains("Expired on January 1, 2020 (UTC)", "00:00 UTC");
            assertThat(chromium.has("#mcx-date time[datetime='2020-01-01T00:00:00Z']")).isTrue();
            assertThat(chromium.text("#mcx-contact")).isNotBlank();
            assertThat(chromium.text("body")).contains("Your account has expired").doesNotContain("mcxAccount")
                    .doesNotContain("${");
        }
    }

    @Test
    void contactThatTheOperatorWrote() {
        String contact = "<b>Duty officer</b>: +49 30 123 456 & radio channel 16";
        try (Realm realm =
                mcx.realmLike("contact", file -> file.authenticatorConfig("mcx account validity").put("mc.contact", contact));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("contact").suspend();
            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("mcx-account-not-valid").assertUsable();

            assertThat(chromium.text("#mcx-contact")).isEqualTo(contact);
        }
    }

    @Test
    void identityProviderOfferedReviewedAndLinked() throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("linking", file -> mails.receivedFrom(file, mcx));
                Realm agency = mcx.realmLike("agency", file -> {
                    ObjectNode broker = file.addClientLikeNative("broker").put("secret", BROKER_SECRET);
                    broker.putArray("redirectUris").add(realm.issuer() + "/broker/" + PROVIDER + "/endpoint");
                    broker.putArray("defaultClientScopes").add("basic").add("profile").add("email");
                });
                Chromium chromium = Chromium.phone()) {
            realm.admin().identityProviders().create(provider(agency)).close();
            TestUser user = realm.users().pttUser("linked");
            TestUser atAgency = agency.users().user("officer");
            UserRepresentation sameAddress = atAgency.resource().toRepresentation();
            sameAddress.setEmail(user.username());
            atAgency.resource().update(sameAddress);

            chromium.open(Pages.login(realm, "openid", PTT)).awaitPage("login").assertUsable();
            chromium.click("#social-" + PROVIDER).awaitUrl(agency.issuer());
            chromium.awaitPage("login").login(atAgency.username(), atAgency.password());
            chromium.awaitPage("login-idp-link-confirm").assertUsable();
            chromium.click("#updateProfile").awaitPage("idp-review-user-profile").assertUsable();
            chromium.click("[type=submit]").awaitPage("login-idp-link-confirm");
            chromium.click("#linkAccount").awaitPage("login-idp-link-email").assertUsable();

            String waiting = chromium.driver().getCurrentUrl();
            confirmOnAnotherDevice(mails);
            chromium.script("location.replace('" + waiting + "')");
            chromium.awaitUrl(Pages.REDIRECT_URI);
            assertThat(user.resource().getFederatedIdentity()).extracting(FederatedIdentityRepresentation::getUserId)
                    .containsExactly(atAgency.id());
        }
    }

    private static void confirmOnAnotherDevice(Mails mails) throws Exception {
        try (Chromium anotherDevice = Chromium.phone()) {
            anotherDevice.open(Mails.link(mails.awaitFirst())).awaitPage("info").assertUsable();
            anotherDevice.click("main a").awaitPage("info").assertUsable();
        }
    }

    @Test
    void emailIsVerified() throws Exception {
        try (Mails mails = new Mails();
                Realm realm = mcx.realmLike("verify", file -> mails.receivedFrom(file, mcx).set("verifyEmail", true));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("verify");
            UserRepresentation account = user.resource().toRepresentation();
            account.setEmailVerified(false);
            user.resource().update(account);

            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("login-verify-email").assertUsable();
            confirmOnAnotherDevice(mails);

            assertThat(user.resource().toRepresentation().isEmailVerified()).isTrue();
        }
    }

    @Test
    void pageThatWasOverIsExpired() {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(mcx.realm(), "openid")).awaitPage("login");
            String action = chromium.driver().findElement(By.id("kc-form-login")).getDomProperty("action");
            chromium.open(action.replaceFirst("execution=[^&]*", "execution=another"));

            chromium.awaitPage("login-page-expired").assertUsable();
            chromium.click("#loginContinueLink").awaitPage("login");
        }
    }

    @Test
    void termsAreAccepted() {
        try (Realm realm = mcx.realmLike("terms", file -> {}); Chromium chromium = Chromium.phone()) {
            enable(realm, "TERMS_AND_CONDITIONS");
            TestUser user = realm.users().pttUser("terms");
            UserRepresentation account = user.resource().toRepresentation();
            account.setRequiredActions(List.of("TERMS_AND_CONDITIONS"));
            user.resource().update(account);

            chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
            chromium.awaitPage("terms").assertUsable().click("#kc-accept");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void deviceIsLetIn() {
        try (Realm realm = mcx.realmLike("device", file -> attributes(file)
                .put("oauth2.device.authorization.grant.enabled", "true").remove("pkce.code.challenge.method"));
                Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("device");
            JsonNode device = realm.nativeClient().deviceAuthorization("openid", PTT).send().json();

            chromium.open(device.path("verification_uri").asText()).awaitPage("login-oauth2-device-verify-user-code");
            chromium.type("[name=device_user_code]", "WRONG-CODE").click("[type=submit]").await(".alert").assertUsable();
            chromium.replace("[name=device_user_code]", device.path("user_code").asText()).click("[type=submit]");
            chromium.awaitPage("login").login(user.username(), user.password());
            chromium.awaitPage("login-oauth-grant").assertUsable().click("#kc-login");

            chromium.awaitPage("info").assertUsable();
        }
    }

    @Test
    void registerThenDeleteTheAccount() {
        try (Realm realm = mcx.realmLike("register", file -> file.set("registrationAllowed", true));
                Chromium chromium = Chromium.phone()) {
            enable(realm, "delete_account");
            chromium.open(Pages.login(realm, "openid")).awaitPage("login").assertUsable();
            chromium.click("#kc-registration a").awaitPage("register").assertUsable();
            chromium.type("#password", "short").type("#password-confirm", "other").click("[type=submit]");
            chromium.await(".field-error").assertUsable();

            TestUser user = realm.users().pttUser("leaving");
            String account = realm.admin().clients().findByClientId("account").get(0).getId();
            user.resource().roles().clientLevel(account).add(List.of(
                    realm.admin().clients().get(account).roles().get("delete-account").toRepresentation()));
            chromium.open(Pages.action(realm, "delete_account")).login(user.username(), user.password());
            chromium.awaitPage("delete-account-confirm").assertUsable();
        }
    }

    @Test
    void credentialIsDeletedAndThePasswordAskedForAgain() {
        TestUser user = mcx.realm().users().pttUser("credential");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(mcx.realm(), "openid")).login(user.username(), user.password());
            chromium.awaitUrl(Pages.REDIRECT_URI);
            chromium.open(Pages.login(mcx.realm(), "openid") + "&prompt=login").awaitPage("login").assertUsable();
            assertThat(chromium.text("#kc-attempted-username")).isEqualTo(user.username());

            chromium.type("#password", user.password()).click("#kc-login").awaitUrl(Pages.REDIRECT_URI);
            String password = user.resource().credentials().get(0).getId();
            chromium.open(Pages.action(mcx.realm(), "delete_credential:" + password)).awaitPage("delete-credential")
                    .assertUsable();
        }
    }

    @Test
    void logoutReachesTheClientsOfTheBrowser() {
        try (Realm realm = mcx.realmLike("logout", file -> {
            file.client("mcptt_client").put("frontchannelLogout", true);
            attributes(file).put("frontchannel.logout.url", "http://127.0.0.1/out");
        }); Chromium chromium = Chromium.phone()) {
            TestUser user = realm.users().pttUser("logout");
            chromium.open(Pages.login(realm, "openid")).login(user.username(), user.password());
            chromium.awaitUrl(Pages.REDIRECT_URI);
            chromium.open(realm.issuer() + "/protocol/openid-connect/logout").awaitPage("logout-confirm").click("#kc-logout");

            chromium.awaitPage("frontchannel-logout").assertUsable();
        }
    }

    private static ObjectNode attributes(RealmFile file) {
        return (ObjectNode) file.client("mcptt_client").get("attributes");
    }

    private static IdentityProviderRepresentation provider(Realm agency) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(PROVIDER);
        provider.setDisplayName("Agency");
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setFirstBrokerLoginFlowAlias("first broker login");
        String endpoints = agency.issuer() + "/protocol/openid-connect/";
        provider.setConfig(Map.of(
                "clientId", "broker", "clientSecret", BROKER_SECRET, "clientAuthMethod", "client_secret_basic",
                "authorizationUrl", endpoints + "auth", "tokenUrl", endpoints + "token", "issuer", agency.issuer(),
                "jwksUrl", endpoints + "certs", "pkceEnabled", "true", "pkceMethod", "S256"));
        return provider;
    }

    private static void enable(Realm realm, String action) {
        AuthenticationManagementResource flows = realm.admin().flows();
        RequiredActionProviderRepresentation provider = flows.getRequiredAction(action);
        provider.setEnabled(true);
        flows.updateRequiredAction(action, provider);
    }
}
