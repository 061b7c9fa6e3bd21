package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.RoleRepresentation;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.mcxidms.it.harness.Mcx;
import org.mcxidms.it.harness.McxExtension;
import org.mcxidms.it.harness.Realm;
import org.mcxidms.it.harness.TestUser;

/** The account console shows what the IdMS knows about the MC account, and lets nobody change it there. */
@ExtendWith(McxExtension.class)
final class AccountConsoleIT {

    private final Realm realm;

    AccountConsoleIT(Mcx mcx) {
        this.realm = mcx.realm();
    }

    static void letIntoTheAccountConsole(Realm realm, TestUser user) {
        String account = realm.admin().clients().findByClientId("account").get(0).getId();
        ClientResource client = realm.admin().clients().get(account);
        List<RoleRepresentation> roles = Stream.of("view-profile", "manage-account")
                .map(role -> client.roles().get(role).toRepresentation()).toList();
        user.resource().roles().clientLevel(account).add(roles);
    }

    @Disabled("the shipped realm gives account-console neither the scope roles nor users the account roles: HTTP 403")
    @Test
    void showsServiceIdsReadOnly() {
        TestUser user = realm.users().pttUser("account");
        letIntoTheAccountConsole(realm, user);
        try (Chromium chromium = Chromium.desktop()) {
            chromium.open(realm.issuer() + "/account/").awaitPage("login").login(user.username(), user.password());
            WebElement id = chromium.await("[name*=mcptt_id]").driver().findElement(By.cssSelector("[name*=mcptt_id]"));

            assertThat(id.getDomProperty("value")).isEqualTo("sip:" + user.username());
            assertThat(id.isEnabled() && id.getDomAttribute("readonly") == null).isFalse();
            assertThat(chromium.text("main")).contains("MCPTT ID (push-to-talk)").doesNotContain("mcx.profile");
        }
    }
}
