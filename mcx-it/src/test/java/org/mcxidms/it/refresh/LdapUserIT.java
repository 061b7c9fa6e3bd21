package org.mcxidms.it.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** An account that is suspended in an LDAP directory, of which Keycloak's cache does not hear. */
@ExtendWith(McxExtension.class)
final class LdapUserIT {

    private static final String PEOPLE = "ou=people,dc=org,dc=com";
    private static final String RADIO = "uid=radio," + PEOPLE;
    private static final String PASSWORD = "password of the radio";
    private static final String MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";
    private static final String BIND_DN = "cn=manager";
    private static final String BIND_PASSWORD = "password of the manager";
    /** The tests' server sweeps every 5 s. */
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private InMemoryDirectoryServer directory;

    @BeforeEach
    void startDirectory() throws LDAPException, LDIFException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=org,dc=com");
        config.addAdditionalBindCredentials(BIND_DN, BIND_PASSWORD);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("default", 0));
        config.setSchema(null);
        directory = new InMemoryDirectoryServer(config);
        directory.startListening();
        directory.add("dc=org,dc=com", new Attribute("objectClass", "domain"));
        directory.add(PEOPLE, new Attribute("objectClass", "organizationalUnit"));
        directory.add("dn: " + RADIO, "objectClass: inetOrgPerson", "uid: radio", "cn: Radio", "sn: One",
                "mail: radio@org.com", "employeeType: active", "employeeNumber: sip:radio@org.com", "userPassword: " + PASSWORD);
    }

    @AfterEach
    void stopDirectory() {
        directory.shutDown(true);
    }

    @Test
    void isRefusedAtOnceWhereTheUserIsReadFromTheStorage(Mcx mcx) throws LDAPException {
        try (Realm realm = realm(mcx, true)) {
            McxClient client = realm.nativeClient();
            TestUser user = radio(realm);
            Tokens tokens = client.login(user, "openid", PTT);
            assertThat(tokens.access().path("mcptt_id").textValue()).isEqualTo("sip:radio@org.com");
            setStatus("suspended");
            assertThat(assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant")).contains("suspended");
            setStatus("active");
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(user.sessions()).isEmpty();
        }
    }

    /** What the option is for, and the proof that the test above can fail. */
    @Test
    void goesOnUntilTheCacheForgetsWhereItIsNot(Mcx mcx) throws LDAPException {
        try (Realm realm = realm(mcx, false)) {
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(radio(realm), "openid", PTT);
            setStatus("suspended");
            Tokens refreshed = new Tokens(client.refresh(tokens.refreshToken()).send());
            realm.admin().clearUserCache();
            assertRefused(client.refresh(refreshed.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    /** A synchronisation sends no event of Keycloak's: only the sweep finds what it changed. */
    @Test
    void sessionsEndWhenASynchronisationBringsTheSuspension(Mcx mcx) throws LDAPException {
        try (Realm realm = realm(mcx, false)) {
            McxClient client = realm.nativeClient();
            TestUser user = radio(realm);
            Tokens tokens = client.login(user, "openid", PTT);
            setStatus("suspended");
            synchronise(realm);

            Polling.await(SWEEP, "sweep", () -> Optional.of(user.sessions()).filter(List::isEmpty));

            assertThat(Events.detail(realm.events().only(user, "LOGOUT"), "mc_reason")).isEqualTo("suspended");
            setStatus("active");
            synchronise(realm);
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    /** Keycloak keeps what a synchronisation brings in a column that no sweep searches, and tells nobody of one by period. */
    @Test
    void sessionsEndWhenASynchronisationByPeriodSwitchesTheAccountOff(Mcx mcx) throws LDAPException, LDIFException {
        set("userAccountControl", "512");
        addTwin();
        try (Realm realm = realm(mcx, false)) {
            add(realm, MAPPER, storage(realm), "msad-user-account-control-mapper", Map.of());
            McxClient client = realm.nativeClient();
            TestUser user = radio(realm);
            Tokens tokens = client.login(user, "openid", PTT);
            TestUser twin = realm.users().external("twin", PASSWORD).grantRole("mcptt-user");
            Tokens twins = client.login(twin, "openid", PTT);
            Polling.pause(Duration.ofSeconds(12));
            assertThat(user.sessions()).hasSize(1);
            set("userAccountControl", "514");

            synchroniseEvery(realm, 5);

            Polling.await(SWEEP, "sweep", () -> Optional.of(user.sessions()).filter(List::isEmpty));
            // Keycloak cannot delete a realm that it synchronises at that moment.
            synchroniseEvery(realm, -1);
            assertThat(Events.detail(realm.events().only(user, "LOGOUT"), "mc_reason")).isEqualTo("disabled");
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
            assertThat(client.refresh(twins.refreshToken()).send().status()).isEqualTo(200);
        }
    }

    /** A word that is no status: a directory knows no validator. */
    @Test
    void isRefusedWhereTheDirectorySaysWhatIsNoStatus(Mcx mcx) throws LDAPException {
        try (Realm realm = realm(mcx, true)) {
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(radio(realm), "openid", PTT);
            setStatus("on leave");
            assertThat(assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant")).contains("malformed");
        }
    }

    /** As Active Directory switches an account off: bit 2 of userAccountControl. */
    @Test
    void isRefusedWhenUserAccountControlSwitchesTheAccountOff(Mcx mcx) throws LDAPException {
        set("userAccountControl", "512");
        try (Realm realm = realm(mcx, true)) {
            add(realm, MAPPER, storage(realm), "msad-user-account-control-mapper",
                    Map.of("always.read.enabled.value.from.ldap", "true"));
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(radio(realm), "openid", PTT);
            tokens = new Tokens(client.refresh(tokens.refreshToken()).send());
            set("userAccountControl", "514");
            assertThat(assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant")).contains("disabled");
            set("userAccountControl", "512");
            assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
        }
    }

    /** Why docs/directory.md asks for the mapper's option: without it, Keycloak goes by what the last synchronisation brought. */
    @Test
    void userAccountControlIsNotReadAgainWithoutTheMappersOption(Mcx mcx) throws LDAPException {
        set("userAccountControl", "512");
        try (Realm realm = realm(mcx, true)) {
            add(realm, MAPPER, storage(realm), "msad-user-account-control-mapper", Map.of());
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(radio(realm), "openid", PTT);
            set("userAccountControl", "514");
            tokens = new Tokens(client.refresh(tokens.refreshToken()).send());
            synchronise(realm);
            assertThat(assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant")).contains("disabled");
        }
    }

    @Test
    void mcRolesComeFromGroups(Mcx mcx) throws LDAPException {
        directory.add("ou=groups,dc=org,dc=com", new Attribute("objectClass", "organizationalUnit"));
        directory.add("cn=mcptt-user,ou=groups,dc=org,dc=com", new Attribute("objectClass", "groupOfNames"),
                new Attribute("member", RADIO, "cn=nobody"));
        try (Realm realm = realm(mcx, true)) {
            add(realm, MAPPER, storage(realm), "role-ldap-mapper", Map.of("roles.dn", "ou=groups,dc=org,dc=com",
                    "role.name.ldap.attribute", "cn", "role.object.classes", "groupOfNames", "membership.ldap.attribute",
                    "member",
                    "membership.attribute.type", "DN", "mode", "READ_ONLY", "use.realm.roles.mapping", "true",
                    "user.roles.retrieve.strategy", "LOAD_ROLES_BY_MEMBER_ATTRIBUTE"));
            McxClient client = realm.nativeClient();
            Tokens tokens = client.login(realm.users().external("radio", PASSWORD), "openid", PTT);
            assertThat(tokens.scopes()).contains(PTT);
            assertThat(tokens.access().path("mcptt_id").textValue()).isEqualTo("sip:radio@org.com");

            directory.modify("cn=mcptt-user,ou=groups,dc=org,dc=com", new Modification(ModificationType.DELETE, "member", RADIO));
            realm.admin().clearUserCache();

            Tokens later = new Tokens(client.refresh(tokens.refreshToken()).send());
            assertThat(later.scopes()).doesNotContain(PTT);
            assertThat(later.access().has("mcptt_id")).isFalse();
        }
    }

    /** A directory does not ask the validator of unique MC service IDs: docs/directory.md tells what finds the duplicates. */
    @Test
    void synchronisationBringsDuplicatesThatTheAdminApiShows(Mcx mcx) throws LDAPException, LDIFException {
        addTwin();
        try (Realm realm = realm(mcx, false)) {
            synchronise(realm);
            assertThat(realm.admin().users().list(0, 10))
                    .filteredOn(user -> List.of("sip:radio@org.com").equals(user.getAttributes().get("mcptt_id")))
                    .extracting(UserRepresentation::getUsername).containsExactlyInAnyOrder("radio", "twin");
        }
    }

    /** Another user with the same MC service ID. */
    private void addTwin() throws LDAPException, LDIFException {
        directory.add("dn: uid=twin," + PEOPLE, "objectClass: inetOrgPerson", "uid: twin", "cn: Twin", "sn: Two",
                "mail: twin@org.com", "employeeType: active", "employeeNumber: sip:radio@org.com", "userPassword: " + PASSWORD);
    }

    private static String storage(Realm realm) {
        return realm.admin().components().query(null, "org.keycloak.storage.UserStorageProvider").get(0).getId();
    }

    private static void synchronise(Realm realm) {
        realm.admin().userStorage().syncUsers(storage(realm), "triggerFullSync");
        realm.admin().clearUserCache();
    }

    private static void synchroniseEvery(Realm realm, int seconds) {
        ComponentRepresentation federation = realm.admin().components().component(storage(realm)).toRepresentation();
        federation.getConfig().putSingle("fullSyncPeriod", Integer.toString(seconds));
        realm.admin().components().component(federation.getId()).update(federation);
    }

    private void setStatus(String status) throws LDAPException {
        set("employeeType", status);
    }

    private void set(String attribute, String value) throws LDAPException {
        directory.modify(RADIO, new Modification(ModificationType.REPLACE, attribute, value));
    }

    private static TestUser radio(Realm realm) {
        return realm.users().external("radio", PASSWORD).grantRole("mcptt-user");
    }

    private Realm realm(Mcx mcx, boolean readUserFromStorage) {
        Realm realm = mcx.realmLike("ldap", file -> file.executor("mcx-account-validity-executor")
                .put("read-user-from-storage", readUserFromStorage));
        String storage = add(realm, "org.keycloak.storage.UserStorageProvider", null, "ldap", Map.ofEntries(
                Map.entry("enabled", "true"), Map.entry("vendor", "other"), Map.entry("editMode", "READ_ONLY"),
                Map.entry("importEnabled", "true"), Map.entry("authType", "simple"), Map.entry("bindDn", BIND_DN),
                Map.entry("bindCredential", BIND_PASSWORD), Map.entry("usersDn", PEOPLE), Map.entry("searchScope", "1"),
                Map.entry("connectionUrl", "ldap://" + mcx.server().nameOfTestHost() + ":" + directory.getListenPort()),
                Map.entry("usernameLDAPAttribute", "uid"), Map.entry("rdnLDAPAttribute", "uid"),
                Map.entry("uuidLDAPAttribute", "entryUUID"), Map.entry("userObjectClasses", "inetOrgPerson")));
        Map.of("mc_account_status", "employeeType", "mcptt_id", "employeeNumber")
                .forEach((attribute, ldapAttribute) -> add(realm, MAPPER, storage,
                        "user-attribute-ldap-mapper",
                        Map.of("user.model.attribute", attribute, "ldap.attribute", ldapAttribute, "read.only", "true",
                                "always.read.value.from.ldap", "true", "is.mandatory.in.ldap", "false")));
        return realm;
    }

    private static String add(Realm realm, String type, String parent, String provider, Map<String, String> config) {
        ComponentRepresentation component = new ComponentRepresentation();
        component.setName(provider + " " + config.getOrDefault("user.model.attribute", ""));
        component.setProviderType(type);
        component.setProviderId(provider);
        component.setParentId(parent);
        MultivaluedHashMap<String, String> values = new MultivaluedHashMap<>();
        config.forEach((key, value) -> values.put(key, List.of(value)));
        component.setConfig(values);
        try (Response response = realm.admin().components().add(component)) {
            assertThat(response.getStatus()).as(() -> response.readEntity(String.class)).isEqualTo(201);
            String location = response.getLocation().getPath();
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }
}
