package org.mcxidms.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.stream.StreamSupport;

import javax.net.ssl.SSLException;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What went wrong on the way to the server or in the server, in words that a person can act on: no JSON, no class names. */
final class ServerAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ResourceBundle WORDS = ResourceBundle.getBundle("org.mcxidms.tools.answers");
    /** The members of Keycloak's answers that hold a sentence or a code, the most telling first. */
    private static final List<String> MESSAGES = List.of("error_description", "errorMessage", "error");

    private ServerAnswer() {
    }

    /** A line about {@code e}; the server's own answer where it gave one. */
    static String explain(Throwable e) {
        if (e instanceof RefusedException || e instanceof IllegalArgumentException) {
            return e.getMessage();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException refusal) {
                return explain(refusal.getResponse());
            }
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return e instanceof ProcessingException ? "no connection to the server: " + connection(root) : message(root);
    }

    /** Whether the server was never reached, and so will not be at the next try. */
    static boolean isAway(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException || cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static String connection(Throwable root) {
        if (root instanceof UnknownHostException) {
            return "there is no host " + message(root).replaceFirst(":.*", "");
        }
        if (root instanceof SocketTimeoutException) {
            return "it does not answer in time";
        }
        if (root instanceof ConnectException) {
            return "nothing answers at this address and port";
        }
        String message = message(root);
        if (message.contains("certification path") || message.contains("PKIX")) {
            return "this Java does not trust the server's certificate; "
                    + "JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE names a trust store that does";
        }
        return message.contains("plaintext connection") || message.contains("Unsupported or unrecognized SSL message")
                ? "the server does not speak TLS at this port; perhaps it is http instead of https" : message;
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? "the reason is not known" : e.getMessage().replaceAll("\\s+", " ").strip();
    }

    private static String explain(Response response) {
        JsonNode answer = json(response);
        String meaning = switch (response.getStatus()) {
            case 401 -> ": the server does not accept the credentials";
            case 403 -> ": the account lacks a role of realm-management";
            case 404 -> answer == null ? ": --server is not Keycloak's address" : "";
            default -> "";
        };
        String words = answer == null ? "" : words(answer);
        return "HTTP " + response.getStatus() + meaning + (words.isEmpty() ? "" : ": " + words);
    }

    /** The server's JSON, or null: what is no JSON comes from a proxy or another server, a page of no use in a line. */
    private static JsonNode json(Response response) {
        try {
            String text = response.hasEntity() ? response.readEntity(String.class).strip() : "";
            return text.startsWith("{") && !text.contains("matching target resource") ? JSON.readTree(text) : null;
        } catch (IOException | ProcessingException | IllegalStateException unreadable) {
            return null;
        }
    }

    /** The server's complaints as text: those about fields by the field's name, the others in the server's own words. */
    static String words(JsonNode answer) {
        if (answer.path("errors").isArray()) {
            return String.join("; ", StreamSupport.stream(answer.path("errors").spliterator(), false)
                    .map(ServerAnswer::words).toList());
        }
        if (answer.hasNonNull("field")) {
            return answer.path("field").asText() + " " + complaint(answer.path("errorMessage").asText(), answer.path("params"));
        }
        return MESSAGES.stream().map(name -> answer.path(name).asText("")).filter(text -> !text.isBlank())
                .findFirst().orElse("");
    }

    /** @param parameters of Keycloak's message: the first is the field's name */
    private static String complaint(String key, JsonNode parameters) {
        String pattern;
        try {
            pattern = WORDS.getString(key);
        } catch (MissingResourceException unknown) {
            return key.contains(" ") ? "is refused: " + key : "is refused (" + key + ")";
        }
        List<String> texts = new ArrayList<>();
        parameters.forEach(parameter -> texts.add(parameter.asText()));
        return MessageFormat.format(pattern, texts.toArray());
    }

    /** The words for a complaint of the user profile's that this project's own check makes ahead of the server. */
    static String complaint(String field, String key, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(field));
        all.addAll(List.of(parameters));
        return field + " " + complaint(key, JSON.valueToTree(all));
    }
}
