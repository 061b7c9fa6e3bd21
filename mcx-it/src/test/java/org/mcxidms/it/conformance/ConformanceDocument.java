package org.mcxidms.it.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;

/** docs/evidence/conformance.md, as the checker's run says it must be. */
final class ConformanceDocument {

    private static final String HEAD = """
            # Conformance: what the checker found

            Clause by clause, what TS 33.180 Annex B asks for, how the shipped realm meets it, and what the checker found there.
            `ConformanceIT` generates this page and fails when it differs; [testing.md](../testing.md) tells how to write it anew.

            A clause *requires* something or *recommends* it; a breach of a recommendation is a warning. Where a clause leaves
            something open, or could not be read, the page *reports* what the server does. A warning with "not yet" beside it is
            a check that is ahead of the bundle.

            The demo has no TLS and no tokens that end within the run. `EmptyEnvironmentIT` tries both on a copy of the realm:
            there the checks that are *not tested* or *not applicable* below pass, and so do all others. `LifecycleIT` runs the
            checker against a Keycloak without the bundle's jar, where the checker fails.
            """;
    private static final String TABLE = """
            | requirement | level | how it is met | check | result |
            |---|---|---|---|---|
            """;

    private ConformanceDocument() {
    }

    static String of(JsonNode report) throws IOException {
        Properties how = new Properties();
        try (InputStream file = ConformanceDocument.class.getResourceAsStream("how.properties")) {
            how.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        StringBuilder text = new StringBuilder(HEAD);
        Map<String, List<JsonNode>> clauses = new LinkedHashMap<>();
        report.get("checks").forEach(check -> clauses.computeIfAbsent(
                check.get("clause").textValue() + " " + check.get("title").textValue(), key -> new ArrayList<>()).add(check));
        clauses.forEach((clause, checks) -> {
            text.append("\n## ").append(clause).append("\n\n").append(checks.size())
                    .append(checks.size() == 1 ? " check" : " checks").append("\n\n").append(TABLE);
            checks.forEach(check -> text.append(line(check, how)));
        });
        return text.toString();
    }

    private static String line(JsonNode check, Properties how) {
        String id = check.get("id").textValue();
        String met = how.stringPropertyNames().stream()
                .filter(key -> id.startsWith(key) && (id.length() == key.length() || key.contains("-")
                        || id.charAt(key.length()) == '-'))
                .max(Comparator.comparingInt(String::length)).map(how::getProperty)
                .orElseThrow(() -> new AssertionError("how.properties says nothing of " + id));
        return "| " + check.get("requirement").textValue() + " | " + check.get("level").textValue() + " | " + met + " | `" + id
                + "` | " + check.get("verdict").textValue() + " |\n";
    }
}
