package org.mcxidms.bench;

import java.util.List;
import java.util.Locale;

/** Ratios as an SVG picture: a dot for the median, a line from the lowest to the highest round, a rule at 1. */
final class Chart {

    private static final int LEFT = 270;
    private static final int WIDTH = 760;
    private static final int ROW = 24;
    private static final int TOP = 44;
    private static final int TICKS = 5;

    private final String title;
    private final List<Row> rows;
    private final double from;
    private final double to;

    /** One line of the picture; {@code shade} tells rows of one kind from those of another. */
    record Row(String label, Spread ratio, String shade) {
    }

    Chart(String title, List<Row> rows) {
        this.title = title;
        this.rows = rows;
        this.from = Math.floor(Math.min(0.9, rows.stream().mapToDouble(row -> row.ratio().min()).min().orElse(1)) * 10) / 10;
        this.to = Math.ceil(Math.max(1.1, rows.stream().mapToDouble(row -> row.ratio().max()).max().orElse(1)) * 10) / 10;
    }

    String svg() {
        int height = TOP + rows.size() * ROW + 30;
        StringBuilder svg = new StringBuilder(format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"13\">%n<title>%s</title>%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n<text x=\"12\" y=\"22\" font-weight=\"bold\">%s</text>%n",
                WIDTH, height, title, title));
        for (int tick = 0; tick <= TICKS; tick++) {
            rule(svg, from + (to - from) * tick / TICKS, "#ddd", height);
        }
        rule(svg, 1, "#555", height);
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), TOP + i * ROW + ROW / 2);
        }
        return svg.append(format("</svg>%n")).toString();
    }

    private void rule(StringBuilder svg, double ratio, String color, int height) {
        svg.append(format("<path d=\"M%.1f %d V%d\" stroke=\"%s\"/>%n<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\""
                + " fill=\"#333\" font-size=\"11\">%.2f</text>%n", x(ratio), TOP - 8, height - 24, color, x(ratio), height - 10,
                ratio));
    }

    private void row(StringBuilder svg, Row row, int y) {
        Spread ratio = row.ratio();
        svg.append(format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                + "<path d=\"M%.1f %d H%.1f\" stroke=\"%s\" stroke-width=\"2\"/><circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\"/>%n",
                LEFT - 12, y + 4, row.label(), x(ratio.min()), y, x(ratio.max()), row.shade(), x(ratio.median()), y,
                row.shade()));
    }

    private double x(double ratio) {
        return LEFT + (ratio - from) / (to - from) * (WIDTH - LEFT - 24);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).replace(System.lineSeparator(), "\n");
    }
}
