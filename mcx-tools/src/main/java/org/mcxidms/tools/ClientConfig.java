package org.mcxidms.tools;

import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.core.McAcr;

/** What a radio must know of an IdMS, in the forms that radios and configuration servers read. */
record ClientConfig(JsonNode discovery, String clientId, String redirectUri) {

    /** TS 24.484, 7.2.2: the namespace of the UE initial configuration document. */
    private static final String NAMESPACE = "urn:3gpp:mcptt:mcpttUEinitConfig:1.0";
    private static final String S256 = "S256";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws RefusedException where radios of the profile could not log in with what the document says */
    static ClientConfig of(JsonNode discovery, String clientId, String redirectUri) {
        ClientConfig config = new ClientConfig(discovery, clientId, redirectUri);
        for (String member : List.of("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")) {
            if (config.text(member).isEmpty()) {
                throw new RefusedException("the discovery document has no " + member);
            }
        }
        if (config.scopes().size() == 1) {
            throw new RefusedException("the realm has no MC scope: it is not made from mcx-realm.json");
        }
        if (config.values("code_challenge_methods_supported").stream().noneMatch(S256::equals)) {
            throw new RefusedException("the realm does not offer PKCE with S256");
        }
        return config;
    }

    /** The part of TS 24.484's UE initial configuration that is about the IdMS; a configuration server adds the rest. */
    String ueInitialConfiguration(String domain) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("mcptt-UE-initial-configuration");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeAttribute("domain", domain == null ? host() : domain);
            xml.writeCharacters("\n  ");
            xml.writeStartElement("on-network");
            xml.writeCharacters("\n    ");
            xml.writeStartElement("App-Server-Info");
            element(xml, "idms-auth-endpoint", text("authorization_endpoint"));
            element(xml, "idms-token-endpoint", text("token_endpoint"));
            xml.writeCharacters("\n    ");
            xml.writeEndElement();
            xml.writeCharacters("\n  ");
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("cannot be written as XML: " + e.getMessage(), e);
        }
        return text.toString();
    }

    private String host() {
        String host = URI.create(text("issuer")).getHost();
        if (host == null) {
            throw new IllegalArgumentException("the issuer " + text("issuer") + " names no host; --domain is needed");
        }
        return host;
    }

    private static void element(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeCharacters("\n      ");
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    /** The members of auth_config.json of AppAuth for Android's own app. */
    String appAuth() {
        ObjectNode config = JSON.createObjectNode().put("client_id", clientId).put("redirect_uri", redirectUri)
                .put("authorization_scope", String.join(" ", scopes())).put("issuer_uri", text("issuer"))
                .put("authorization_endpoint_uri", text("authorization_endpoint"))
                .put("token_endpoint_uri", text("token_endpoint"))
                .put("registration_endpoint_uri", text("registration_endpoint"))
                .put("user_info_endpoint_uri", text("userinfo_endpoint"))
                .put("https_required", text("issuer").startsWith("https:"));
        return pretty(config);
    }

    /** All of it, by the names of the protocol. */
    String json() {
        ObjectNode config = JSON.createObjectNode();
        for (String member : List.of("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
                "end_session_endpoint", "revocation_endpoint", "registration_endpoint")) {
            if (!text(member).isEmpty()) {
                config.put(member, text(member));
            }
        }
        return pretty(config.put("client_id", clientId).put("redirect_uri", redirectUri)
                .put("scope", String.join(" ", scopes())).put("acr_values", McAcr.PASSWORD)
                .put("response_type", "code").put("code_challenge_method", S256));
    }

    /** openid and the MC scopes that the realm knows. */
    private List<String> scopes() {
        List<String> scopes = new ArrayList<>(List.of("openid"));
        values("scopes_supported").stream().filter(scope -> scope.startsWith("3gpp:mc:")).sorted().forEach(scopes::add);
        return scopes;
    }

    private List<String> values(String member) {
        List<String> values = new ArrayList<>();
        discovery.path(member).forEach(value -> values.add(value.asText()));
        return values;
    }

    private String text(String member) {
        return discovery.path(member).asText("");
    }

    private static String pretty(ObjectNode config) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
