package org.mcxidms.it.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientScopesResource;
import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;

/**
 * What an administrator configures is in the console, with labels and not with their keys. With the system property
 * {@code mcx.screenshots} it leaves the documentation's pictures in that folder: see docs/images/shoot.
 */
@ExtendWith(McxExtension.class)
final class AdminConsoleIT {

    private static Realm realm;
    private static String console;
    private static Keycloak admin;
    private static Chromium browser;

    @BeforeAll
    static void signIn(Mcx mcx) {
        realm = mcx.realm();
        admin = mcx.admin();
        console = mcx.baseUrl() + "/admin/master/console/#/" + realm.name() + "/";
        browser = Chromium.desktop().size(1280, 1800);
        browser.open(mcx.baseUrl() + "/admin/master/console/").await("#username").login("admin", mcx.adminPassword());
        browser.await("nav a[href*='realm-settings']");
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void mapperOfServiceIds() {
        show("client-scopes/" + mcxScope().getId() + "/mappers/" + mapperId("mcx-service-id-mapper") + "/edit",
                "console-mapper.png", "Stand-in MC service ID");
    }

    @Test
    void mapperOfAccessTokens() {
        show("client-scopes/" + mcxScope().getId() + "/mappers/" + mapperId("mcx-access-token-mapper") + "/edit",
                null, "Form of scope", "Leave out audience");
    }

    @Test
    void loginFlow() {
        String flow = realm.admin().flows().getFlows().stream().filter(each -> each.getAlias().equals("mcx browser"))
                .findFirst().orElseThrow().getId();
        show("authentication/" + flow + "/DEFAULT", "console-flow.png", "MC account validity", "mcx browser sign-in");
    }

    @Test
    void policyOfAccounts() {
        show("realm-settings/client-policies/" + path("mcx account validity") + "/edit-profile/mcx-account-validity-executor",
                "console-policy.png", "Revoke", "Read user from storage");
    }

    @Test
    void policyOfRequests() {
        show("realm-settings/client-policies/" + path("mcx request profile") + "/edit-profile/mcx-request-profile-executor",
                null, "Client role", "response_type is code", "client_id in the token request, beside Basic");
    }

    @Test
    void policyOfPartnerDomains() {
        show("realm-settings/client-policies/" + path("mcx partner domains") + "/edit-profile/mcx-partner-domains-executor",
                "console-interdomain-partners.png", "Partner domains", "Client role");
        awaitInput("/realms/mcx-partner");
    }

    @Test
    void policyOfDevices() {
        String policy = realm.registrationPolicy("authenticated").getId();
        show("clients/client-registration/authenticated/mcx-device-registration/" + policy, null, "Model client", "Allowed URIs",
                "Allowed client_uri");
        awaitInput("mcptt_client");
    }

    @Test
    void serviceIdOfAnotherUserIsRefusedInWords() {
        String taken = realm.users().pttUser("console-owner").get("mcptt_id").get(0);
        show("users/" + realm.users().pttUser("console").id() + "/settings", null, "Mission critical");
        browser.await("#mcptt_id").replace("#mcptt_id", taken).click("[data-testid=user-creation-save]");
        await("belongs to another user", "return document.body.innerText");
    }

    @Test
    void primaryOfThePartner() {
        browser.open("about:blank").open(console.replace("/#/" + realm.name() + "/", "/#/mcx-partner/")
                + "identity-providers/mcx-primary-idms/mcx/settings");
        awaitInput("/realms/mcx");
        picture("console-interdomain-primary.png");
        help("MC service IDs of created visitors", "One line per MC service");
        help("Domains of IDs taken over", "Client Secret");
        help("Signature algorithm", "any that is not symmetric");
    }

    /** Keycloak says what is wrong with a partner line, in the words of the form. */
    @Test
    void partnerThatCannotBeUnderstoodIsRefusedInWords() {
        show("realm-settings/client-policies/" + path("mcx partner domains") + "/edit-profile/mcx-partner-domains-executor",
                null, "Partner domains");
        awaitInput("/realms/mcx-partner");
        String field = String.valueOf(browser.script("return [...document.querySelectorAll('input')]"
                + ".find(input => input.value.includes('/realms/mcx-partner')).getAttribute('data-testid')"));
        browser.replace("[data-testid='" + field + "']", "partner.example").click("[data-testid=addExecutor-saveBtn]");
        await("\"partner.example\" is not an absolute http or https URI", "return document.body.innerText");
    }

    /** Keycloak's form has required fields that a primary IdMS does not use; they must not be empty. */
    @Test
    void primaryOfThePartnerCanBeSaved() {
        IdentityProviderResource stored = admin.realm("mcx-partner").identityProviders().get("mcx");
        String name = stored.toRepresentation().getDisplayName();
        browser.open("about:blank").open(console.replace("/#/" + realm.name() + "/", "/#/mcx-partner/")
                + "identity-providers/mcx-primary-idms/mcx/settings");
        awaitInput("/realms/mcx");
        browser.replace("[data-testid=displayName]", "Saved in the console").click("[data-testid=idp-details-save]");
        try {
            new WebDriverWait(browser.driver(), Duration.ofSeconds(30)).withMessage(() -> browser.text("main"))
                    .until(driver -> "Saved in the console".equals(stored.toRepresentation().getDisplayName()));
        } finally {
            IdentityProviderRepresentation home = stored.toRepresentation();
            home.setDisplayName(name);
            stored.update(home);
        }
    }

    @Test
    void userOfMissionCriticalServices() {
        show("users/" + realm.users().demo("dave@org.com").id() + "/settings", "console-user.png",
                "Mission critical", "MCPTT", "Account status", "Valid until");
    }

    /** An administrator must read what a date means, and see an end that has a time of day: an empty field says "no end". */
    @Test
    void mcFieldsTellWhatTheyMeanAndShowWhatIsStored() {
        String end = "2999-12-31T08:00:00+05:45";
        show("users/" + realm.users().pttUser("console-help").set("mc_valid_until", end).id() + "/settings", null,
                "Mission critical services");
        awaitInput(end);
        ProfileTexts.assertHelpIsShown(browser);
    }

    @Test
    void endBeforeTheBeginningIsRefusedInWords() {
        show("users/" + realm.users().pttUser("console-dates").set("mc_valid_from", "2027-02-01").id() + "/settings", null,
                "Mission critical");
        browser.await("#mc_valid_until").replace("#mc_valid_until", "2027-01-31T08:00:00Z")
                .click("[data-testid=user-creation-save]");
        await(ProfileTexts.english("mcx.profile.mc_valid_until.before_from"), "return document.body.innerText");
    }

    private static void show(String page, String picture, String... texts) {
        // The console is one page: a change of the fragment alone may keep the form of another of its pages.
        browser.open("about:blank").open(console + page);
        for (String text : texts) {
            await(text, "return document.body.innerText");
        }
        picture(picture);
    }

    /** Waits until an input of the page has a stored value that ends so. */
    private static void awaitInput(String end) {
        await(end, "return [...document.querySelectorAll('input')].map(input => input.value).join('\\n')");
    }

    /** Opens the help beside a field and waits for its text. */
    private static void help(String field, String text) {
        browser.script("[...document.querySelectorAll('[class*=form__group]')]"
                + ".find(group => group.innerText.trim().startsWith('" + field + "'))"
                + ".querySelector('[data-testid^=help-label]').click()");
        await(text, "return document.body.innerText");
    }

    /** By script, in one step: the console replaces its elements while it loads. */
    private static void await(String text, String script) {
        new WebDriverWait(browser.driver(), Duration.ofSeconds(30))
                .withMessage(() -> text + " in: " + browser.script(script))
                .until(driver -> String.valueOf(browser.script(script)).contains(text));
    }

    private static void picture(String name) {
        Optional.ofNullable(System.getProperty("mcx.screenshots")).filter(folder -> name != null)
                .ifPresent(folder -> browser.screenshot(Path.of(folder).resolve(name)));
    }

    private static String path(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static ClientScopeRepresentation mcxScope() {
        return realm.admin().clientScopes().findAll().stream().filter(scope -> scope.getName().equals("mcx"))
                .findFirst().orElseThrow();
    }

    private static String mapperId(String provider) {
        ClientScopesResource scopes = realm.admin().clientScopes();
        return scopes.get(mcxScope().getId()).getProtocolMappers().getMappers().stream()
                .filter(mapper -> mapper.getProtocolMapper().equals(provider)).findFirst().orElseThrow().getId();
    }
}
