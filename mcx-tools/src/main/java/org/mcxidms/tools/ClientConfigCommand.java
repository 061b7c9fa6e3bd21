package org.mcxidms.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;

import jakarta.ws.rs.ProcessingException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what a configuration server or a person puts into radios for a realm. Reads discovery alone, and so needs no account. */
@Command(name = "client-config", description = {
    "Writes what radios of a realm must be told, from the realm's discovery document.",
    "Exit status: 0 written, 1 the realm is not one for radios, 2 wrong use or no answer."})
final class ClientConfigCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private RealmAddress address;

    @Option(names = "--format", defaultValue = "json",
            description = "ue-init-config (XML, TS 24.484), appauth (AppAuth's JSON), or json; default ${DEFAULT-VALUE}")
    private Format format;

    @Option(names = "--client-id", paramLabel = "ID", defaultValue = "mcptt_client",
            description = "the client that the radios are; default ${DEFAULT-VALUE}")
    private String clientId;

    @Option(names = "--redirect-uri", paramLabel = "URI", defaultValue = "http://3gpp.mcptt/cb",
            description = "where the radios' answers go; default ${DEFAULT-VALUE}")
    private String redirectUri;

    @Option(names = "--domain", paramLabel = "NAME",
            description = "the mission critical organization's domain in the XML; default the host of the issuer")
    private String domain;

    @Spec
    private CommandSpec spec;

    /** The forms that a configuration is written in. */
    enum Format {
        UE_INIT_CONFIG("ue-init-config"), APPAUTH("appauth"), JSON("json");

        private final String name;

        Format(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    public Integer call() throws IOException {
        ClientConfig config = ClientConfig.of(discovery(), clientId, redirectUri);
        spec.commandLine().getOut().println(switch (format) {
            case UE_INIT_CONFIG -> config.ueInitialConfiguration(domain);
            case APPAUTH -> config.appAuth();
            case JSON -> config.json();
        });
        return McxTools.OK;
    }

    private JsonNode discovery() throws IOException {
        // As one segment of the path: a realm's name may hold blanks.
        String segment = URLEncoder.encode(address.realm(), StandardCharsets.UTF_8).replace("+", "%20");
        URI uri = URI.create(address.server() + "/realms/" + segment + "/.well-known/openid-configuration");
        HttpResponse<String> answer;
        try {
            answer = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()
                    .send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ConnectException e) {
            // Without its cause, which has no message.
            throw new ProcessingException(new ConnectException(e.getMessage()));
        } catch (IOException e) {
            throw new ProcessingException(e);
        }
        if (answer.statusCode() == 404) {
            throw new RefusedException("the server has no realm " + address.realm() + "; --realm names another");
        }
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException("HTTP " + answer.statusCode() + " from " + uri);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalArgumentException("no discovery document at " + uri, e);
        }
    }
}
