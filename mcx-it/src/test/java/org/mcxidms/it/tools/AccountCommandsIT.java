package org.mcxidms.it.tools;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.OwnRealms;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** {@code ./mcx suspend}, {@code reinstate} and {@code status} against a real server: nothing but the status changes. */
@OwnRealms
@ExtendWith(McxExtension.class)
final class AccountCommandsIT {

    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};

    private final Mcx mcx;
    private final Tools tools;

    AccountCommandsIT(Mcx mcx, @TempDir Path directory) {
        this.mcx = mcx;
        this.tools = new Tools(mcx, directory);
    }

    @Test
    void suspensionAndReinstatementKeepEverythingElseOfTheUser() throws Exception {
        try (Realm realm = mcx.realmLike("account-keep", file -> {})) {
            TestUser user = complete(realm);
            UserRepresentation before = user.resource().toRepresentation();

            Tools.Run suspended = tools.run(realm, "suspend", "sip:full@x.org");
            UserRepresentation during = user.resource().toRepresentation();
            Tools.Run reinstated = tools.run(realm, "reinstate", user.id());

            assertThat(suspended.output()).startsWith(user.username() + " is suspended; it was active\n");
            assertThat(suspended.status()).isZero();
            assertThat(reinstated.output()).isEqualTo(user.username() + " is active; it was suspended\n");
            assertThat(reinstated.status()).isZero();
            assertSame(during, before, "suspended");
            assertSame(user.resource().toRepresentation(), before, "active");
        }
    }

    @Test
    void suspensionEndsTheSessionsAndTheTokenStaysDeadAfterReinstatement() throws Exception {
        try (Realm realm = mcx.realmLike("account-ends", file -> {})) {
            TestUser user = realm.users().pttUser("radio");
            Tokens tokens = realm.nativeClient().login(user, SCOPES);

            assertThat(tools.run(realm, "status", user.username()).output())
                    .startsWith(user.username() + ": the account is valid\n").contains("sessions     1");
            assertThat(tools.run(realm, "suspend", user.username()).output()).contains("1 session ended");
            assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(tools.run(realm, "suspend", "sip:" + user.username().toUpperCase(Locale.ROOT))).satisfies(again -> {
                assertThat(again.status()).isZero();
                assertThat(again.output()).isEqualTo(user.username() + " is suspended already\n");
            });
            assertThat(tools.run(realm, "reinstate", user.username()).status()).isZero();
            assertRefused(realm.nativeClient().refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(realm.nativeClient().login(user, SCOPES).access().path("mcptt_id").asText())
                    .isEqualTo("sip:" + user.username());
        }
    }

    /** As in a script with a variable that is not set. */
    @Test
    void emptyNameIsNobodyAlsoWhereThereIsOneUserOnly() throws Exception {
        try (Realm realm = mcx.realmLike("account-empty", file -> {})) {
            TestUser only = realm.users().pttUser("only");

            for (String command : List.of("suspend", "reinstate", "status")) {
                assertThat(tools.run(realm, command, "")).satisfies(run -> {
                    assertThat(run.status()).isEqualTo(2);
                    assertThat(run.output()).isEqualTo("mcx: USER is empty\n");
                });
            }
            assertThat(only.get("mc_account_status")).isEmpty();
        }
    }

    @Test
    void whoeverIsNotOneUserIsRefusedAndNothingChanges() throws Exception {
        try (Realm realm = mcx.realmLike("account-who", file -> file.acceptAnyMcAttributeValue())) {
            TestUser one = realm.users().pttUser("one").set("mcptt_id", "sip:shared@x.org");
            TestUser other = realm.users().pttUser("other").set("mcdata_id", "sip:Shared@x.org");

            for (String command : List.of("suspend", "reinstate", "status")) {
                assertThat(tools.run(realm, command, "nobody")).satisfies(run -> {
                    assertThat(run.status()).isEqualTo(1);
                    assertThat(run.output())
                            .contains("no user of the realm has the user name, the MC service ID or the user id nobody");
                });
                assertThat(tools.run(realm, command, "sip:shared@x.org")).satisfies(run -> {
                    assertThat(run.status()).isEqualTo(1);
                    assertThat(run.output()).contains(one.id(), other.id());
                });
            }
            assertThat(one.get("mc_account_status")).isEmpty();
            assertThat(other.get("mc_account_status")).isEmpty();
            assertThat(tools.run(realm, "suspend", other.id()).status()).isZero();
            assertThat(other.get("mc_account_status")).containsExactly("suspended");
            assertThat(one.get("mc_account_status")).isEmpty();
        }
    }

    @Test
    void revokedMalformedExpiredAndDisabledAreTold() throws Exception {
        try (Realm realm = mcx.realmLike("account-told", file -> file.acceptAnyMcAttributeValue())) {
            TestUser user = realm.users().pttUser("told").revoke();
            assertThat(tools.run(realm, "suspend", user.username())).satisfies(run -> {
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.output()).contains(user.username() + " is revoked", "nothing is changed");
            });
            assertThat(user.get("mc_account_status")).containsExactly("revoked");
            assertThat(tools.run(realm, "status", user.username())).satisfies(run -> {
                assertThat(run.status()).isEqualTo(1);
                assertThat(run.output()).contains("not valid: revoked");
            });
            assertThat(tools.run(realm, "reinstate", user.username()).output())
                    .isEqualTo(user.username() + " is active; it was revoked\n");

            user.set("mc_valid_until", "2020-01-01");
            assertThat(tools.run(realm, "reinstate", user.username()).output())
                    .isEqualTo(user.username()
                            + " is active already\n  The account is still not valid since 2020-01-01T00:00:00Z (expired).\n");
            user.set("mc_valid_until", "31.12.2099");
            assertThat(tools.run(realm, "status", user.username()).output())
                    .contains("malformed mc_valid_until: it is a day such as 2027-01-31");
            user.set("mc_valid_until").disable();
            assertThat(tools.run(realm, "status", user.username()).output()).contains("switched off in Keycloak (disabled)");
        }
    }

    @Test
    void whatTheServerDoesNotSaveIsRefusedWithItsReason() throws Exception {
        try (Realm realm = mcx.realmLike("account-save", file -> {})) {
            // Written by an import, which no validator sees.
            UserRepresentation old = new UserRepresentation();
            old.setUsername("old");
            old.setEnabled(true);
            old.setEmail("no email");
            old.setAttributes(Map.of("mcptt_id", List.of("sip:old@x.org")));
            PartialImportRepresentation users = new PartialImportRepresentation();
            users.setIfResourceExists("FAIL");
            users.setUsers(List.of(old));
            realm.admin().partialImport(users).close();

            Tools.Run run = tools.run(realm, "suspend", "old");

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.output()).contains("the server does not save old: HTTP 400: ", "email is not an e-mail address")
                    .doesNotContain("{", "error-");
        }
    }

    /** What was stored before there was a validator, whatever the status of its account is. */
    @Test
    void malformedAccountsAreListedAlsoWhereTheyAreSuspended() throws Exception {
        try (Realm realm = mcx.realmLike("account-old", file -> file.acceptAnyMcAttributeValue())) {
            TestUser good = realm.users().pttUser("good").suspend();
            TestUser unseen = realm.users().pttUser("unseen").set("mcptt_id", "sip:un\u200bseen@x.org").suspend();
            TestUser reversed =
                    realm.users().pttUser("reversed").set("mc_valid_from", "2027-02-01").set("mc_valid_until", "2027-01-01");

            Tools.Run run = tools.run(realm, "accounts", "--malformed");

            assertThat(run.status()).isZero();
            assertThat(run.output()).contains(unseen.username(), "suspended; correct mcptt_id", reversed.username(),
                    "correct mc_valid_until", "2 accounts").doesNotContain(good.username());
        }
    }

    /** Each option lists those it names, and what is listed as CSV can be provisioned again. */
    @Test
    void accountsAreListedByWhatIsTheMatterWithThem() throws Exception {
        try (Realm realm = mcx.realmLike("account-list", file -> {}); Realm copy = mcx.realmLike("account-copy", file -> {})) {
            complete(realm);
            TestUser suspended = realm.users().pttUser("suspended").suspend().disable();
            TestUser revoked = realm.users().pttUser("revoked").revoke();
            TestUser ending = realm.users().pttUser("ending").set("mc_valid_until", Instant.now().plus(20, DAYS).toString());
            TestUser without = realm.users().pttUser("without").set("mcptt_id").suspend();

            assertThat(listed(realm, "--suspended")).containsExactlyInAnyOrder(suspended.username(), revoked.username(),
                    without.username());
            assertThat(listed(realm, "--expiring", "30")).containsExactly(ending.username());
            assertThat(listed(realm, "--expiring", "10")).isEmpty();
            assertThat(listed(realm, "--without-id")).containsExactly(without.username());
            assertThat(listed(realm, "--expiring", "30", "--without-id")).containsExactlyInAnyOrder(ending.username(),
                    without.username());
            assertThat(listed(realm)).hasSize(5);

            String csv = tools.run(realm, "accounts", "--format", "csv").output();
            Tools.Run again = tools.provision(copy, csv);
            assertThat(again.status()).as(again.output()).isZero();
            assertThat(tools.run(copy, "accounts", "--format", "csv").output()).isEqualTo(csv);
        }
    }

    private List<String> listed(Realm realm, String... options) throws Exception {
        String[] command = Stream.concat(Stream.of("accounts", "--format", "csv"), Stream.of(options)).toArray(String[]::new);
        return tools.run(realm, command).output().lines().skip(1).map(line -> line.split(",")[0]).toList();
    }

    /** The realm role is enough for each of the commands. */
    @Test
    void mcAdministratorNeedsNoOtherRole() throws Exception {
        try (Realm realm = mcx.realmLike("account-chief", file -> {})) {
            TestUser chief = realm.users().user("chief").grantRole("mc-administrator");
            TestUser user = realm.users().pttUser("led");
            Tools his = tools.with("MCX_ADMIN_USER", chief.username()).with("MCX_ADMIN_PASSWORD", chief.password());
            String[] login = {"--login-realm", realm.name()};

            assertThat(his.run(realm, "suspend", user.username(), login[0], login[1]).output()).contains("is suspended");
            assertThat(his.run(realm, "status", user.username(), login[0], login[1]).output()).contains("suspended");
            assertThat(his.run(realm, "accounts", "--suspended", "--refused", "24h", login[0], login[1]).output())
                    .contains(user.username(), "1 account");
            assertThat(his.run(realm, "reinstate", user.username(), login[0], login[1]).status()).isZero();
        }
    }

    private static TestUser complete(Realm realm) {
        TestUser user = realm.users().pttUser("full").set("mcptt_id", "sip:full@x.org").set("mcdata_id", "full.data@x.org")
                .set("mc_valid_from", "2020-01-01").set("mc_valid_until", "2999-01-01T12:00:00Z");
        UserRepresentation named = user.resource().toRepresentation();
        named.setFirstName("Full");
        named.setLastName("Name");
        named.setEmail("full@x.org");
        named.setEmailVerified(true);
        named.setRequiredActions(List.of("UPDATE_PASSWORD"));
        user.resource().update(named);
        return user;
    }

    /** The same but for the status, and for the instant before which the server takes no token of the user any more. */
    private static void assertSame(UserRepresentation now, UserRepresentation before, String status) {
        Map<String, List<String>> attributes = new HashMap<>(before.getAttributes());
        attributes.put("mc_account_status", List.of(status));
        assertThat(now.getAttributes()).isEqualTo(attributes);
        assertThat(now).usingRecursiveComparison().ignoringFields("attributes", "notBefore").isEqualTo(before);
        assertThat(now.getEmail()).isEqualTo("full@x.org");
    }
}
