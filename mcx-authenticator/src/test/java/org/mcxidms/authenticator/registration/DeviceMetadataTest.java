package org.mcxidms.authenticator.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceMetadataTest {

    private static final Set<String> SCOPES = Set.of("basic", "3gpp:mc:ptt_service");

    @ParameterizedTest
    @ValueSource(strings = {"publicClient", "serviceAccountsEnabled", "authorizationServicesEnabled", "bearerOnly",
        "frontchannelLogout", "implicitFlowEnabled", "directAccessGrantsEnabled", "surrogateAuthRequired",
        "alwaysDisplayInConsole", "aSettingOfTomorrow"})
    void switchThatOpensSomethingIsRefused(String field) {
        assertThat(refused(with(field, true))).contains(field);
    }

    @ParameterizedTest
    @CsvSource({"secret, s", "clientId, kms", "protocol, saml", "rootUrl, http://127.0.0.1", "adminUrl, http://127.0.0.1",
        "type, any", "registrationAccessToken, t", "origin, o", "id, 1"})
    void valueThatADeviceDoesNotChooseIsRefused(String field, String value) {
        assertThat(refused(with(field, value))).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocolMappers", "defaultRoles", "webOrigins"})
    void listThatADeviceDoesNotBringIsRefusedUnlessEmpty(String field) {
        assertThat(refused(with(field, List.of("one")))).contains(field);
        assertThat(refused(with(field, List.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-secret-jwt", "none", "one.of.tomorrow"})
    void clientAuthenticationOtherThanSecretOrKeyIsRefused(String authenticator) {
        assertThat(refused(with("clientAuthenticatorType", authenticator))).contains("clientAuthenticatorType");
    }

    @Test
    void uriThatIsNotAllowedIsRefusedWhateverItIsFor() {
        assertThat(refused(with("redirectUris", List.of("http://3gpp.mcptt/cb", "https://evil.example/"))))
                .contains("redirectUris");
        assertThat(refused(with("baseUrl", "https://evil.example/"))).contains("baseUrl");
        assertThat(refused(with("attributes", Map.of("post.logout.redirect.uris", "http://3gpp.mcptt/##https://evil.example/"))))
                .contains("post.logout.redirect.uris");
        assertThat(refused(with("attributes", Map.of("post.logout.redirect.uris", "http://3gpp.mcptt/")))).isEmpty();
    }

    @Test
    void flowOfItsOwnIsRefused() {
        assertThat(refused(with("authenticationFlowBindingOverrides", Map.of("browser", "other"))))
                .contains("authenticationFlowBindingOverrides");
    }

    @ParameterizedTest
    @CsvSource({"oidc.ciba.grant.enabled, true", "oauth2.device.authorization.grant.enabled, true",
        "standard.token.exchange.enabled, true", "oauth2.jwt.authorization.grant.enabled, true", "use.jwks.url, true",
        "pkce.code.challenge.method, plain", "client.secret.authentication.allowed.method, client_secret_post",
        "access.token.lifespan, 999999", "id.token.signed.response.alg, none", "acr.loa.map, {}", "jwks.url, http://127.0.0.1",
        "sectorIdentifierUri, http://127.0.0.1", "request.uris, http://127.0.0.1", "an.attribute.of.tomorrow, true"})
    void attributeThatOpensSomethingIsRefused(String attribute, String value) {
        assertThat(refused(with("attributes", Map.of(attribute, value)))).contains(attribute);
    }

    @Test
    void scopeOfNoNativeClientIsRefused() {
        assertThat(refused(with("optionalClientScopes", List.of("3gpp:mc:ptt_service", "roles"))))
                .contains("scope roles");
        assertThat(refused(with("defaultClientScopes", List.of("web-origins"))))
                .contains("scope web-origins");
    }

    @Test
    void clientWithoutRedirectUriIsRefused() {
        assertThat(refused(with("redirectUris", List.of()))).contains("redirectUris");
        assertThat(refused(Map.of())).contains("redirectUris");
    }

    @Test
    void nativeClientMayRegisterAndUpdate() {
        Map<String, Object> client = with("attributes", Map.of("oidc.ciba.grant.enabled", "false",
                "use.refresh.tokens", "true", "client.secret.authentication.allowed.method", "client_secret_basic"));
        client.putAll(Map.of("name", "Radio 7", "protocol", "openid-connect", "standardFlowEnabled", true,
                "serviceAccountsEnabled", false, "optionalClientScopes", List.of("3gpp:mc:ptt_service")));
        assertThat(refused(client)).isEmpty();
        client.put("clientId", "its own");
        assertThat(refused(client)).contains("clientId");
        assertThat(refused(client, Map.of("clientId", "its own"))).isEmpty();
    }

    @Test
    void whatChangesNothingIsAccepted() {
        assertThat(refused(with("optionalClientScopes", List.of("openid", "3gpp:mc:ptt_service")))).isEmpty();
        assertThat(refused(with("attributes", Map.of("id.token.signed.response.alg", "RS256",
                "default.acr.values", "3gpp:acr:password", "tls.client.certificate.bound.access.tokens", "false")))).isEmpty();
        assertThat(refused(with("attributes", Map.of("id.token.signed.response.alg", "ES256"))))
                .contains("id.token.signed.response.alg");
        assertThat(refused(with("attributes", Map.of("default.acr.values", "3gpp:acr:password##3gpp:acr:other"))))
                .contains("default.acr.values");
    }

    @Test
    void pageAboutTheClientHasAListOfItsOwn() {
        assertThat(refused(with("baseUrl", "https://vendor.example/"))).isEmpty();
        assertThat(refused(with("redirectUris", List.of("https://vendor.example/")))).contains("redirectUris");
        assertThat(refused(with("baseUrl", "http://3gpp.mcptt/cb"))).contains("baseUrl");
    }

    @ParameterizedTest
    @CsvSource({"alwaysDisplayInConsole, true", "surrogateAuthRequired, false", "secret, s", "notBefore, 0"})
    void fieldThatStaysAsItIsPassesAndAnyOtherValueDoesNot(String field, String value) {
        Map<String, Object> stored = with(field, value);
        assertThat(refused(with(field, value), stored)).isEmpty();
        assertThat(refused(with(field, value + "x"), stored)).contains(field);
        assertThat(refused(with(field, value), with("name", "another field"))).contains(field);
    }

    @Test
    void attributeThatStaysAsItIsPassesAndAnyOtherValueDoesNot() {
        Map<String, Object> stored = with("attributes", Map.of("access.token.lifespan", "7200", "mcx.registered", "true"));
        assertThat(refused(with("attributes", Map.of("access.token.lifespan", "7200")), stored)).isEmpty();
        assertThat(refused(with("attributes", Map.of("access.token.lifespan", "7201")), stored))
                .contains("access.token.lifespan");
        // A stored value is good for its own field alone.
        assertThat(refused(with("attributes", Map.of("id.token.signed.response.alg", "7200")), stored))
                .contains("id.token.signed.response.alg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "clientId", "id", "protocol", "clientAuthenticatorType"})
    void emptyTextThatKeycloakWouldStoreIsRefused(String field) {
        assertThat(refused(with(field, ""))).contains(field);
        assertThat(refused(with(field, ""), with(field, "stored"))).contains(field);
        assertThat(refused(with(field, ""), with(field, ""))).contains(field);
    }

    /** Or a device frees itself of what an administrator set for it. */
    @Test
    void emptyValueTakesNothingAwayThatADeviceMayNotSet() {
        Map<String, Object> stored = with("attributes", Map.of("minimum.acr.value", "3gpp:acr:otp", "mcx.registered", "true",
                "pkce.code.challenge.method", "S256"));
        stored.put("protocolMappers", List.of(Map.of("name", "audience")));
        stored.put("authenticationFlowBindingOverrides", Map.of("browser", "strong"));
        for (String attribute : List.of("minimum.acr.value", "mcx.registered")) {
            assertThat(refused(with("attributes", Map.of(attribute, "")), stored)).contains(attribute);
            Map<String, String> none = new HashMap<>();
            none.put(attribute, null);
            assertThat(refused(with("attributes", none), stored)).contains(attribute);
            assertThat(refused(with("attributes", none))).isEmpty();
        }
        assertThat(refused(with("protocolMappers", List.of()), stored)).contains("protocolMappers");
        assertThat(refused(with("authenticationFlowBindingOverrides", Map.of()), stored))
                .contains("authenticationFlowBindingOverrides");
        // The policy sets this one again.
        assertThat(refused(with("attributes", Map.of("pkce.code.challenge.method", "")), stored)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"tls.client.certificate.bound.access.tokens, false, true", "default.acr.values, 3gpp:acr:password, 3gpp:acr:otp",
        "id.token.signed.response.alg, RS256, ES256"})
    void valueThatChangesNothingDoesNotReplaceAnother(String attribute, String neutral, String other) {
        assertThat(refused(with("attributes", Map.of(attribute, neutral)), with("attributes", Map.of(attribute, other))))
                .contains(attribute);
        assertThat(refused(with("attributes", Map.of(attribute, "")), with("attributes", Map.of(attribute, other))))
                .contains(attribute);
        assertThat(refused(with("attributes", Map.of(attribute, "")), with("attributes", Map.of(attribute, neutral)))).isEmpty();
        assertThat(refused(with("attributes", Map.of(attribute, other)), with("attributes", Map.of(attribute, other)))).isEmpty();
    }

    /** An administrator may have given the client a redirect URI that the list does not have. */
    @Test
    void storedRedirectUrisPassTogetherAndInAnyOrder() {
        String other = "https://given.example/";
        Map<String, Object> stored = with("redirectUris", List.of("http://3gpp.mcptt/cb", other));
        assertThat(refused(with("redirectUris", List.of(other, "http://3gpp.mcptt/cb")), stored)).isEmpty();
        assertThat(refused(with("redirectUris", List.of(other, "https://evil.example/")), stored)).contains("redirectUris");
        Map<String, Object> client = with("redirectUris", List.of(other, "http://3gpp.mcptt/cb"));
        client.put("attributes", Map.of("post.logout.redirect.uris", other));
        assertThat(refused(client, stored)).contains("post.logout.redirect.uris");
    }

    @Test
    void listWithAHoleInItIsRefused() {
        Map<String, Object> stored = with("redirectUris", List.of("http://3gpp.mcptt/cb"));
        assertThat(refused(with("redirectUris", Arrays.asList("http://3gpp.mcptt/cb", null)), stored)).contains("redirectUris");
    }

    @Test
    void deviceWithACertificateSaysTheWholeNameInIt() {
        Map<String, Object> client = with("clientAuthenticatorType", "client-x509");
        assertThat(refused(client)).contains("x509.subjectdn");
        client.put("attributes", Map.of("x509.subjectdn", "CN=radio 7,O=Fire Brigade"));
        assertThat(refused(client)).isEmpty();
        for (String pattern : List.of(".*", "(.*)", "CN", " ")) {
            client.put("attributes", Map.of("x509.subjectdn", pattern));
            assertThat(refused(client)).as(pattern).contains("x509.subjectdn");
        }
        client.put("attributes",
                Map.of("x509.subjectdn", "CN=radio 7", "x509.allow.regex.pattern.comparison", "true"));
        assertThat(refused(client)).contains("x509.allow.regex.pattern.comparison");
        client.put("attributes", Map.of("x509.subjectdn", "CN=radio 7", "x509.casubjectdn", "CN=my own CA"));
        assertThat(refused(client)).contains("x509.casubjectdn");
        client.put("attributes", Map.of("x509.subjectdn", ""));
        Map<String, Object> stored = with("clientAuthenticatorType", "client-x509");
        stored.put("attributes", Map.of("x509.subjectdn", "CN=radio 7"));
        assertThat(refused(client, stored)).contains("x509.subjectdn");
        client.remove("attributes");
        assertThat(refused(client, stored)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"serviceAccountsEnabled, true, grant_types", "implicitFlowEnabled, false, response_types",
        "implicitFlowEnabled, true, grant_types", "clientAuthenticatorType, true, token_endpoint_auth_method",
        "scope roles, true, scope", "baseUrl, false, client_uri", "x509.subjectdn, true, tls_client_auth_subject_dn",
        "an.attribute.of.tomorrow, true, an.attribute.of.tomorrow"})
    void fieldHasTheNameThatTheDeviceWrote(String field, boolean hasGrantTypes, String member) {
        assertThat(RegistrationMember.of(field, hasGrantTypes)).isEqualTo(member);
    }

    private static Optional<String> refused(Map<String, Object> client) {
        return refused(client, Map.of());
    }

    private static Optional<String> refused(Map<String, Object> client, Map<String, Object> stored) {
        return DeviceMetadata.refused(client, stored, new DeviceMetadata.Allowed(SCOPES,
                uri -> uri.startsWith("http://3gpp.mcptt/"), uri -> uri.startsWith("https://vendor.example/"), "RS256"));
    }

    private static Map<String, Object> with(String field, Object value) {
        Map<String, Object> client = new HashMap<>(Map.of("redirectUris", List.of("http://3gpp.mcptt/cb")));
        client.put(field, value);
        return client;
    }
}
