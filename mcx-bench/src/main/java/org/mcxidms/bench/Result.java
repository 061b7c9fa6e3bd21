package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What one part measured: for each figure and each candidate the metrics of every round, in order. Kept as a JSON file. */
final class Result {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode json;

    private Result(ObjectNode json) {
        this.json = json;
    }

    static Result create() {
        return new Result(MAPPER.createObjectNode());
    }

    static Result read(Path file) {
        try {
            return new Result((ObjectNode) MAPPER.readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that holds for the whole part, such as its date. */
    Result note(String key, String value) {
        child(json, "notes").put(key, value);
        return this;
    }

    /** As {@link #note(String, String)}, where the part itself has not said it. */
    Result noteIfMissing(String key, String value) {
        return note(key).isEmpty() ? note(key, value) : this;
    }

    String note(String key) {
        return json.path("notes").path(key).asText("");
    }

    void add(String figure, String candidate, Map<Metric, Double> round) {
        ObjectNode entry = child(figures(), figure).withArrayProperty(candidate).addObject();
        round.forEach((metric, value) -> entry.put(metric.key(), value));
    }

    /** Not by {@code withObject(figure)}, which takes a name with a slash for a path. */
    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.has(name) ? (ObjectNode) parent.get(name) : parent.putObject(name);
    }

    private ObjectNode figures() {
        return child(json, "figures");
    }

    List<String> figureNames() {
        return names(json.path("figures"));
    }

    List<String> candidates(String figure) {
        return names(json.path("figures").path(figure));
    }

    boolean has(String figure, String candidate, Metric metric) {
        return !values(figure, candidate, metric).isEmpty();
    }

    Spread spread(String figure, String candidate, Metric metric) {
        return Spread.of(values(figure, candidate, metric));
    }

    Spread ratio(String figure, String candidate, String base, Metric metric) {
        return Spread.ofRatios(values(figure, candidate, metric), values(figure, base, metric));
    }

    private List<Double> values(String figure, String candidate, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (JsonNode round : json.path("figures").path(figure).path(candidate)) {
            if (round.has(metric.key())) {
                values.add(round.path(metric.key()).asDouble());
            }
        }
        return values;
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false).toList();
    }
}
