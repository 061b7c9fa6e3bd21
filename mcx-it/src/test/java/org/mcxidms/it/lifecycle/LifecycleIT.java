package org.mcxidms.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.ws.rs.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.KeysMetadataRepresentation.KeyMetadataRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.it.conformance.PlainRealm;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Postgres;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** docs/lifecycle.md, tried: one server in the order of its life. */
@OwnServer
final class LifecycleIT {

    private static final String OLDER = "26.7.0";
    private static final String[] OFFLINE = {"openid", PTT, "offline_access"};
    /** Keycloak asks a partner for its keys at most every ten seconds. */
    private static final Duration KEYS_RELOADED = Duration.ofSeconds(30);

    @TempDir
    private Path directory;
    private Postgres postgres;
    private ProductionServer server;
    private TestUser user;
    private Tokens online;
    private Tokens offline;
    private Tokens suspended;

    @BeforeEach
    void startOlderVersion() {
        Production older = Production.withSixJars(OLDER);
        assertThat(older.jars()).hasSize(6);
        // Built beside the steps that do not need it yet; one that fails is built again where it is needed, and tells why.
        CompletableFuture.runAsync(Production::withoutBundle);
        postgres = Postgres.start();
        postgres.run("CREATE DATABASE keycloak");
        server = new ProductionServer("lifecycle", older, postgres.url("keycloak"));
        server.startWithRealms();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Each step goes on where the one before it ended. */
    @Test
    void aServerFromItsUpgradeToItsImportElsewhere() throws Exception {
        anUpgradeLogsNobodyOutAndBringsNobodyBack();
        keysAreRotatedWithoutALogin();
        withoutTheJarsNobodyGetsInAndTheConsoleOpens();
        stockKeycloakDoesNotConform();
        withTheJarsBackAndTheDatabaseRestoredAllGoesOn();
        notBeforeEndsEverySession();
        anExportedRealmComesBackWithoutItsSessions();
    }

    private void anUpgradeLogsNobodyOutAndBringsNobodyBack() {
        user = realm().users().pttUser("online").set("mc_valid_until", "2999-01-01");
        online = realm().nativeClient().login(user, "openid", PTT);
        offline = realm().nativeClient().login(realm().users().pttUser("offline").grantRole("offline_access"), OFFLINE);
        TestUser returning = realm().users().pttUser("returning");
        suspended = realm().nativeClient().login(returning, "openid", PTT);
        returning.suspend();
        assertRefused(realm().nativeClient().refresh(suspended.refreshToken()).send(), 400, "invalid_grant");
        returning.reinstate();
        TestUser unseen = realm().users().pttUser("unseen");
        Tokens before = realm().nativeClient().login(unseen, "openid", PTT);
        setIdAsAnEarlierReleaseDid(unseen, "sip:un\u00a0seen@org.com");
        assertThat(version()).isEqualTo(OLDER);

        Production newer = Production.withOneJarForSix();
        assertThat(newer.jars()).singleElement().asString().startsWith("mcx-idms-");
        goOnWith(newer, "keycloak");

        assertThat(version()).isEqualTo(Mcx.keycloakVersion());
        assertSessionsGoOn();
        assertThat(assertRefused(realm().nativeClient().refresh(before.refreshToken()).send(), 400, "invalid_grant"))
                .contains("malformed");
        unseen.set("mcptt_id", "sip:un.seen@org.com");
        realm().nativeClient().login(unseen, "openid", PTT);
    }

    /** 0.1 accepted an MC service ID that looks like another one. */
    private void setIdAsAnEarlierReleaseDid(TestUser user, String id) {
        try (Connection connection = postgres.database("keycloak").getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE user_attribute SET value = ? WHERE name = 'mcptt_id' AND user_id = ?")) {
            update.setString(1, id);
            update.setString(2, user.id());
            assertThat(update.executeUpdate()).isOne();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void keysAreRotatedWithoutALogin() {
        assertThat(partnerAccepts()).isTrue();
        Tokens before = online;
        String oldKey = kid(before);
        ComponentRepresentation key = new ComponentRepresentation();
        key.setName("rsa-next");
        key.setProviderId("rsa-generated");
        key.setProviderType("org.keycloak.keys.KeyProvider");
        key.setConfig(new MultivaluedHashMap<>(Map.of("priority", List.of("200"))));
        realm().admin().components().add(key).close();

        refreshOnline();

        assertThat(kid(online)).isNotEqualTo(oldKey);
        assertThat(seesActive(before)).isTrue();
        assertThat(realm().nativeClient().userInfo(before.accessToken()).status()).isEqualTo(200);
        Polling.await(KEYS_RELOADED, "the partner follows", () -> Optional.of(true).filter(yes -> partnerAccepts()));

        disable(oldKey);

        assertThat(seesActive(before)).isFalse();
        assertThat(realm().nativeClient().userInfo(before.accessToken()).status()).isEqualTo(401);
        assertThat(seesActive(online)).isTrue();
        assertSessionsGoOn();
    }

    private void withoutTheJarsNobodyGetsInAndTheConsoleOpens() {
        server.stop();
        server.run("export", "--optimized", "--realm=mcx", "--users=same_file", "--file=" + backup());
        postgres.run("CREATE DATABASE restored TEMPLATE keycloak");
        goOnWith(Production.withoutBundle(), "restored");
        McxClient client = realm().nativeClient();

        assertThat(client.newBrowser().open(client.authorization("openid", PTT).url()).status()).isEqualTo(500);
        assertThat(client.refresh(online.refreshToken()).send().status()).isEqualTo(500);
        assertThat(client.refresh(offline.refreshToken()).send().status()).isEqualTo(500);
        assertThat(realm().resourceServer("mcptt-server").introspect(online.accessToken()).send().status()).isEqualTo(500);

        assertThat(realm().admin().toRepresentation().getEventsListeners()).contains("mcx-account-validity-listener");
        assertThat(realm().admin().clientPoliciesProfilesResource().getProfiles(false).getProfiles()).isNotEmpty();
        assertThat(realm().admin().users().userProfile().getConfiguration().getAttribute("mcptt_id")).isNotNull();
        assertThatThrownBy(() -> realm().admin().flows().getExecutions("mcx browser")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> realm().users().pttUser("unwritten")).isInstanceOf(AssertionError.class);
    }

    /** The one server of the suite that has none of the bundle's jars. */
    private void stockKeycloakDoesNotConform() throws Exception {
        assertThat(server.mcx().admin().serverInfo().getInfo().getProviders().values().stream()
                .flatMap(spi -> spi.getProviders().keySet().stream())).noneMatch(provider -> provider.startsWith("mcx"));

        PlainRealm.doesNotConform(server.mcx(), Files.createDirectory(directory.resolve("reports")));
    }

    /** On the copy of the database, which is what a backup by pg_dump holds. */
    private void withTheJarsBackAndTheDatabaseRestoredAllGoesOn() {
        goOnWith(Production.withBundle(), "restored");

        assertSessionsGoOn();
        assertAccountIsAskedAtLogin();
        realm().users().pttUser("written").delete();
    }

    /** A restore brings sessions back that had ended since: this ends them all. */
    private void notBeforeEndsEverySession() {
        RealmRepresentation realm = realm().admin().toRepresentation();
        realm.setNotBefore((int) Instant.now().plusSeconds(1).getEpochSecond());
        realm().admin().update(realm);

        assertRefused(realm().nativeClient().refresh(online.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(realm().nativeClient().refresh(offline.refreshToken()).send(), 400, "invalid_grant");
        assertThat(seesActive(online)).isFalse();
        assertThat(seesActive(offline)).isFalse();
    }

    private void anExportedRealmComesBackWithoutItsSessions() {
        Map<String, List<String>> attributes = attributes();
        server.stop();
        postgres.run("CREATE DATABASE imported");
        server = server.replacedBy(Production.withBundle(), postgres.url("imported"));
        server.startWithRealm(backup());

        assertThat(attributes()).isEqualTo(attributes).containsKeys("mcptt_id", "mc_valid_until");
        assertAccountIsAskedAtLogin();
        Tokens fresh = realm().nativeClient().login(user, "openid", PTT);
        assertThat(kid(fresh)).isEqualTo(kid(online));
        assertRefused(realm().nativeClient().refresh(online.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(realm().nativeClient().refresh(offline.refreshToken()).send(), 400, "invalid_grant");
        assertThat(seesActive(online)).isFalse();
        assertThat(seesActive(fresh)).isTrue();
    }

    private void assertAccountIsAskedAtLogin() {
        McxClient client = realm().nativeClient();
        assertThat(client.login(user, "openid", PTT).access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        Landing refused = client.authorize(client.authorization("openid", PTT), realm().users().demo("carol@org.com"));
        assertThat(refused.isLoginForm()).isFalse();
        assertThat(refused.parameter("code")).isNull();
    }

    private Map<String, List<String>> attributes() {
        return realm().admin().users().searchByUsername(user.username(), true).get(0).getAttributes();
    }

    private Path backup() {
        return directory.resolve("mcx.json");
    }

    private Realm realm() {
        return server.mcx().realm();
    }

    private String version() {
        return server.mcx().admin().serverInfo().getInfo().getSystemInfo().getVersion();
    }

    private void goOnWith(Production production, String database) {
        server.stop();
        server = server.replacedBy(production, postgres.url(database));
        server.start();
    }

    private void assertSessionsGoOn() {
        refreshOnline();
        assertThat(seesActive(online)).isTrue();
        offline = new Tokens(realm().nativeClient().refresh(offline.refreshToken()).send());
        assertThat(seesActive(offline)).isTrue();
        assertRefused(realm().nativeClient().refresh(suspended.refreshToken()).send(), 400, "invalid_grant");
        assertThat(seesActive(suspended)).isFalse();
    }

    private static String kid(Tokens tokens) {
        return Json.header(tokens.accessToken()).path("kid").asText();
    }

    private void refreshOnline() {
        online = new Tokens(realm().nativeClient().refresh(online.refreshToken()).send());
    }

    private boolean seesActive(Tokens tokens) {
        return realm().resourceServer("mcptt-server").seesActive(tokens.accessToken());
    }

    /** Whether the partner gives alice an access token for a security token signed with the key of now. */
    private boolean partnerAccepts() {
        Realm partner = server.mcx().partnerRealm();
        Tokens alice = realm().nativeClient().login(realm().users().demo("alice@org.com"), "openid", PTT);
        Answer security = realm().nativeClient().securityToken(alice.accessToken(), partner.issuer()).send();
        return partner.nativeClient().jwtBearer(new Tokens(security).accessToken(), "openid", PTT).send().status() == 200;
    }

    private void disable(String kid) {
        KeyMetadataRepresentation old = realm().admin().keys().getKeyMetadata().getKeys().stream()
                .filter(key -> key.getKid().equals(kid)).findFirst().orElseThrow();
        ComponentRepresentation provider = realm().admin().components().component(old.getProviderId()).toRepresentation();
        provider.getConfig().putSingle("active", "false");
        provider.getConfig().putSingle("enabled", "false");
        realm().admin().components().component(old.getProviderId()).update(provider);
    }
}
