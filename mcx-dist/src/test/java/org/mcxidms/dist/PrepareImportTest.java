package org.mcxidms.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tool over the realm files that are shipped. */
class PrepareImportTest {

    private static final Path REALM_EXPORT = Path.of("..", "realm-export");
    private static final List<String> RESOURCE_SERVERS =
            List.of("mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms");

    @TempDir
    private Path directory;
    private Path distribution;
    private Path target;
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "MCX_DEMO_PASSWORD", "demo-password",
            "MCX_MCPTT_CLIENT_SECRET", "native-secret",
            "MCX_PARTNER_CLIENT_SECRET", "partner-secret",
            "MCX_SERVER_CLIENT_SECRET", "server-secret",
            "MCX_ISSUER_BASE", "https://idms.example.org"));

    @BeforeEach
    void layOut() throws IOException {
        distribution = directory.resolve("dist");
        target = directory.resolve("import");
        copy("mcx-realm.json", "import");
        copy("mcx-partner-realm.json", "demo");
        copy("mcx-demo-partner.json", "demo");
        copy("mcx-demo-users.json", "demo");
    }

    @Test
    void theShippedFilesHoldNoSecretAndNoPassword() throws IOException {
        for (Path file : List.of(distribution.resolve("import/mcx-realm.json"),
                distribution.resolve("demo/mcx-partner-realm.json"),
                distribution.resolve("demo/mcx-demo-users.json"), REALM_EXPORT.resolve("mcx-legacy-client.json"))) {
            JsonNode tree = read(file);
            assertThat(tree.findValues("secret")).as(file.toString()).isEmpty();
            assertThat(tree.findValues("credentials")).as(file.toString()).isEmpty();
        }
    }

    @Test
    void clientsGetTheSecretsOfTheirRealm() throws IOException {
        assertThat(prepare()).isEmpty();

        JsonNode home = read(target.resolve("mcx-realm.json"));
        JsonNode partner = read(target.resolve("mcx-partner-realm.json"));
        assertThat(named(home, "clients", "clientId", "mcptt_client").path("secret").asText()).isEqualTo("native-secret");
        assertThat(named(partner, "clients", "clientId", "mcptt_client").path("secret").asText()).isEqualTo("partner-secret");
        for (String server : RESOURCE_SERVERS) {
            assertThat(named(home, "clients", "clientId", server).path("secret").asText()).isEqualTo("server-secret");
        }
    }

    @Test
    void demoUsersJoinTheHomeRealmWithTheirPassword() throws IOException {
        prepare();

        JsonNode users = read(target.resolve("mcx-realm.json")).path("users");
        assertThat(users.findValuesAsText("username")).containsExactly(
                "alice@org.com", "bob@org.com", "carol@org.com", "dave@org.com", "erin@org.com", "frank@org.com");
        for (JsonNode user : users) {
            assertThat(user.at("/credentials/0/value").asText()).isEqualTo("demo-password");
        }
    }

    @Test
    void aVisitorOfThePartnerHasNoPassword() throws IOException {
        prepare();

        assertThat(read(target.resolve("mcx-partner-realm.json")).path("users").findValues("credentials")).isEmpty();
    }

    @Test
    void thePartnerTrustsTheIssuerOfThisSite() throws IOException {
        prepare();

        JsonNode primary = named(read(target.resolve("mcx-partner-realm.json")), "identityProviders", "alias", "mcx");
        assertThat(primary.at("/config/issuer").asText()).isEqualTo("https://idms.example.org/realms/mcx");
    }

    @Test
    void messageKeysStayAsTheyAre() throws IOException {
        prepare();

        assertThat(Files.readString(target.resolve("mcx-realm.json"))).contains("${mcx.scope.ptt_service}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MCX_DEMO_PASSWORD", "MCX_MCPTT_CLIENT_SECRET", "MCX_PARTNER_CLIENT_SECRET", "MCX_SERVER_CLIENT_SECRET",
                "MCX_ISSUER_BASE"})
    void oneMissingVariableKeepsEverythingUnwritten(String variable) throws IOException {
        environment.remove(variable);

        assertThat(prepare()).singleElement().asString().startsWith(variable);
        assertThat(target).doesNotExist();
    }

    @Test
    void whatIsMissingIsToldAtOnce() throws IOException {
        environment.clear();

        assertThat(prepare()).hasSize(5);
    }

    @Test
    void theResultIsForTheServersUserAlone() throws IOException {
        prepare();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("mcx-realm.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theLegacyClientIsForNobodyWhoDoesNotImportIt() throws IOException {
        prepare();

        assertThat(Files.readString(target.resolve("mcx-realm.json"))).doesNotContain("mcop_client");
    }

    private List<String> prepare() throws IOException {
        return PrepareImport.prepare(distribution, target, environment);
    }

    private void copy(String file, String folder) throws IOException {
        Files.createDirectories(distribution.resolve(folder));
        Files.copy(REALM_EXPORT.resolve(file), distribution.resolve(folder).resolve(file));
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static JsonNode named(JsonNode realm, String list, String key, String name) {
        return StreamSupport.stream(realm.path(list).spliterator(), false)
                .filter(element -> name.equals(element.path(key).asText()))
                .findFirst().orElseThrow();
    }
}
