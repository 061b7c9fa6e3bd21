package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.RealmFile;
import org.mcxidms.testkit.TestUser;

/** One-time codes, recovery codes, security keys and passkeys: set up, used, mistyped and exchanged for one another. */
@ExtendWith(McxExtension.class)
final class SecondFactorPagesIT {

    private static final Duration CODE_PERIOD = Duration.ofSeconds(30);

    private static Realm realm;

    @BeforeAll
    static void realm(Mcx mcx) {
        realm = mcx.realmLike("factors", SecondFactorPagesIT::withEverySecondFactor);
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void oneTimeCode() throws GeneralSecurityException {
        TestUser user = realm.users().pttUser("otp");
        try (Chromium chromium = Chromium.phone()) {
            String secret = setUpOneTimeCode(chromium, user);

            signIn(chromium, user).awaitPage("login-otp").assertUsable();
            chromium.type("#otp", "000000").click("#kc-login").await("#input-error-otp-code").assertUsable();
            chromium.type("#otp", nextCode(secret)).click("#kc-login");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void recoveryCodeInPlaceOfTheOneTimeCode() throws GeneralSecurityException {
        TestUser user = realm.users().pttUser("recovery");
        try (Chromium chromium = Chromium.phone()) {
            setUpOneTimeCode(chromium, user);
            chromium.open(Pages.action(realm, "CONFIGURE_RECOVERY_AUTHN_CODES"));
            chromium.awaitPage("login-recovery-authn-code-config").assertUsable();
            String[] codes =
                    chromium.driver().findElement(By.name("generatedRecoveryAuthnCodes")).getDomProperty("value").split(",");
            chromium.click("#kcRecoveryCodesConfirmationCheck").assertUsable().click("#saveRecoveryAuthnCodesBtn");
            chromium.awaitUrl(Pages.REDIRECT_URI);

            signIn(chromium, user).awaitPage("login-otp").click("#try-another-way");
            chromium.awaitPage("select-authenticator").assertUsable();
            chromium.driver().findElements(By.name("authenticationExecution")).stream()
                    .filter(choice -> choice.getText().contains("Recovery")).findFirst().orElseThrow().click();
            chromium.awaitPage("login-recovery-authn-code-input").assertUsable();
            chromium.type("#recoveryCodeInput", "wrong").click("#kc-login").await("#input-error").assertUsable();
            chromium.type("#recoveryCodeInput", codes[0]).click("#kc-login");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void securityKey() {
        TestUser user = realm.users().pttUser("key");
        try (Chromium chromium = Chromium.phone()) {
            chromium.driver().addVirtualAuthenticator(new VirtualAuthenticatorOptions());
            register(chromium, user, "webauthn-register");

            signIn(chromium, user).awaitPage("webauthn-authenticate").assertUsable();
            chromium.click("#authenticateWebAuthnButton");

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    @Test
    void securityKeyThatIsNotTheUsers() {
        TestUser user = realm.users().pttUser("strange-key");
        try (Chromium chromium = Chromium.phone()) {
            VirtualAuthenticator key = chromium.driver().addVirtualAuthenticator(new VirtualAuthenticatorOptions());
            register(chromium, user, "webauthn-register");
            key.removeAllCredentials();

            signIn(chromium, user).awaitPage("webauthn-authenticate").click("#authenticateWebAuthnButton");

            chromium.awaitPage("webauthn-error").assertUsable();
            assertThat(chromium.has(".alert.error")).isTrue();
            chromium.click("#kc-try-again").awaitPage("webauthn-authenticate");
        }
    }

    @Test
    void passkeyInPlaceOfThePassword() {
        TestUser user = realm.users().pttUser("passkey");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).await("#authenticateWebAuthnButton").assertUsable();
            chromium.driver().addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                    .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                    .setHasResidentKey(true).setHasUserVerification(true).setIsUserVerified(true));
            register(chromium, user, "webauthn-register-passwordless");

            forget(chromium);
            chromium.open(Pages.login(realm, "openid", PTT));
            // A virtual authenticator answers the page's offer to autofill by itself: nothing is pressed.

            assertThat(chromium.awaitUrl(Pages.REDIRECT_URI)).contains("code=");
        }
    }

    private static void withEverySecondFactor(RealmFile file) {
        file.set("webAuthnPolicyPasswordlessPasskeysEnabled", true)
                .set("webAuthnPolicyPasswordlessRequireResidentKey", "Yes")
                .set("webAuthnPolicyPasswordlessUserVerificationRequirement", "required");
        for (JsonNode flow : file.json().get("authenticationFlows")) {
            if (flow.get("alias").asText().equals("mcx browser OTP")) {
                ArrayNode steps = (ArrayNode) flow.get("authenticationExecutions");
                ((ObjectNode) steps.get(1)).put("requirement", "ALTERNATIVE");
                steps.addObject().put("authenticator", "webauthn-authenticator").put("requirement", "ALTERNATIVE").put("priority",
                        30);
                steps.addObject().put("authenticator", "auth-recovery-authn-code-form").put("requirement", "ALTERNATIVE")
                        .put("priority", 40);
            }
        }
    }

    /** Enrols by the page for those who cannot scan, and returns the secret. */
    private static String setUpOneTimeCode(Chromium chromium, TestUser user) throws GeneralSecurityException {
        chromium.open(Pages.action(realm, "CONFIGURE_TOTP")).login(user.username(), user.password());
        chromium.awaitPage("login-config-totp").assertUsable().click("#mode-manual").await("#kc-totp-secret-key").assertUsable();
        chromium.type("#totp", "000000").click("#saveTOTPBtn").await("#input-error-otp-code").assertUsable();
        String secret = chromium.driver().findElement(By.id("totpSecret")).getDomProperty("value");
        chromium.type("#totp", code(secret, Instant.now())).type("#userLabel", "phone").click("#saveTOTPBtn");
        chromium.awaitUrl(Pages.REDIRECT_URI);
        return secret;
    }

    private static void register(Chromium chromium, TestUser user, String action) {
        chromium.open(Pages.action(realm, action)).login(user.username(), user.password());
        chromium.awaitPage("webauthn-register").assertUsable().click("#registerWebAuthn");
        // Keycloak's script asks for a name of the key.
        new WebDriverWait(chromium.driver(), Duration.ofSeconds(20)).until(ExpectedConditions.alertIsPresent()).accept();
        chromium.awaitUrl(Pages.REDIRECT_URI);
    }

    private static Chromium signIn(Chromium chromium, TestUser user) {
        forget(chromium);
        return chromium.open(Pages.login(realm, "openid", PTT)).login(user.username(), user.password());
    }

    private static void forget(Chromium chromium) {
        chromium.cdp("Network.clearBrowserCookies", Map.of());
    }

    /** The code after the one that was used to enrol: none is taken twice. */
    static String nextCode(String secret) throws GeneralSecurityException {
        return code(secret, Instant.now().plus(CODE_PERIOD));
    }

    /** RFC 6238 as Keycloak's realms have it by default: SHA-1, 6 digits. */
    static String code(String secret, Instant time) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] hash =
                mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(time.getEpochSecond() / CODE_PERIOD.toSeconds()).array());
        int offset = hash[hash.length - 1] & 0xf;
        return "%06d".formatted((ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & 0x7fff_ffff) % 1_000_000);
    }
}
