package org.mcxidms.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table in Markdown. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    Table(List<String> head) {
        row(head);
        lines.add(head.stream().map(column -> "---").collect(Collectors.joining("|", "|", "|")));
    }

    Table row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
