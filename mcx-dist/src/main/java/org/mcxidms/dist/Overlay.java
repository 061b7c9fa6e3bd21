package org.mcxidms.dist;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Lays a realm file that holds only differences over a complete one: objects are merged, and so are the elements of lists
 * that have a name in common; everything else replaces what was there.
 */
final class Overlay {

    private static final List<String> NAMES = List.of("clientId", "alias", "name", "username");

    private Overlay() {
    }

    static void lay(ObjectNode differences, ObjectNode target) {
        differences.properties().forEach(property -> {
            JsonNode value = property.getValue();
            JsonNode present = target.get(property.getKey());
            if (value instanceof ObjectNode object && present instanceof ObjectNode known) {
                lay(object, known);
            } else if (value instanceof ArrayNode array && present instanceof ArrayNode known && isOfNamed(array)) {
                array.forEach(element -> lay((ObjectNode) element, known));
            } else {
                target.set(property.getKey(), value.deepCopy());
            }
        });
    }

    private static void lay(ObjectNode element, ArrayNode target) {
        Optional<ObjectNode> known = StreamSupport.stream(target.spliterator(), false)
                .filter(candidate -> name(candidate).equals(name(element)))
                .map(ObjectNode.class::cast).findFirst();
        if (known.isPresent()) {
            lay(element, known.get());
        } else {
            target.add(element.deepCopy());
        }
    }

    private static boolean isOfNamed(ArrayNode array) {
        return !array.isEmpty()
                && StreamSupport.stream(array.spliterator(), false).allMatch(element -> name(element).isPresent());
    }

    /** The property that tells an element of a list from the others, and its value; empty where it has none. */
    private static Optional<String> name(JsonNode element) {
        return NAMES.stream().filter(element::hasNonNull).findFirst().map(key -> key + "=" + element.get(key).asText());
    }
}
