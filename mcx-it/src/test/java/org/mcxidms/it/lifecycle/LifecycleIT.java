package org.mcxidms.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.ws.rs.NotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.KeysMetadataRepresentation.KeyMetadataRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

import org.mcxidms.it.conformance.PlainRealm;
import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Landing;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** docs/lifecycle.md, tried: one server in the order of its life. Each test goes on where the one before it ended. */
@OwnServer
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LifecycleIT {

    private static final String OLDER = "26.7.0";
    private static final String[] SCOPES = {"openid", "3gpp:mc:ptt_service"};
    private static final String[] OFFLINE = {"openid", "3gpp:mc:ptt_service", "offline_access"};
    /** Keycloak asks a partner for its keys at most every ten seconds. */
    private static final Duration KEYS_RELOADED = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;
    private static EmbeddedPostgres postgres;
    private static ProductionServer server;
    private static TestUser user;
    private static Tokens online;
    private static Tokens offline;
    private static Tokens suspended;

    @BeforeAll
    static void startOlderVersion() throws IOException, SQLException {
        Production older = Production.withBundle(OLDER);
        // Built beside the tests that do not need it yet; one that fails is built again where it is needed, and tells why.
        CompletableFuture.runAsync(Production::withoutBundle);
        postgres = EmbeddedPostgres.start();
        sql("CREATE DATABASE keycloak");
        server = new ProductionServer("lifecycle", older, url("keycloak"));
        server.startWithRealms();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    @Order(1)
    void anUpgradeLogsNobodyOutAndBringsNobodyBack() {
        user = realm().users().pttUser("online").set("mc_valid_until", "2999-01-01");
        online = realm().nativeClient().login(user, SCOPES);
        offline = realm().nativeClient().login(realm().users().pttUser("offline").grantRole("offline_access"), OFFLINE);
        TestUser returning = realm().users().pttUser("returning");
        suspended = realm().nativeClient().login(returning, SCOPES);
        returning.suspend();
        assertRefused(realm().nativeClient().refresh(suspended.refreshToken()).send(), 400, "invalid_grant");
        returning.reinstate();
        assertThat(version()).isEqualTo(OLDER);

        goOnWith(Production.withBundle(), "keycloak");

        assertThat(version()).isEqualTo(System.getProperty("keycloak.server.version"));
        assertSessionsGoOn();
    }

    @Test
    @Order(2)
    void keysAreRotatedWithoutALogin() {
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

    @Test
    @Order(3)
    void withoutTheJarsNobodyGetsInAndTheConsoleOpens() throws SQLException {
        server.stop();
        server.run("export", "--optimized", "--realm=mcx", "--users=same_file", "--file=" + backup());
        sql("CREATE DATABASE restored TEMPLATE keycloak");
        goOnWith(Production.withoutBundle(), "restored");
        McxClient client = realm().nativeClient();

        assertThat(client.newBrowser().open(client.authorization(SCOPES).url()).status()).isEqualTo(500);
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
    @Test
    @Order(4)
    void stockKeycloakDoesNotConform(@TempDir Path reports) throws Exception {
        assertThat(server.mcx().admin().serverInfo().getInfo().getProviders().values().stream()
                .flatMap(spi -> spi.getProviders().keySet().stream())).noneMatch(provider -> provider.startsWith("mcx"));

        PlainRealm.doesNotConform(server.mcx(), reports);
    }

    /** On the copy of the database, which is what a backup by pg_dump holds. */
    @Test
    @Order(5)
    void withTheJarsBackAndTheDatabaseRestoredAllGoesOn() {
        goOnWith(Production.withBundle(), "restored");

        assertSessionsGoOn();
        assertAccountIsAskedAtLogin();
        realm().users().pttUser("written").delete();
    }

    /** A restore brings sessions back that had ended since: this ends them all. */
    @Test
    @Order(6)
    void notBeforeEndsEverySession() {
        RealmRepresentation realm = realm().admin().toRepresentation();
        realm.setNotBefore((int) Instant.now().plusSeconds(1).getEpochSecond());
        realm().admin().update(realm);

        assertRefused(realm().nativeClient().refresh(online.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(realm().nativeClient().refresh(offline.refreshToken()).send(), 400, "invalid_grant");
        assertThat(seesActive(online)).isFalse();
        assertThat(seesActive(offline)).isFalse();
    }

    @Test
    @Order(7)
    void anExportedRealmComesBackWithoutItsSessions() throws SQLException {
        Map<String, List<String>> attributes = attributes();
        server.stop();
        sql("CREATE DATABASE imported");
        server = server.replacedBy(Production.withBundle(), url("imported"));
        server.startWithRealm(backup());

        assertThat(attributes()).isEqualTo(attributes).containsKeys("mcptt_id", "mc_valid_until");
        assertAccountIsAskedAtLogin();
        Tokens fresh = realm().nativeClient().login(user, SCOPES);
        assertThat(kid(fresh)).isEqualTo(kid(online));
        assertRefused(realm().nativeClient().refresh(online.refreshToken()).send(), 400, "invalid_grant");
        assertRefused(realm().nativeClient().refresh(offline.refreshToken()).send(), 400, "invalid_grant");
        assertThat(seesActive(online)).isFalse();
        assertThat(seesActive(fresh)).isTrue();
    }

    private static void assertAccountIsAskedAtLogin() {
        McxClient client = realm().nativeClient();
        assertThat(client.login(user, SCOPES).access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        Landing refused = client.authorize(client.authorization(SCOPES), realm().users().demo("carol@org.com"));
        assertThat(refused.isLoginForm()).isFalse();
        assertThat(refused.parameter("code")).isNull();
    }

    private static Map<String, List<String>> attributes() {
        return realm().admin().users().searchByUsername(user.username(), true).get(0).getAttributes();
    }

    private static Path backup() {
        return directory.resolve("mcx.json");
    }

    private static Realm realm() {
        return server.mcx().realm();
    }

    private static String version() {
        return server.mcx().admin().serverInfo().getInfo().getSystemInfo().getVersion();
    }

    private static void goOnWith(Production production, String database) {
        server.stop();
        server = server.replacedBy(production, url(database));
        server.start();
    }

    private static void assertSessionsGoOn() {
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

    private static void refreshOnline() {
        online = new Tokens(realm().nativeClient().refresh(online.refreshToken()).send());
    }

    private static boolean seesActive(Tokens tokens) {
        return realm().resourceServer("mcptt-server").seesActive(tokens.accessToken());
    }

    /** Whether the partner gives alice an access token for a security token signed with the key of now. */
    private static boolean partnerAccepts() {
        Realm partner = server.mcx().partnerRealm();
        Tokens alice = realm().nativeClient().login(realm().users().demo("alice@org.com"), SCOPES);
        Answer security = realm().nativeClient().securityToken(alice.accessToken(), partner.issuer()).send();
        return partner.nativeClient().jwtBearer(new Tokens(security).accessToken(), SCOPES).send().status() == 200;
    }

    private static void disable(String kid) {
        KeyMetadataRepresentation old = realm().admin().keys().getKeyMetadata().getKeys().stream()
                .filter(key -> key.getKid().equals(kid)).findFirst().orElseThrow();
        ComponentRepresentation provider = realm().admin().components().component(old.getProviderId()).toRepresentation();
        provider.getConfig().putSingle("active", "false");
        provider.getConfig().putSingle("enabled", "false");
        realm().admin().components().component(old.getProviderId()).update(provider);
    }

    private static String url(String database) {
        return postgres.getJdbcUrl("postgres", database);
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection(); Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
