package org.mcxidms.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ClientConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IDMS = "https://idms.example.org/realms/mcx";

    @ParameterizedTest
    @ValueSource(strings = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "scopes_supported",
        "code_challenge_methods_supported"})
    void documentThatRadiosCannotUseIsRefused(String member) {
        ObjectNode discovery = discovery();
        discovery.remove(member);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> config(discovery));
    }

    @Test
    void realmWithoutMcScopesIsRefused() {
        ObjectNode discovery = discovery();
        discovery.putArray("scopes_supported").add("openid").add("profile");
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> config(discovery)).withMessageContaining("MC scope");
    }

    @Test
    void xmlHasTheElementsOfTheStandardAndEscapesWhatItHolds() throws Exception {
        ObjectNode discovery = discovery().put("token_endpoint", IDMS + "/token?a=1&b=<2>");
        String xml = config(discovery).ueInitialConfiguration("fire\"brigade.example");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        Element root = document.getDocumentElement();
        String namespace = "urn:3gpp:mcptt:mcpttUEinitConfig:1.0";
        assertThat(root.getLocalName()).isEqualTo("mcptt-UE-initial-configuration");
        assertThat(root.getNamespaceURI()).isEqualTo(namespace);
        assertThat(root.getAttribute("domain")).isEqualTo("fire\"brigade.example");
        Element servers = (Element) root.getElementsByTagNameNS(namespace, "App-Server-Info").item(0);
        assertThat(servers.getParentNode().getLocalName()).isEqualTo("on-network");
        assertThat(servers.getElementsByTagNameNS(namespace, "idms-auth-endpoint").item(0).getTextContent())
                .isEqualTo(IDMS + "/auth");
        assertThat(servers.getElementsByTagNameNS(namespace, "idms-token-endpoint").item(0).getTextContent())
                .isEqualTo(IDMS + "/token?a=1&b=<2>");
        assertThat(config(discovery()).ueInitialConfiguration(null)).contains("domain=\"idms.example.org\"");
        ObjectNode withoutHost = discovery().put("issuer", "http://idms_1/realms/mcx");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> config(withoutHost).ueInitialConfiguration(null)).withMessageContaining("--domain");
    }

    @Test
    void appAuthHasTheNamesOfItsOwnApp() throws Exception {
        JsonNode config = JSON.readTree(config(discovery()).appAuth());
        assertThat(config.path("client_id").asText()).isEqualTo("radio");
        assertThat(config.path("redirect_uri").asText()).isEqualTo("radio://cb");
        assertThat(config.path("issuer_uri").asText()).isEqualTo(IDMS);
        assertThat(config.path("token_endpoint_uri").asText()).isEqualTo(IDMS + "/token");
        assertThat(config.path("https_required").asBoolean()).isTrue();
    }

    @Test
    void jsonHasWhatARequestNeedsAndNoSecret() throws Exception {
        JsonNode config = JSON.readTree(config(discovery()).json());
        assertThat(config.path("scope").asText()).isEqualTo("openid 3gpp:mc:ptt_service 3gpp:mc:video_service");
        assertThat(List.of(config.path("acr_values").asText(), config.path("code_challenge_method").asText()))
                .containsExactly("3gpp:acr:password", "S256");
        assertThat(config.has("client_secret")).isFalse();
    }

    private static ClientConfig config(JsonNode discovery) {
        return ClientConfig.of(discovery, "radio", "radio://cb");
    }

    private static ObjectNode discovery() {
        ObjectNode discovery = JSON.createObjectNode().put("issuer", IDMS).put("authorization_endpoint", IDMS + "/auth")
                .put("token_endpoint", IDMS + "/token").put("jwks_uri", IDMS + "/certs");
        discovery.putArray("scopes_supported").add("profile").add("3gpp:mc:video_service").add("openid")
                .add("3gpp:mc:ptt_service");
        discovery.putArray("code_challenge_methods_supported").add("plain").add("S256");
        return discovery;
    }
}
