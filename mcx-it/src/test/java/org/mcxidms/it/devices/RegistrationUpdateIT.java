package org.mcxidms.it.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcxidms.testkit.Scopes.PTT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ComponentResource;
import org.keycloak.representations.idm.ClientInitialAccessCreatePresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;

/** A device sends back what it read, as RFC 7592, 2.2 demands: nothing changes. Anything else is refused. */
@ExtendWith(McxExtension.class)
final class RegistrationUpdateIT {

    private static final String REDIRECT_URI = "http://3gpp.mcptt/cb";
    private static final String RFC = "openid-connect";

    private static String server;
    private static Realm realm;
    private static Registrations devices;

    @BeforeAll
    static void initialAccessToken(Mcx mcx) {
        server = mcx.baseUrl();
        realm = mcx.realm();
        devices = new Registrations(realm, realm.admin().clientInitialAccess()
                .create(new ClientInitialAccessCreatePresentation(3600, 1000)).getToken());
    }

    static Stream<List<String>> devices() {
        return Stream.of(RFC, "default")
                .flatMap(form -> Stream.of("secret", "key", "certificate").map(kind -> List.of(form, kind)));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void whatWasReadIsAcceptedAndChangesNothing(List<String> device) throws Exception {
        String form = device.get(0);
        Registrations endpoint = devices.to(form);
        Registered registered = registered(form, endpoint.register(metadata(form, device.get(1))), 201);
        Answer read = endpoint.read(registered);

        Answer updated = endpoint.update(registered(form, read, 200), read.json());

        Registered after = registered(form, updated, 200);
        ClientRepresentation now = stored(after.id());
        assertThat(withoutToken(endpoint.read(after))).isEqualTo(withoutToken(read));
        if (device.get(1).equals("certificate")) {
            assertThat(now.getAttributes()).containsEntry("x509.allow.regex.pattern.comparison", "false")
                    .containsEntry("x509.subjectdn", "CN=radio 7,O=Fire Brigade");
        }
        if (device.get(1).equals("secret")) {
            assertThat(after.secret()).isEqualTo(registered.secret()).isNotBlank();
            assertThat(after.client(realm).login(realm.users().pttUser("updated"), "openid", PTT).scopes()).contains(PTT);
        }
    }

    /**
     * A device may send a stored value back unchanged, in its own field. Anything that the device makes of the value is
     * refused.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "{'alwaysDisplayInConsole':true}",
        "{'secret':'a secret of my own'}",
        "{'secret':''}",
        "{'directAccessGrantsEnabled':true}",
        "{'serviceAccountsEnabled':true}",
        "{'webOrigins':['*']}",
        "{'surrogateAuthRequired':true}",
        "{'nodeReRegistrationTimeout':7}",
        "{'clientId':'mcptt_client'}",
        "{'attributes':{'access.token.lifespan':'31536000'}}",
        "{'attributes':{'access.token.lifespan':''}}",
        "{'attributes':{'mcx.registered':null}}",
        "{'attributes':{'mcx.registered':'false'}}",
        "{'attributes':{'token.response.type.bearer.lower-case':'false'}}",
        "{'attributes':{'x509.casubjectdn':'CN=my own'}}"})
    void whatWasReadAndChangedIsRefused(String change) throws Exception {
        Registrations endpoint = devices.to("default");
        Registered registered = registered("default", endpoint.register(metadata("default", "secret")), 201);
        ClientRepresentation before = stored(registered.id());
        Answer read = endpoint.read(registered);
        ObjectNode client = (ObjectNode) read.json();
        ObjectNode changed = (ObjectNode) Json.parse(change.replace('\'', '"'));
        if (changed.has("attributes")) {
            ((ObjectNode) client.path("attributes")).setAll((ObjectNode) changed.remove("attributes"));
        }
        client.setAll(changed);

        Answer answer = endpoint.update(registered("default", read, 200), client);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(json(stored(registered.id()))).isEqualTo(json(before));
    }

    /** What an administrator set for one device: an update loses none of it, and keeps nothing of it that opens something. */
    @ParameterizedTest
    @ValueSource(strings = {RFC, "default"})
    void whatAnAdministratorSetStaysAndOpensNothing(String form) throws Exception {
        Registrations endpoint = devices.to(form);
        Registered device = registered(form, endpoint.register(metadata(form, "secret")), 201);
        ClientRepresentation client = stored(device.id());
        client.getAttributes().put("minimum.acr.value", "3gpp:acr:password");
        client.getAttributes().put("tls.client.certificate.bound.access.tokens", "true");
        client.setFullScopeAllowed(true);
        client.setDirectAccessGrantsEnabled(true);
        client.setWebOrigins(List.of("https://given.example"));
        client.setRedirectUris(List.of(REDIRECT_URI, "https://given.example/cb"));
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("station");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("oidc-hardcoded-claim-mapper");
        mapper.setConfig(Map.of("claim.name", "station", "claim.value", "7", "access.token.claim", "true"));
        realm.admin().clients().get(client.getId()).update(client);
        realm.admin().clients().get(client.getId()).getProtocolMappers().createMapper(mapper).close();
        Answer read = endpoint.read(device);
        device = registered(form, read, 200);

        Map<String, String> refusals = form.equals(RFC)
                ? Map.of("{'tls_client_certificate_bound_access_tokens':false}", "tls_client_certificate_bound_access_tokens",
                        "{'redirect_uris':['https://given.example/other']}", "redirect_uris")
                : Map.of("{'protocolMappers':[]}", "protocolMappers",
                        "{'attributes':{'minimum.acr.value':''}}", "minimum.acr.value",
                        "{'attributes':{'minimum.acr.value':null}}", "minimum.acr.value",
                        "{'attributes':{'tls.client.certificate.bound.access.tokens':'false'}}",
                        "tls.client.certificate.bound.access.tokens",
                        "{'redirectUris':['https://given.example/other']}", "redirectUris");
        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            ObjectNode wanted = (ObjectNode) read.json();
            wanted.setAll((ObjectNode) Json.parse(refusal.getKey().replace('\'', '"')));
            Answer refused = endpoint.update(device, wanted);
            assertThat(refused.status()).as(refusal + refused.toString()).isEqualTo(400);
            assertThat(refused.description()).contains(refusal.getValue());
        }
        registered(form, endpoint.update(device, read.json()), 200);

        ClientRepresentation after = stored(device.id());
        assertThat(after.getAttributes()).containsEntry("minimum.acr.value", "3gpp:acr:password")
                .containsEntry("tls.client.certificate.bound.access.tokens", "true");
        assertThat(after.getProtocolMappers()).extracting(ProtocolMapperRepresentation::getName).containsExactly("station");
        assertThat(after.getRedirectUris()).contains("https://given.example/cb");
        assertThat(List.of(after.isFullScopeAllowed(), after.isDirectAccessGrantsEnabled())).containsOnly(false);
        assertThat(after.getWebOrigins()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {RFC, "default"})
    void tokenOfAnotherDeviceReadsAndChangesNothing(String form) throws Exception {
        Registrations endpoint = devices.to(form);
        Registered mine = registered(form, endpoint.register(metadata(form, "secret")), 201);
        Registered theirs = registered(form, endpoint.register(metadata(form, "secret")), 201);
        JsonNode their = endpoint.read(theirs).json();
        Registered stranger = new Registered(theirs.id(), null, mine.token());
        ClientRepresentation before = stored(theirs.id());

        assertThat(endpoint.read(stranger).status()).isEqualTo(401);
        assertThat(endpoint.update(stranger, their).status()).isEqualTo(401);
        // At its own address, with the other's metadata.
        Answer answer = endpoint.update(mine, their);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.description()).contains(form.equals(RFC) ? "client_id" : "clientId");
        assertThat(json(stored(theirs.id()))).isEqualTo(json(before));
    }

    @ParameterizedTest
    @ValueSource(strings = {"oidc", "default"})
    void keycloaksOwnToolUpdates(String endpoint) throws Exception {
        String form = endpoint.equals("oidc") ? RFC : endpoint;
        Registered device = registered(form, devices.to(form).register(metadata(form, "secret")), 201);
        String name = endpoint.equals("oidc") ? "client_name" : "name";

        kcreg(device, endpoint, name + "=Radio 8");
        assertThat(stored(device.id()).getName()).isEqualTo("Radio 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'scope':'openid 3gpp:mc:ptt_service'}", "{'id_token_signed_response_alg':'RS256'}",
        "{'default_acr_values':['3gpp:acr:password']}", "{'tls_client_certificate_bound_access_tokens':false}"})
    void whatChangesNothingIsAccepted(String member) throws Exception {
        ObjectNode client = metadata(RFC, "secret");
        client.setAll((ObjectNode) Json.parse(member.replace('\'', '"')));
        Registered device = registered(RFC, devices.register(client), 201);
        assertThat(device.client(realm).login(realm.users().pttUser("standard"), "openid", PTT).scopes()).contains(PTT);
    }

    @Test
    void operatorListsThePagesOfVendors() throws Exception {
        ComponentRepresentation policy = realm.registrationPolicy("authenticated");
        ComponentResource stored = realm.admin().components().component(policy.getId());
        ObjectNode client = metadata(RFC, "secret").put("client_uri", "https://vendor.example/radio");
        Answer refused = devices.register(client);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        assertThat(refused.description()).contains("client_uri");
        policy.getConfig().put("allowed-client-uris", List.of("https://vendor\\.example/.*"));
        stored.update(policy);
        try {
            assertThat(devices.register(client).status()).isEqualTo(201);
            client.putArray("redirect_uris").add("https://vendor.example/radio");
            assertThat(devices.register(client).error()).isEqualTo("invalid_redirect_uri");
        } finally {
            policy.getConfig().put("allowed-client-uris", List.of());
            stored.update(policy);
        }
    }

    private static void kcreg(Registered device, String endpoint, String change) throws Exception {
        Process process = new ProcessBuilder(Mcx.tool("kcreg.sh").toString(), "update", device.id(), "--no-config", "--server",
                server, "--realm", realm.name(), "-t", device.token(), "-e", endpoint, "-s", change)
                .redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static ObjectNode metadata(String form, String kind) throws Exception {
        boolean isRfc = RFC.equals(form);
        ObjectNode client = Json.object().put(isRfc ? "client_name" : "name", "Radio 7");
        client.putArray(isRfc ? "redirect_uris" : "redirectUris").add(REDIRECT_URI);
        String keys = kind.equals("key") ? new JWKSet(new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).keyID("k").generate()
                .toPublicJWK()).toString() : null;
        String name = "CN=radio 7,O=Fire Brigade";
        if (isRfc) {
            client.putArray("grant_types").add("authorization_code").add("refresh_token");
            switch (kind) {
                case "key" -> client.put("token_endpoint_auth_method", "private_key_jwt").set("jwks", Json.parse(keys));
                case "certificate" ->
                    client.put("token_endpoint_auth_method", "tls_client_auth").put("tls_client_auth_subject_dn", name);
                default -> client.put("token_endpoint_auth_method", "client_secret_basic");
            }
            return client;
        }
        ObjectNode attributes = client.putObject("attributes");
        switch (kind) {
            case "key" -> {
                client.put("clientAuthenticatorType", "client-jwt");
                attributes.put("use.jwks.string", "true").put("jwks.string", keys);
            }
            case "certificate" -> {
                client.put("clientAuthenticatorType", "client-x509");
                attributes.put("x509.subjectdn", name);
            }
            default -> client.put("clientAuthenticatorType", "client-secret");
        }
        return client;
    }

    private static Registered registered(String form, Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return RFC.equals(form) ? Registered.of(answer) : Registered.ofKeycloaksForm(answer);
    }

    private static ClientRepresentation stored(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    /** What a registration tells, but for its address and token; its lists have an order of the moment. */
    private static JsonNode withoutToken(Answer answer) {
        ObjectNode client = (ObjectNode) answer.json();
        client.remove(List.of("registration_access_token", "registrationAccessToken"));
        if (client.has("scope")) {
            client.put("scope", Stream.of(client.path("scope").asText().split(" ")).sorted().collect(Collectors.joining(" ")));
        }
        return ordered(client, "defaultClientScopes", "optionalClientScopes", "grant_types", "response_types");
    }

    private static JsonNode json(ClientRepresentation client) {
        return ordered(new ObjectMapper().valueToTree(client), "defaultClientScopes", "optionalClientScopes");
    }

    private static JsonNode ordered(ObjectNode client, String... lists) {
        for (String list : lists) {
            List<String> values = new ArrayList<>();
            client.path(list).forEach(value -> values.add(value.asText()));
            ArrayNode sorted = client.putArray(list);
            values.stream().sorted().forEach(sorted::add);
        }
        return client;
    }
}
