package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** {@code mcx-strong-login.json} in a browser: what is asked at each level, and what the tokens then say. */
@ExtendWith(McxExtension.class)
final class StrongLoginIT {

    private static final String PASSWORD = "3gpp:acr:password";
    private static final String OTP = "mcx:acr:otp";
    private static final String PASSKEY = "mcx:acr:passkey";
    /** Demands a one-time code, whatever is asked for. */
    private static final String STRICT_CLIENT = "strict_client";

    private static Realm realm;

    @BeforeAll
    static void realm(Mcx mcx) {
        realm = mcx.realmLike("strong", file -> {
            // Keycloak asks for the code before it registers a passkey: a second code would be half a minute later.
            file.set("otpPolicyType", "totp").set("otpPolicyAlgorithm", "HmacSHA1").set("otpPolicyDigits", 6)
                    .set("otpPolicyLookAheadWindow", 1).set("otpPolicyPeriod", 30).set("otpPolicyCodeReusable", true);
            merge(file, (ObjectNode) Json.read(Mcx.realmExport("mcx-strong-login.json")));
            ((ObjectNode) file.addClientLikeNative(STRICT_CLIENT).get("attributes")).put("minimum.acr.value", OTP);
        });
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    /** As docs/strong-login.md does with jq. */
    private static void merge(RealmFile file, ObjectNode part) {
        for (String list : List.of("authenticationFlows", "authenticatorConfig")) {
            ((ArrayNode) file.json().get(list)).addAll((ArrayNode) part.remove(list));
        }
        ((ObjectNode) file.json().get("attributes")).setAll((ObjectNode) part.remove("attributes"));
        file.json().setAll(part);
    }

    @Test
    void passwordIsEnoughForThePasswordsLevelAndNoMore() {
        TestUser user = realm.users().pttUser("password");
        McxClient client = realm.nativeClient().withRedirectUri(Pages.REDIRECT_URI);
        for (String acrValues : List.of(PASSWORD, "3 " + PASSWORD)) {
            AuthorizationRequest request = client.authorization("openid").with("acr_values", acrValues);
            assertAcr(new Tokens(client.exchange(request, client.authorize(request, user).code()).send()), PASSWORD);
        }
        for (String acrValues : List.of(OTP, PASSKEY)) {
            Landing landing = client.authorize(client.authorization("openid").with("acr_values", acrValues), user);
            assertThat(landing.parameter("code")).as(acrValues).isNull();
        }
        McxClient strict = realm.clientLikeNative(STRICT_CLIENT).withRedirectUri(Pages.REDIRECT_URI);
        assertThat(strict.authorize(strict.authorization("openid"), user).parameter("code")).isNull();
    }

    @Test
    void eachLevelAddsItsProof() throws GeneralSecurityException {
        TestUser user = realm.users().pttUser("levels");
        McxClient client = realm.nativeClient().withRedirectUri(Pages.REDIRECT_URI);
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.action(realm, "CONFIGURE_TOTP")).login(user.username(), user.password());
            chromium.awaitPage("login-config-totp").click("#mode-manual").await("#kc-totp-secret-key");
            String secret = chromium.driver().findElement(By.id("totpSecret")).getDomProperty("value");
            chromium.type("#totp", SecondFactorPagesIT.code(secret, Instant.now())).type("#userLabel", "phone")
                    .click("#saveTOTPBtn");
            chromium.awaitUrl(Pages.REDIRECT_URI);
            chromium.driver().addVirtualAuthenticator(new VirtualAuthenticatorOptions());
            chromium.open(Pages.action(realm, "webauthn-register")).awaitPage("login-otp");
            chromium.type("#otp", SecondFactorPagesIT.code(secret, Instant.now())).click("#kc-login");
            chromium.awaitPage("webauthn-register").click("#registerWebAuthn");
            new WebDriverWait(chromium.driver(), Duration.ofSeconds(20)).until(ExpectedConditions.alertIsPresent()).accept();
            chromium.awaitUrl(Pages.REDIRECT_URI);

            chromium.cdp("Network.clearBrowserCookies", Map.of());
            AuthorizationRequest first = client.authorization("openid");
            chromium.open(first.url()).login(user.username(), user.password());
            assertAcr(tokens(client, first, chromium), PASSWORD);

            AuthorizationRequest second = client.authorization("openid").with("acr_values", OTP);
            chromium.open(second.url()).awaitPage("login-otp");
            chromium.type("#otp", SecondFactorPagesIT.code(secret, Instant.now())).click("#kc-login");
            assertAcr(tokens(client, second, chromium), OTP);

            AuthorizationRequest third = client.authorization("openid").with("acr_values", PASSKEY);
            chromium.open(third.url()).awaitPage("webauthn-authenticate").click("#authenticateWebAuthnButton");
            assertAcr(tokens(client, third, chromium), PASSKEY);

            McxClient strict = realm.clientLikeNative(STRICT_CLIENT).withRedirectUri(Pages.REDIRECT_URI);
            AuthorizationRequest raised = strict.authorization("openid");
            // Nothing is asked, so that the browser ends at once where nobody listens.
            chromium.script("location.assign('" + raised.url() + "')");
            assertAcr(tokens(strict, raised, chromium), OTP);
        }
    }

    @Test
    void discoveryNamesTheLevels() {
        List<String> announced = new ArrayList<>();
        Json.parse(realm.nativeClient().newBrowser().open(realm.issuer() + "/.well-known/openid-configuration").body())
                .path("acr_values_supported").forEach(value -> announced.add(value.asText()));
        assertThat(announced).containsExactlyInAnyOrder(PASSWORD, OTP, PASSKEY);
    }

    private static Tokens tokens(McxClient client, AuthorizationRequest request, Chromium chromium) {
        String state = "state=" + request.parameter("state");
        new WebDriverWait(chromium.driver(), Duration.ofSeconds(20)).until(driver -> {
            String url = driver.getCurrentUrl();
            return url.startsWith(Pages.REDIRECT_URI) && url.contains(state);
        });
        String query = URI.create(chromium.driver().getCurrentUrl()).getRawQuery();
        for (String pair : query.split("&")) {
            if (pair.startsWith("code=")) {
                String code = URLDecoder.decode(pair.substring("code=".length()), StandardCharsets.UTF_8);
                return new Tokens(client.exchange(request, code).send());
            }
        }
        throw new AssertionError("no code: " + query);
    }

    private static void assertAcr(Tokens tokens, String acr) {
        assertThat(tokens.id().path("acr").asText()).isEqualTo(acr);
        assertThat(tokens.access().path("acr").asText()).isEqualTo(acr);
    }
}
