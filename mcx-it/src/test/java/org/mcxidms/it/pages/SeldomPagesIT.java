package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.openqa.selenium.By;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** Pages that the shipped realm's flows never reach: a realm of Keycloak's own making, that has our login theme and no more. */
@ExtendWith(McxExtension.class)
final class SeldomPagesIT {

    private static final String CLIENT = "plain";
    private static final String PASSWORD = "password of the tests";

    private final Mcx mcx;
    private final String name = "seldom-" + UUID.randomUUID().toString().substring(0, 6);
    private RealmResource realm;

    SeldomPagesIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @BeforeEach
    void realmWithTheTheme() {
        RealmRepresentation representation = new RealmRepresentation();
        representation.setRealm(name);
        representation.setEnabled(true);
        representation.setLoginTheme("mcx");
        representation.setOrganizationsEnabled(true);
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT);
        client.setPublicClient(true);
        client.setRedirectUris(List.of(Pages.REDIRECT_URI, "urn:ietf:wg:oauth:2.0:oob"));
        representation.setClients(List.of(client));
        mcx.admin().realms().create(representation);
        mcx.admin().tokenManager().grantToken();
        realm = mcx.admin().realm(name);
    }

    @AfterEach
    void removeRealm() {
        realm.remove();
    }

    @Test
    void organizationIsChosenBetweenUserNameAndPassword() {
        String user = user("member", List.of());
        organization("fire", user);
        organization("rescue", user);
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(login("openid organization", Pages.REDIRECT_URI)).awaitPage("login-username").assertUsable();
            chromium.type("#username", "member").click("#kc-login").awaitPage("select-organization").assertUsable();
            chromium.click("#organization-rescue").await("#password").assertUsable();
            chromium.type("#password", "wrong").click("#kc-login").await(".field-error, .alert").assertUsable();
            chromium.type("#password", PASSWORD).click("#kc-login");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void codeIsShownToCopyWhereTheClientHasNoAddress() {
        user("copying", List.of());
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(login("openid", "urn:ietf:wg:oauth:2.0:oob")).login("copying", PASSWORD);
            chromium.awaitPage("code").assertUsable();

            assertThat(chromium.driver().findElement(By.id("code")).getDomProperty("value")).isNotBlank();
        }
    }

    @Test
    void oneOfTwoGeneratorsIsReplaced() throws Exception {
        try (Mails mails = new Mails(); Chromium chromium = Chromium.phone()) {
            RealmRepresentation changes = realm.toRepresentation();
            changes.setResetPasswordAllowed(true);
            changes.setSmtpServer(mails.settings(mcx));
            realm.update(changes);
            configure("reset credentials", "reset-otp", Map.of("action_on_otp_reset_flag", "Remove one"));
            String user = user("forgetful", List.of(generator("radio"), generator("phone")));

            chromium.open(login("openid", Pages.REDIRECT_URI)).click("a[href*=reset-credentials]");
            chromium.awaitPage("login-reset-password").type("#username", "forgetful").click("[type=submit]");
            chromium.open(Mails.link(mails.awaitFirst())).awaitPage("login-reset-otp").assertUsable();
            chromium.click("[type=submit]").awaitPage("login-config-totp").assertUsable();

            assertThat(realm.users().get(user).credentials()).extracting(CredentialRepresentation::getType)
                    .containsExactlyInAnyOrder("password", "otp");
        }
    }

    @Test
    void linkToAnotherAccountOfTheIdentityProviderIsConfirmed() {
        try (Realm agency = agency(); Chromium chromium = Chromium.phone()) {
            TestUser atAgency = agency.users().user("officer");
            IdentityProviderRepresentation provider = provider(agency);
            provider.setFirstBrokerLoginFlowAlias(flow("override", "idp-detect-existing-broker-user", "idp-confirm-override-link",
                    "idp-auto-link"));
            realm.identityProviders().create(provider).close();
            String user = user(atAgency.username(), List.of());
            FederatedIdentityRepresentation another = new FederatedIdentityRepresentation();
            another.setUserId("another");
            another.setUserName("another");
            realm.users().get(user).addFederatedIdentity("agency", another).close();

            chromium.open(login("openid", Pages.REDIRECT_URI)).click("#social-agency").awaitUrl(agency.issuer());
            chromium.awaitPage("login").login(atAgency.username(), atAgency.password());
            chromium.awaitPage("login-idp-link-confirm-override").assertUsable();
            chromium.click("#confirmOverride").awaitUrl(Pages.REDIRECT_URI);

            assertThat(realm.users().get(user).getFederatedIdentity()).singleElement()
                    .satisfies(link -> assertThat(link.getUserId()).isEqualTo(atAgency.id()));
        }
    }

    @Test
    void linkToTheIdentityProviderIsAskedForByTheClient() {
        try (Realm agency = agency(); Chromium chromium = Chromium.phone()) {
            TestUser atAgency = agency.users().user("officer");
            realm.identityProviders().create(provider(agency)).close();
            String user = user("linking", List.of());

            chromium.open(login("openid", Pages.REDIRECT_URI) + "&kc_action=idp_link:agency").login("linking", PASSWORD);
            chromium.awaitPage("link-idp-action").assertUsable();
            chromium.click("#kc-continue").awaitUrl(agency.issuer());
            chromium.awaitPage("login").login(atAgency.username(), atAgency.password());

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("kc_action_status=success");
            assertThat(realm.users().get(user).getFederatedIdentity()).singleElement()
                    .satisfies(link -> assertThat(link.getUserId()).isEqualTo(atAgency.id()));
        }
    }

    @Test
    void samlRequestIsSentOnByHandWithoutScripts() {
        realm.identityProviders().create(provider("saml", "saml", Map.of("singleSignOnServiceUrl", "http://127.0.0.1/sso",
                "postBindingAuthnRequest", "true", "entityId", issuer(), "idpEntityId", "agency",
                "nameIDPolicyFormat", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"))).close();
        try (Chromium chromium = Chromium.phoneWithoutScripts()) {
            chromium.open(login("openid", Pages.REDIRECT_URI)).click("#social-saml").awaitPage("saml-post-form").assertUsable();

            chromium.click("[type=submit]").awaitUrl("http://127.0.0.1/sso");
        }
    }

    private String issuer() {
        return mcx.realm(name).issuer();
    }

    private String login(String scope, String redirectUri) {
        return mcx.realm(name).client(CLIENT, null).withRedirectUri(redirectUri).authorization(scope.split(" ")).url();
    }

    private String user(String username, List<CredentialRepresentation> more) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEmail(username.contains("@") ? username : username + "@org.com");
        user.setEmailVerified(true);
        user.setFirstName(username);
        user.setLastName("Test");
        user.setEnabled(true);
        user.setCredentials(Stream.concat(Stream.of(password), more.stream()).toList());
        return id(realm.users().create(user));
    }

    private static CredentialRepresentation generator(String label) {
        CredentialRepresentation generator = new CredentialRepresentation();
        generator.setType("otp");
        generator.setUserLabel(label);
        generator.setSecretData("{\"value\":\"12345678901234567890\"}");
        generator.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\"}");
        return generator;
    }

    private void organization(String alias, String member) {
        OrganizationRepresentation organization = new OrganizationRepresentation();
        organization.setName(alias);
        organization.setAlias(alias);
        organization.addDomain(new OrganizationDomainRepresentation(alias + ".org"));
        String id = id(realm.organizations().create(organization));
        realm.organizations().get(id).members().addMember(member).close();
    }

    /** Another realm, in which this one is the client {@code broker}. */
    private Realm agency() {
        return mcx.realmLike("agency", file -> {
            ObjectNode broker = file.addClientLikeNative("broker").put("secret", "secret-of-the-broker");
            broker.putArray("redirectUris").add(issuer() + "/broker/agency/endpoint");
            broker.putArray("defaultClientScopes").add("basic").add("profile").add("email");
        });
    }

    private static IdentityProviderRepresentation provider(Realm agency) {
        String endpoints = agency.issuer() + "/protocol/openid-connect/";
        return provider("agency", "oidc", Map.of("clientId", "broker",
                "clientSecret", "secret-of-the-broker", "clientAuthMethod", "client_secret_basic",
                "authorizationUrl", endpoints + "auth", "tokenUrl", endpoints + "token", "issuer", agency.issuer(),
                "jwksUrl", endpoints + "certs", "pkceEnabled", "true", "pkceMethod", "S256"));
    }

    private static IdentityProviderRepresentation provider(String alias, String type, Map<String, String> config) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(alias);
        provider.setProviderId(type);
        provider.setEnabled(true);
        provider.setConfig(config);
        return provider;
    }

    private String flow(String alias, String... steps) {
        AuthenticationManagementResource flows = realm.flows();
        AuthenticationFlowRepresentation flow = new AuthenticationFlowRepresentation();
        flow.setAlias(alias);
        flow.setProviderId("basic-flow");
        flow.setTopLevel(true);
        flows.createFlow(flow).close();
        for (String step : steps) {
            flows.addExecution(alias, Map.of("provider", step));
        }
        for (AuthenticationExecutionInfoRepresentation execution : flows.getExecutions(alias)) {
            execution.setRequirement("REQUIRED");
            flows.updateExecutions(alias, execution);
        }
        return alias;
    }

    private void configure(String flow, String step, Map<String, String> config) {
        AuthenticatorConfigRepresentation representation = new AuthenticatorConfigRepresentation();
        representation.setAlias(step);
        representation.setConfig(config);
        String execution = realm.flows().getExecutions(flow).stream()
                .filter(candidate -> step.equals(candidate.getProviderId())).findFirst().orElseThrow().getId();
        realm.flows().newExecutionConfig(execution, representation).close();
    }

    private static String id(Response created) {
        try (created) {
            assertThat(created.getStatus()).as(created.getStatusInfo().toString()).isEqualTo(201);
            String location = created.getLocation().getPath();
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }
}
