package org.mcxidms.it.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/** What the account check would call malformed is refused when an administrator saves it, and the account stays as it was. */
@ExtendWith(McxExtension.class)
final class AccountValuesIT {

    private static final String NO_ID = "mcx.profile.service_id.invalid";
    private static final String NO_DATE = "mcx.profile.date.invalid";
    private static final String BEFORE = "mcx.profile.mc_valid_until.before_from";

    private final Mcx mcx;
    private final Realm realm;

    AccountValuesIT(Mcx mcx) {
        this.mcx = mcx;
        this.realm = mcx.realm();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2027-02-30", "2027-01-01T24:00Z", "2027-01-01T08:00:00+25:00", "2027-01-01T08:00:00", "31.01.2027",
        "never", " 2027-01-01"})
    void dateThatDoesNotExistIsRefused(String date) {
        for (String attribute : List.of("mc_valid_from", "mc_valid_until")) {
            assertRefused(attribute, date, NO_DATE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sip:ali\u00a0ce@org.com", "sip:alice\u200b@org.com", "sip:\u202ealice@org.com", "sip:al\u00adice@org.com",
                "sip:alice@org.com\u0007", "alice\ufeff@org.com", "bob", "sip:", "tel:+", "sip:a b@org.com"})
    void serviceIdWithWhatIsNotSeenIsRefused(String id) {
        for (String attribute : List.of("mcptt_id", "mcvideo_id", "mcdata_id")) {
            assertRefused(attribute, id, NO_ID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sips:%s@org.com", "SIP:%s@org.com", "tel:+49(30)123-%s", "sip:%s;x=y@org.com:5061;transport=tls",
        "%s@org.com",
        "TEL:7042%s;phone-context=org.com"})
    void whatTheRfcsAllowIsAllowed(String form) {
        String id = String.format(form, System.nanoTime());
        assertThat(realm.users().user("rfc").set("mcptt_id", id).get("mcptt_id")).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-01-31", "2999-01-31T08:00Z", "2999-01-31T08:00:00.5+05:45"})
    void dateIsKeptAsItIsTyped(String date) {
        assertThat(realm.users().user("typed").set("mc_valid_until", date).get("mc_valid_until")).containsExactly(date);
    }

    @ParameterizedTest
    @CsvSource({"2027-02-01, 2027-01-31", "2027-02-01, 2027-02-01", "2027-02-01, 2027-02-01T02:00:00+02:00"})
    void endIsAfterTheBeginning(String from, String until) {
        assertThat(refusal(Map.of("mc_valid_from", from, "mc_valid_until", until))).contains(BEFORE);

        // Whichever of the two is changed.
        TestUser ending = realm.users().user("ending").set("mc_valid_until", until);
        assertThatThrownBy(() -> ending.set("mc_valid_from", from)).isInstanceOfSatisfying(BadRequestException.class,
                refused -> assertThat(message(refused)).isEqualTo(BEFORE));
        TestUser beginning = realm.users().user("beginning").set("mc_valid_from", from);
        assertThatThrownBy(() -> beginning.set("mc_valid_until", until)).isInstanceOf(BadRequestException.class);
        beginning.set("mc_valid_from").set("mc_valid_until", until);
    }

    @Test
    void unknownStatusAndSecondValuesAreRefused() {
        assertThat(refusal(Map.of("mc_account_status", "Suspended"))).contains("mc_account_status");
        TestUser user = realm.users().user("several");
        for (String attribute : List.of("mcptt_id", "mc_valid_until")) {
            assertThatThrownBy(() -> user.set(attribute, "2027-01-01", "2028-01-01")).isInstanceOf(BadRequestException.class);
        }
    }

    /** Nothing may keep an administrator from suspending: a malformed value from before is reported, not refused. */
    @Test
    void accountWithAnOldFaultCanBeSuspended() {
        try (Realm old = mcx.realmLike("old-values", file -> {})) {
            UPConfig shipped = old.admin().users().userProfile().getConfiguration();
            UPConfig open = old.admin().users().userProfile().getConfiguration();
            open.getAttributes().stream().map(UPAttribute::getValidations).forEach(rules -> rules.remove("mcx-account-value"));
            old.admin().users().userProfile().update(open);
            TestUser user = old.users().user("old").set("mcptt_id", "sip:a\u00a0b@org.com").set("mc_valid_until", "2027-02-30");
            TestUser reversed =
                    old.users().user("reversed").set("mc_valid_from", "2027-02-01").set("mc_valid_until", "2027-01-01");
            old.admin().users().userProfile().update(shipped);

            assertThat(user.suspend().get("mc_account_status")).containsExactly("suspended");
            assertThat(user.get("mcptt_id")).containsExactly("sip:a\u00a0b@org.com");
            assertThat(reversed.suspend().get("mc_account_status")).containsExactly("suspended");
            assertThatThrownBy(() -> user.set("mc_valid_until", "2027-02-31")).isInstanceOf(BadRequestException.class);
            user.set("mc_valid_until", "2027-03-01");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tel:+1555%s", "sip:bob%s@org.com", "sips:bob%s@org.com", "bob%s@org.com"})
    void userNameMayBeAnMcServiceId(String form) {
        assertThat(create(String.format(form, System.nanoTime()), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert%s", "sip:a:b%s", "a;b%s", "tel:+1(555)%s", "sip:<b>%s", "urn:x%s", "p\u0430ul%s",
        "a b%s"})
    void userNameIsOtherwiseWhatKeycloakAllows(String form) {
        assertThat(create(String.format(form, System.nanoTime()), Map.of())).contains("username");
    }

    private void assertRefused(String attribute, String value, String key) {
        assertThat(refusal(Map.of(attribute, value))).contains(key, attribute);
        TestUser user = realm.users().fullUser("kept");
        List<String> before = user.get(attribute);
        assertThatThrownBy(() -> user.set(attribute, value)).isInstanceOfSatisfying(BadRequestException.class,
                refused -> assertThat(message(refused)).isEqualTo(key));
        assertThat(user.get(attribute)).isEqualTo(before);
    }

    private String refusal(Map<String, String> attributes) {
        return create("values-" + UUID.randomUUID() + "@org.com", attributes);
    }

    /** The server's complaint; empty for a user who was made, and is deleted again. */
    private String create(String username, Map<String, String> attributes) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEnabled(true);
        Map<String, List<String>> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(name, List.of(value)));
        user.setAttributes(values);
        try (Response response = realm.admin().users().create(user)) {
            if (response.getStatus() == 201) {
                realm.admin().users().searchByUsername(username.toLowerCase(java.util.Locale.ROOT), true).stream()
                        .map(made -> realm.admin().users().get(made.getId())).forEach(UserResource::remove);
                return "";
            }
            assertThat(response.getStatus()).isEqualTo(400);
            return response.readEntity(String.class);
        }
    }

    private static String message(BadRequestException refused) {
        return Json.parse(refused.getResponse().readEntity(String.class)).path("errorMessage").asText();
    }
}
