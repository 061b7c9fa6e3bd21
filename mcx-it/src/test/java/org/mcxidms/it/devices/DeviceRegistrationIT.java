package org.mcxidms.it.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mcxidms.testkit.OAuthAssertions.assertErrorPage;
import static org.mcxidms.testkit.OAuthAssertions.assertRefused;
import static org.mcxidms.testkit.Scopes.PTT;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ComponentResource;
import org.keycloak.representations.idm.ClientInitialAccessCreatePresentation;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

import org.mcxidms.testkit.Answer;
import org.mcxidms.testkit.AuthorizationRequest;
import org.mcxidms.testkit.Events;
import org.mcxidms.testkit.FormRequest;
import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/** A device registers itself with an initial access token: as a native MC client of the profile, or not at all. */
@ExtendWith(McxExtension.class)
final class DeviceRegistrationIT {

    private static final String REDIRECT_URI = "http://3gpp.mcptt/cb";

    private static Realm realm;
    private static Registrations devices;

    @BeforeAll
    static void initialAccessToken(Mcx mcx) {
        realm = mcx.realm();
        devices = new Registrations(realm, token(1000));
    }

    /** What a device may not ask for, each beside metadata that would be fine. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{'token_endpoint_auth_method':'none'}",
        "{'token_endpoint_auth_method':'client_secret_post'}",
        "{'token_endpoint_auth_method':'client_secret_jwt'}",
        "{'token_endpoint_auth_method':'tls_client_auth'}",
        "{'token_endpoint_auth_method':'tls_client_auth','tls_client_auth_subject_dn':'.*'}",
        "{'tls_client_certificate_bound_access_tokens':true}",
        "{'response_types':['id_token']}",
        "{'response_types':['code','id_token','token id_token']}",
        "{'grant_types':['authorization_code','implicit']}",
        "{'grant_types':['authorization_code','password']}",
        "{'grant_types':['authorization_code','client_credentials']}",
        "{'grant_types':['client_credentials']}",
        "{'grant_types':['authorization_code','urn:ietf:params:oauth:grant-type:device_code']}",
        "{'grant_types':['authorization_code','urn:openid:params:grant-type:ciba']}",
        "{'grant_types':['authorization_code','urn:ietf:params:oauth:grant-type:token-exchange']}",
        "{'grant_types':['authorization_code','urn:ietf:params:oauth:grant-type:jwt-bearer']}",
        "{'grant_types':['authorization_code','urn:ietf:params:oauth:grant-type:uma-ticket']}",
        "{'redirect_uris':['https://evil.example/cb']}",
        "{'redirect_uris':['http://3gpp.mcptt/cb','https://evil.example/cb']}",
        "{'redirect_uris':['http://3gpp.mcptt.evil.example/cb']}",
        "{'redirect_uris':['http://3gppXmcptt/cb']}",
        "{'redirect_uris':['http://3gpp.mcptt/*']}",
        "{'redirect_uris':['mcptt://*']}",
        "{'redirect_uris':['mcptt://organization_mcptt/cb#x']}",
        "{'redirect_uris':['*']}",
        "{'redirect_uris':['http://localhost.evil.example/cb']}",
        "{'redirect_uris':['http://127.0.0.1@evil.example/cb']}",
        "{'redirect_uris':['http://127.0.0.1.evil.example/cb']}",
        "{'redirect_uris':['javascript:alert(1)']}",
        "{'redirect_uris':[]}",
        "{'scope':'openid 3gpp:mc:ptt_service roles'}",
        "{'scope':'web-origins'}",
        "{'jwks_uri':'http://127.0.0.1:9000/keys','token_endpoint_auth_method':'private_key_jwt'}",
        "{'token_endpoint_auth_method':'private_key_jwt'}",
        "{'sector_identifier_uri':'http://127.0.0.1:9000/'}",
        "{'request_uris':['http://127.0.0.1:9000/']}",
        "{'backchannel_logout_uri':'http://127.0.0.1:9000/'}",
        "{'frontchannel_logout_uri':'http://127.0.0.1:9000/'}",
        "{'logo_uri':'http://127.0.0.1:9000/'}",
        "{'client_uri':'https://evil.example'}",
        "{'post_logout_redirect_uris':['https://evil.example/']}",
        "{'id_token_signed_response_alg':'HS256'}",
        "{'userinfo_signed_response_alg':'none'}",
        "{'request_object_signing_alg':'none'}",
        "{'default_acr_values':['3gpp:acr:other']}",
        "{'subject_type':'pairwise'}",
        "{'client_id':'kms-2'}"})
    void whatIsNotOfTheProfileIsRefused(String metadata) {
        ObjectNode client = nativeClient();
        client.setAll((ObjectNode) Json.parse(metadata.replace('\'', '"')));
        assertNotRegistered(devices.register(client));

        // Nor can a client that is registered become it.
        Registered device = registered(nativeClient());
        client.put("client_id", client.has("client_id") ? "kms-2" : device.id());
        assertNotRegistered(devices.update(device, client));
        ClientRepresentation stored = stored(device.id());
        assertThat(stored.getRedirectUris()).containsExactly(REDIRECT_URI);
        assertNative(stored);
    }

    /** Keycloak's own form of registration can say more; what is more is refused. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{'secret':'short'}",
        "{'secret':''}",
        "{'clientId':''}",
        "{'id':''}",
        "{'clientId':'mcptt-server-2'}",
        "{'publicClient':true}",
        "{'bearerOnly':true}",
        "{'directAccessGrantsEnabled':true}",
        "{'implicitFlowEnabled':true}",
        "{'clientAuthenticatorType':'client-secret-jwt'}",
        "{'clientAuthenticatorType':'client-x509'}",
        "{'clientAuthenticatorType':'client-x509','attributes':{'x509.subjectdn':'CN=x',"
                + "'x509.allow.regex.pattern.comparison':'true'}}",
        "{'serviceAccountsEnabled':true}",
        "{'standardFlowEnabled':false}",
        "{'webOrigins':['*']}",
        "{'defaultRoles':['admin']}",
        "{'authenticationFlowBindingOverrides':{'browser':'browser'}}",
        "{'protocolMappers':[{'name':'role','protocol':'openid-connect','protocolMapper':'oidc-hardcoded-claim-mapper',"
                + "'config':{'claim.name':'mcptt_id','claim.value':'sip:chief@org.com','access.token.claim':'true'}}]}",
        "{'attributes':{'access.token.lifespan':'31536000'}}",
        "{'attributes':{'pkce.code.challenge.method':'plain'}}",
        "{'attributes':{'acr.loa.map':'{}'}}",
        "{'protocol':'saml'}"})
    void othersFormsOfRegistrationOpenNothing(String fields) {
        ObjectNode client = keycloakForm();
        client.setAll((ObjectNode) Json.parse(fields.replace('\'', '"')));
        assertNotRegistered(devices.to("default").register(client));
    }

    @Test
    void othersFormsOfRegistrationMakeANativeClientToo() {
        Answer answer = devices.to("default").register(keycloakForm().put("fullScopeAllowed", true));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertNative(stored(answer.json().path("clientId").asText()));
    }

    @Test
    void registrationNeedsATokenThatIsGoodForIt() {
        assertThat(new Registrations(realm, null).register(nativeClient()).status()).isEqualTo(403);
        assertThat(new Registrations(realm, "not.a.token").register(nativeClient()).status()).isEqualTo(401);
        Registrations once = new Registrations(realm, token(1));
        assertThat(once.register(nativeClient()).status()).isEqualTo(201);
        assertThat(once.register(nativeClient()).status()).isEqualTo(401);
    }

    @Test
    void anotherDevicesRegistrationIsOutOfReach() {
        Registered mine = registered(nativeClient());
        Registered theirs = registered(nativeClient());
        ObjectNode update = nativeClient().put("client_id", theirs.id());
        assertThat(devices.update(new Registered(theirs.id(), theirs.secret(), mine.token()), update).status()).isEqualTo(401);
        assertThat(devices.update(new Registered("mcptt_client", "", mine.token()),
                nativeClient().put("client_id", "mcptt_client")).status()).isEqualTo(401);
    }

    @Test
    void refusalTellsTheFieldAndLeavesAnEvent() {
        ObjectNode client = nativeClient();
        client.putArray("grant_types").add("authorization_code").add("client_credentials");
        Answer answer = devices.register(client);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo("invalid_client_metadata");
        assertThat(answer.description()).contains("grant_types (serviceAccountsEnabled)");
        assertThat(realm.admin().getEvents(List.of("CLIENT_REGISTER_ERROR"), null, null, null, null, null, 0, 20))
                .anyMatch(event -> "grant_types".equals(Events.detail(event, "mc_rule")));
    }

    @Test
    void refusalOfARedirectUriIsTheOneOfTheRegistrationProtocol() {
        ObjectNode client = nativeClient();
        client.putArray("redirect_uris").add("https://evil.example/cb");
        assertThat(devices.register(client).error()).isEqualTo("invalid_redirect_uri");
    }

    @Test
    void operatorChoosesOtherUris() {
        ComponentRepresentation policy = realm.registrationPolicy("authenticated");
        ComponentResource stored = realm.admin().components().component(policy.getId());
        policy.getConfig().put("allowed-uris", List.of("radio://[a-z]+", "("));
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> stored.update(policy));
        policy.getConfig().put("allowed-uris", List.of("radio://[a-z]+"));
        stored.update(policy);
        try {
            assertNotRegistered(devices.register(nativeClient()));
            ObjectNode client = nativeClient();
            client.putArray("redirect_uris").add("radio://callback");
            assertThat(devices.register(client).status()).isEqualTo(201);
        } finally {
            policy.getConfig().put("allowed-uris", List.of());
            stored.update(policy);
        }
        assertThat(devices.register(nativeClient()).status()).isEqualTo(201);
    }

    @Test
    void nobodyRegistersWhereTheModelIsGone() {
        ComponentRepresentation policy = realm.registrationPolicy("authenticated");
        ComponentResource stored = realm.admin().components().component(policy.getId());
        ClientRepresentation model = new ClientRepresentation();
        model.setClientId("short-lived-model");
        realm.admin().clients().create(model).close();
        policy.getConfig().putSingle("model-client", "short-lived-model");
        stored.update(policy);
        realm.admin().clients().get(realm.admin().clients().findByClientId("short-lived-model").get(0).getId()).remove();
        try {
            assertNotRegistered(devices.register(nativeClient()));
        } finally {
            policy.getConfig().putSingle("model-client", "mcptt_client");
            stored.update(policy);
        }
        assertThat(devices.register(nativeClient()).status()).isEqualTo(201);
    }

    @Test
    void modelThatDoesNotExistIsNotSaved() {
        ComponentRepresentation policy = realm.registrationPolicy("authenticated");
        policy.getConfig().putSingle("model-client", "no-such-client");

        assertThatThrownBy(() -> realm.admin().components().component(policy.getId()).update(policy))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> assertThat(
                        refused.getResponse().readEntity(String.class)).contains("no client with the client ID no-such-client"));
        assertThat(realm.registrationPolicy("authenticated").getConfig().getFirst("model-client")).isEqualTo("mcptt_client");
    }

    /** RFC 7591, 2.3: Keycloak does not know statements of the software, and refuses them as it does any unknown field. */
    @Test
    void unsignedStatementsOfTheSoftwareAreRefused() {
        Answer answer = devices.register(nativeClient().put("software_statement", "eyJhbGciOiJub25lIn0."
                + "eyJncmFudF90eXBlcyI6WyJjbGllbnRfY3JlZGVudGlhbHMiXX0."));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("client_secret", "registration_access_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {REDIRECT_URI, "mcptt://organization_mcptt/cb", "http://127.0.0.1/cb", "http://[::1]/cb"})
    void registeredDeviceIsHeldToTheProfile(String redirectUri) {
        ObjectNode metadata = nativeClient();
        metadata.putArray("redirect_uris").add(redirectUri);
        Registered device = registered(metadata);
        assertNative(stored(device.id()));
        TestUser user = realm.users().pttUser("device");
        String used = redirectUri.replace("127.0.0.1/", "127.0.0.1:54321/");
        McxClient client = device.client(realm).withRedirectUri(used);

        AuthorizationRequest withoutPkce = client.authorization("openid", PTT)
                .without("code_challenge").without("code_challenge_method");
        assertRefused(client.authorize(withoutPkce, user), withoutPkce, "invalid_request");
        AuthorizationRequest withoutAcr = client.authorization("openid", PTT).without("acr_values");
        assertThat(assertRefused(client.authorize(withoutAcr, user), withoutAcr, "invalid_request")).startsWith("acr-values");
        AuthorizationRequest elsewhere = client.authorization("openid", PTT).with("redirect_uri", "https://evil.example/cb");
        assertErrorPage(client.authorize(elsewhere, user));
        assertRefused(client.clientCredentials().send(), 401, "unauthorized_client");
        assertRefused(client.passwordGrant(user, "openid").send(), 400, "unauthorized_client");
        AuthorizationRequest request = client.authorization("openid", PTT);
        assertRefused(client.exchange(request, client.authorize(request, user).code()).unauthenticated()
                .with("client_secret", device.secret()).send(), 401, "unauthorized_client");

        Tokens tokens = client.login(user, "openid", PTT);
        assertThat(tokens.access().path("mcptt_id").asText()).isEqualTo("sip:" + user.username());
        assertThat(tokens.access().path("client_id").asText()).isEqualTo(device.id());
        assertThat(tokens.expiresIn()).isGreaterThan(7100);
        user.suspend();
        assertThat(assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant")).endsWith("suspended");
        user.reinstate();
        assertRefused(client.refresh(tokens.refreshToken()).send(), 400, "invalid_grant");
    }

    @Test
    void deviceWithAKeyChangesItWithoutAGap() throws Exception {
        RSAKey before = new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).keyID("before").generate();
        RSAKey after = new RSAKeyGenerator(2048).keyUse(KeyUse.SIGNATURE).keyID("after").generate();
        Registered device = registered(withKeys(before));
        TestUser user = realm.users().pttUser("key");
        McxClient client = device.client(realm).withSecret(null);
        assertNative(stored(device.id()));
        assertRefused(client.refresh("none").send(), 400, "invalid_client");
        assertRefused(signed(client, after, client.refresh("none")).send(), 400, "invalid_client");
        AuthorizationRequest request = client.authorization("openid", PTT);
        FormRequest exchange = client.exchange(request, client.authorize(request, user).code());
        String refreshToken = new Tokens(signed(client, before, exchange).send()).refreshToken();

        device = devices.updated(device, withKeys(before, after).put("client_id", device.id()));
        refreshToken = new Tokens(signed(client, before, client.refresh(refreshToken)).send()).refreshToken();
        refreshToken = new Tokens(signed(client, after, client.refresh(refreshToken)).send()).refreshToken();

        devices.updated(device, withKeys(after).put("client_id", device.id()));
        assertRefused(signed(client, before, client.refresh(refreshToken)).send(), 400, "invalid_client");
        assertThat(new Tokens(signed(client, after, client.refresh(refreshToken)).send()).accessToken()).isNotEmpty();
    }

    @Test
    void secretThatAnAdministratorReplacedIsDeadAtOnceAndTheSessionGoesOn() {
        Registered device = registered(nativeClient());
        TestUser user = realm.users().pttUser("secret");
        McxClient client = device.client(realm);
        String refreshToken = client.login(user, "openid", PTT).refreshToken();

        String secret = realm.admin().clients().get(stored(device.id()).getId()).generateNewSecret().getValue();

        assertThat(secret).isNotEqualTo(device.secret());
        assertRefused(client.refresh(refreshToken).send(), 401, "unauthorized_client");
        assertThat(new Tokens(client.withSecret(secret).refresh(refreshToken).send()).accessToken()).isNotEmpty();
    }

    /** Otherwise whoever has a registration access token of the model client could take every scope from every radio. */
    @ParameterizedTest
    @ValueSource(strings = {"mcptt_client", "kms"})
    void clientThatAnAdministratorMadeIsOutOfReach(String clientId, Mcx mcx) {
        try (Realm own = mcx.realmLike("model", file -> {})) {
            ClientResource client = own.admin().clients().get(own.admin().clients().findByClientId(clientId).get(0).getId());
            Registered token =
                    new Registered(clientId, null, client.regenerateRegistrationAccessToken().getRegistrationAccessToken());
            Registrations endpoint = new Registrations(own, null);

            ObjectNode metadata = nativeClient().put("client_id", clientId);
            assertNotRegistered(endpoint.update(token, metadata));

            Set<String> scopes = client.getOptionalClientScopes().stream().map(ClientScopeRepresentation::getName)
                    .collect(Collectors.toSet());
            assertThat(scopes.contains(PTT)).isEqualTo(clientId.equals("mcptt_client"));
            if (clientId.equals("mcptt_client")) {
                assertThat(own.nativeClient().login(own.users().pttUser("model"), "openid", PTT).scopes()).contains(PTT);
            }
        }
    }

    private static ObjectNode nativeClient() {
        ObjectNode client = Json.object().put("client_name", "Radio 7");
        client.putArray("redirect_uris").add(REDIRECT_URI);
        client.putArray("grant_types").add("authorization_code").add("refresh_token");
        return client;
    }

    /** As much as Keycloak's own form needs. */
    private static ObjectNode keycloakForm() {
        ObjectNode client = Json.object().put("name", "Radio 7");
        client.putArray("redirectUris").add(REDIRECT_URI);
        return client;
    }

    private static ObjectNode withKeys(RSAKey... keys) {
        ObjectNode client = nativeClient().put("token_endpoint_auth_method", "private_key_jwt");
        List<JWK> publicKeys = Stream.of(keys).<JWK>map(RSAKey::toPublicJWK).toList();
        client.set("jwks", Json.parse(new JWKSet(publicKeys).toString()));
        return client;
    }

    private static FormRequest signed(McxClient client, RSAKey key, FormRequest request) throws JOSEException {
        SignedJWT assertion = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder().issuer(client.clientId()).subject(client.clientId()).audience(client.issuer())
                        .jwtID(UUID.randomUUID().toString()).issueTime(new Date())
                        .expirationTime(Date.from(Instant.now().plusSeconds(60))).build());
        assertion.sign(new RSASSASigner(key));
        return request.with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .with("client_assertion", assertion.serialize());
    }

    private static Registered registered(ObjectNode client) {
        Answer answer = devices.register(client);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return Registered.of(answer);
    }

    private static void assertNotRegistered(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.error()).isIn("invalid_client_metadata", "invalid_redirect_uri");
        assertThat(answer.body())
                .doesNotContain("client_secret\":", "registration_access_token\":", "registrationAccessToken\":");
    }

    private static void assertNative(ClientRepresentation client) {
        ClientRepresentation model = realm.admin().clients().findByClientId("mcptt_client").get(0);
        assertThat(client.isPublicClient()).isFalse();
        assertThat(client.isStandardFlowEnabled()).isTrue();
        assertThat(List.of(client.isImplicitFlowEnabled(), client.isDirectAccessGrantsEnabled(),
                client.isServiceAccountsEnabled(), client.isFullScopeAllowed(), client.isBearerOnly())).containsOnly(false);
        assertThat(client.getProtocolMappers()).isNullOrEmpty();
        assertThat(client.getWebOrigins()).isEmpty();
        assertThat(client.getAuthenticationFlowBindingOverrides()).isEmpty();
        assertThat(client.getDefaultClientScopes()).containsExactlyInAnyOrderElementsOf(model.getDefaultClientScopes());
        assertThat(client.getOptionalClientScopes()).containsExactlyInAnyOrderElementsOf(model.getOptionalClientScopes());
        assertThat(client.getAttributes()).containsEntry("pkce.code.challenge.method", "S256")
                .containsEntry("token.response.type.bearer.lower-case", "true").containsEntry("access.token.lifespan", "7200");
        assertThat(realm.admin().clients().get(client.getId()).roles().list()).extracting(RoleRepresentation::getName)
                .containsExactly("mcx-native-client");
    }

    private static ClientRepresentation stored(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private static String token(int count) {
        return realm.admin().clientInitialAccess().create(new ClientInitialAccessCreatePresentation(3600, count)).getToken();
    }
}
