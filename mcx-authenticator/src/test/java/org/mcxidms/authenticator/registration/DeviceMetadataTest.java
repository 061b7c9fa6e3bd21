package org.mcxidms.authenticator.registration;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(refused(with(field, true), false)).contains(field);
    }

    @ParameterizedTest
    @CsvSource({"secret, s", "clientId, kms", "protocol, saml", "rootUrl, http://127.0.0.1", "adminUrl, http://127.0.0.1",
        "type, any", "registrationAccessToken, t", "origin, o", "id, 1"})
    void valueThatADeviceDoesNotChooseIsRefused(String field, String value) {
        assertThat(refused(with(field, value), false)).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocolMappers", "defaultRoles", "webOrigins"})
    void listThatADeviceDoesNotBringIsRefusedUnlessEmpty(String field) {
        assertThat(refused(with(field, List.of("one")), false)).contains(field);
        assertThat(refused(with(field, List.of()), false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-secret-jwt", "client-x509", "none", "one.of.tomorrow"})
    void clientAuthenticationOtherThanSecretOrKeyIsRefused(String authenticator) {
        assertThat(refused(with("clientAuthenticatorType", authenticator), false)).contains("clientAuthenticatorType");
    }

    @Test
    void uriThatIsNotAllowedIsRefusedWhateverItIsFor() {
        assertThat(refused(with("redirectUris", List.of("http://3gpp.mcptt/cb", "https://evil.example/")), false))
                .contains("redirectUris");
        assertThat(refused(with("baseUrl", "https://evil.example/"), false)).contains("baseUrl");
        assertThat(refused(with("attributes", Map.of("post.logout.redirect.uris", "http://3gpp.mcptt/##https://evil.example/")),
                false)).contains("post.logout.redirect.uris");
        assertThat(refused(with("attributes", Map.of("post.logout.redirect.uris", "http://3gpp.mcptt/")), false)).isEmpty();
    }

    @Test
    void flowOfItsOwnIsRefused() {
        assertThat(refused(with("authenticationFlowBindingOverrides", Map.of("browser", "other")), false))
                .contains("authenticationFlowBindingOverrides");
    }

    @ParameterizedTest
    @CsvSource({"oidc.ciba.grant.enabled, true", "oauth2.device.authorization.grant.enabled, true",
        "standard.token.exchange.enabled, true", "oauth2.jwt.authorization.grant.enabled, true", "use.jwks.url, true",
        "pkce.code.challenge.method, plain", "client.secret.authentication.allowed.method, client_secret_post",
        "access.token.lifespan, 999999", "id.token.signed.response.alg, none", "acr.loa.map, {}", "jwks.url, http://127.0.0.1",
        "sectorIdentifierUri, http://127.0.0.1", "request.uris, http://127.0.0.1", "an.attribute.of.tomorrow, true"})
    void attributeThatOpensSomethingIsRefused(String attribute, String value) {
        assertThat(refused(with("attributes", Map.of(attribute, value)), false)).contains(attribute);
    }

    @Test
    void scopeOfNoNativeClientIsRefused() {
        assertThat(refused(with("optionalClientScopes", List.of("3gpp:mc:ptt_service", "roles")), false))
                .contains("scope roles");
        assertThat(refused(with("defaultClientScopes", List.of("web-origins")), false))
                .contains("scope web-origins");
    }

    @Test
    void clientWithoutRedirectUriIsRefused() {
        assertThat(refused(with("redirectUris", List.of()), false)).contains("redirectUris");
        assertThat(refused(Map.of(), false)).contains("redirectUris");
    }

    @Test
    void nativeClientMayRegisterAndUpdate() {
        Map<String, Object> client = with("attributes", Map.of("oidc.ciba.grant.enabled", "false",
                "use.refresh.tokens", "true", "client.secret.authentication.allowed.method", "client_secret_basic"));
        client.putAll(Map.of("name", "Radio 7", "protocol", "openid-connect", "standardFlowEnabled", true,
                "serviceAccountsEnabled", false, "optionalClientScopes", List.of("3gpp:mc:ptt_service")));
        assertThat(refused(client, false)).isEmpty();
        client.put("clientId", "its own");
        assertThat(refused(client, true)).isEmpty();
    }

    private static Optional<String> refused(Map<String, Object> client, boolean isUpdate) {
        return DeviceMetadata.refused(client, isUpdate, SCOPES, uri -> uri.startsWith("http://3gpp.mcptt/"));
    }

    private static Map<String, Object> with(String field, Object value) {
        Map<String, Object> client = new HashMap<>(Map.of("redirectUris", List.of("http://3gpp.mcptt/cb")));
        client.put(field, value);
        return client;
    }
}
