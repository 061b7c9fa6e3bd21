package org.mcxidms.dist;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Completes the realm files of the distribution with what must not be in them: client secrets, the demo users' passwords
 * and this site's addresses. Changes the trees that it is given; reads and writes no file.
 */
final class ImportFiles {

    private static final String DEMO_PASSWORD = "MCX_DEMO_PASSWORD";
    private static final String SERVER_SECRET = "MCX_SERVER_CLIENT_SECRET";

    /** Which variable holds the secret of a native client, by realm and client. */
    private static final Map<String, String> NATIVE_CLIENT_SECRETS = Map.of(
            "mcx/mcptt_client", "MCX_MCPTT_CLIENT_SECRET",
            "mcx-partner/mcptt_client", "MCX_PARTNER_CLIENT_SECRET");
    private static final Set<String> RESOURCE_SERVERS =
            Set.of("mcptt-server", "mcvideo-server", "mcdata-server", "kms", "gms", "cms");

    /** Keycloak's message keys look alike, so that only names of ours are variables. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(MCX_[A-Z0-9_]+)}");

    private final Settings settings;

    ImportFiles(Settings settings) {
        this.settings = settings;
    }

    /**
     * Completes each realm:
     * <ul>
     * <li>a realm of {@code shipped} alone stays as it is, but for its secrets;
     * <li>a realm of both is the shipped one with the changes of the demo's file;
     * <li>a realm of {@code demo} alone is the shipped realm {@code mcx} with the changes of the demo's file;
     * <li>a file without a realm's name holds demo users of {@code mcx}.
     * </ul>
     *
     * @param shipped complete realms, by file name
     * @param demo    what comes on top of them, by file name
     * @return the realm files to import, by file name; worth nothing while {@link Settings#problems()} is not empty
     */
    Map<String, ObjectNode> complete(Map<String, ObjectNode> shipped, Map<String, ObjectNode> demo) {
        Map<String, ObjectNode> realms = new LinkedHashMap<>(shipped);
        Optional<ObjectNode> mcx = realm(shipped, "mcx");
        ObjectNode base = mcx.map(ObjectNode::deepCopy).orElseGet(JsonNodeFactory.instance::objectNode);
        demo.forEach((name, file) -> {
            if (file.hasNonNull("realm")) {
                Optional<ObjectNode> known = realm(shipped, file.path("realm").asText());
                if (known.isEmpty()) {
                    realms.put(name, base.deepCopy());
                }
                Overlay.lay(file, known.orElseGet(() -> realms.get(name)));
            } else {
                mcx.ifPresent(realm -> file.path("users").forEach(user -> addDemoUser(realm, (ObjectNode) user)));
            }
        });
        realms.values().forEach(this::complete);
        return realms;
    }

    private static Optional<ObjectNode> realm(Map<String, ObjectNode> files, String name) {
        return files.values().stream().filter(file -> name.equals(file.path("realm").asText())).findFirst();
    }

    private void complete(ObjectNode realm) {
        insertVariables(realm);
        for (JsonNode client : realm.path("clients")) {
            variableOfSecret(realm.path("realm").asText(), client)
                    .flatMap(settings::secret)
                    .ifPresent(secret -> ((ObjectNode) client).put("secret", secret));
        }
    }

    /** Empty for a client that has no secret, and for one that nobody needs to know: it gets a random one. */
    private static Optional<String> variableOfSecret(String realm, JsonNode client) {
        String clientId = client.path("clientId").asText();
        if (client.path("publicClient").asBoolean()) {
            return Optional.empty();
        }
        return RESOURCE_SERVERS.contains(clientId)
                ? Optional.of(SERVER_SECRET)
                : Optional.ofNullable(NATIVE_CLIENT_SECRETS.get(realm + "/" + clientId));
    }

    private void addDemoUser(ObjectNode realm, ObjectNode user) {
        settings.password(DEMO_PASSWORD)
                .ifPresent(password -> user.putArray("credentials").addObject().put("type", "password").put("value", password));
        realm.withArray("users").add(user);
    }

    private void insertVariables(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(property -> {
                if (property.getValue().isTextual()) {
                    property.setValue(TextNode.valueOf(insertVariables(property.getValue().asText())));
                } else {
                    insertVariables(property.getValue());
                }
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isTextual()) {
                    array.set(i, TextNode.valueOf(insertVariables(array.get(i).asText())));
                } else {
                    insertVariables(array.get(i));
                }
            }
        }
    }

    private String insertVariables(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(settings.address(variable.group(1)).orElse("")));
    }
}
