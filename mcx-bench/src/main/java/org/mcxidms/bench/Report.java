package org.mcxidms.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code evidence/performance.md}, from whatever results there are. */
final class Report {

    static final String JSON = ".json";

    /** The page, in the directory of the documents. */
    static final String PAGE = "evidence/performance.md";

    private static final List<String> PARTS =
            List.of("refresh", "profile", "operations-postgres", "operations-h2", "nodes", "growth",
                    "growth-cached", "return", "suspension", "tuned", "start", "guessing");
    private static final String NOT_MEASURED = "Not measured yet.";
    private static final String BUNDLE = Candidate.BUNDLE;
    private static final String STOCK = Candidate.STOCK;
    private static final List<Metric> LOAD = List.of(Metric.PER_SECOND, Metric.CPU, Metric.P50, Metric.P95, Metric.P99);
    private static final Map<String, String> OPERATIONS = new LinkedHashMap<>(
            Map.of("operations-postgres", "PostgreSQL"));

    static {
        OPERATIONS.put("operations-h2", "embedded database");
        OPERATIONS.put("nodes", "two nodes, PostgreSQL");
    }

    private final Path results;
    private final Path kept;

    /**
     * @param results where the parts left their JSON on this machine
     * @param kept    the JSON of the parts as they were published, for those that are not measured anew
     */
    Report(Path results, Path kept) {
        this.results = results;
        this.kept = kept;
    }

    /** Publishes this machine's results beside the page that is made of them. */
    void keep() {
        try {
            Files.createDirectories(kept);
            for (String part : PARTS) {
                Path result = results.resolve(part + JSON);
                if (Files.exists(result)) {
                    Files.copy(result, kept.resolve(part + JSON), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path docs) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("method", method());
        sections.put("operations", operations());
        sections.put("refresh", section("refresh", Report::candidates));
        sections.put("operations-one-server", section("operations-postgres", result -> against(result, RefreshPart.STOCK_REALM)));
        sections.put("operations-own-theme", section("operations-postgres", result -> against(result, OperationsPart.OWN_THEME)));
        sections.put("refresh-one-server", section("refresh", result -> against(result, RefreshPart.STOCK_REALM)));
        sections.put("profile", section("profile", Report::profile));
        sections.put("sizing", section("operations-postgres", this::sizing));
        sections.put("growth", section("growth", Report::grownTable));
        sections.put("growth-cached", section("growth-cached", Report::grownTable));
        sections.put("growth-heap", section("growth-cached", Report::grownHeap));
        sections.put("partners", section("growth", this::partners));
        sections.put("sweep", section("growth", Report::sweep));
        sections.put("return", section("return", Report::comeBack));
        sections.put("suspension", section("suspension", Report::suspension));
        sections.put("start", section("start", Report::start));
        sections.put("guessing", section("guessing", Report::guessing));
        sections.put("tuned", section("tuned", Report::candidates));
        String text = template();
        for (Map.Entry<String, String> section : sections.entrySet()) {
            text = text.replace("${" + section.getKey() + "}", section.getValue());
        }
        write(docs.resolve(PAGE), text);
    }

    private String section(String part, Function<Result, String> text) {
        return result(part).map(text).orElse(NOT_MEASURED);
    }

    private String method() {
        Table table = new Table(List.of("part", "date", "machine", "clients", "rounds", "seconds each", "warm-up s"));
        for (String part : PARTS) {
            result(part).ifPresent(result -> table.row(List.of(part, result.note("date"), result.note("machine"),
                    result.note("clients"), rounds(result), result.note("seconds"), result.note("warmUp"))));
        }
        return table.toString();
    }

    private static String rounds(Result result) {
        String starts = result.note("starts");
        return starts.isEmpty() ? result.note("rounds") : starts + " starts, " + result.note("rounds") + " each";
    }

    private String operations() {
        if (OPERATIONS.keySet().stream().noneMatch(part -> result(part).isPresent())) {
            return NOT_MEASURED;
        }
        Table ratios = new Table(List.of("bundle ÷ stock", "database", "per second", "CPU of the server", "p50", "p95", "p99"));
        Table absolute = new Table(List.of("", "database", "", "per second", "CPU ms", "p50 ms", "p95 ms", "p99 ms"));
        OPERATIONS.forEach((part, label) -> result(part).ifPresent(result -> {
            for (String figure : result.figureNames()) {
                ratios.row(cells(List.of(figure, label), metric -> ratio(result, figure, BUNDLE, STOCK, metric)));
                for (String side : List.of(BUNDLE, STOCK)) {
                    absolute.row(cells(List.of(figure, label, side), metric -> absolute(result, figure, side, metric)));
                }
            }
        }));
        return ratios + "\n\n" + absolute;
    }

    private String sizing(Result result) {
        Table table = new Table(List.of("per second and vCPU", "Keycloak's guide", "stock here", "bundle here"));
        table.row(List.of("refreshes", "120", perProcessor(result, Operation.REFRESH, STOCK),
                perProcessor(result, Operation.REFRESH, BUNDLE)));
        table.row(List.of("logins by password", "15", perProcessor(result, Operation.LOGIN, STOCK),
                perProcessor(result, Operation.LOGIN, BUNDLE)));
        return table.toString();
    }

    private static String perProcessor(Result result, Operation operation, String side) {
        return Metric.PER_SECOND.format(1000 / result.spread(operation.figure(), side, Metric.CPU).median());
    }

    private static String grownTable(Result result) {
        Table table = new Table(List.of("refresh", "bundle p50 ms", "to the smallest", "stock p50 ms", "to the smallest",
                "bundle ÷ stock", "bundle per second", "stock per second"));
        List<String> figures = grown(result);
        for (String figure : figures) {
            table.row(List.of(figure.substring(Operation.REFRESH.figure().length()).strip(),
                    absolute(result, figure, BUNDLE, Metric.P50), toSmallest(result, figures, figure, BUNDLE),
                    absolute(result, figure, STOCK, Metric.P50), toSmallest(result, figures, figure, STOCK),
                    ratio(result, figure, BUNDLE, STOCK, Metric.P50), absolute(result, figure, BUNDLE, Metric.PER_SECOND),
                    absolute(result, figure, STOCK, Metric.PER_SECOND)));
        }
        return table.toString();
    }

    /** What users with a session take of the heap where the caches hold all of them. */
    private static String grownHeap(Result result) {
        List<String> figures = result.figureNames().stream().filter(figure -> figure.startsWith(StartPart.HEAP)).toList();
        if (figures.size() < 2) {
            return NOT_MEASURED;
        }
        Table table = new Table(List.of(StartPart.HEAP + ", MB", BUNDLE, STOCK));
        for (String figure : figures) {
            table.row(List.of(figure.substring(StartPart.HEAP.length()).strip(),
                    single(result, figure, BUNDLE, Metric.MEGABYTES), single(result, figure, STOCK, Metric.MEGABYTES)));
        }
        String first = figures.get(0);
        String last = figures.get(figures.size() - 1);
        table.row(List.of("KB for each user more", kilobytesPerUser(result, first, last, BUNDLE),
                kilobytesPerUser(result, first, last, STOCK)));
        return table.toString();
    }

    private static String kilobytesPerUser(Result result, String first, String last, String side) {
        double megabytes = median(result, last, side, Metric.MEGABYTES) - median(result, first, side, Metric.MEGABYTES);
        return String.format(Locale.ROOT, "%.1f", megabytes * 1024 / (users(last) - users(first)));
    }

    private static int users(String figure) {
        return Integer.parseInt(figure.replaceAll("\\D", ""));
    }

    private static String toSmallest(Result result, List<String> figures, String figure, String side) {
        return number(median(result, figure, side, Metric.P50) / median(result, figures.get(0), side, Metric.P50));
    }

    private static List<String> grown(Result result) {
        return result.figureNames().stream().filter(figure -> figure.startsWith(Operation.REFRESH.figure())).toList();
    }

    private String partners(Result result) {
        String figure = Operation.EXCHANGE.figure();
        List<String> candidates = result.candidates(figure);
        Table table = new Table(List.of("security-token exchange", "p50 ms", "p50 to the smallest"));
        for (String candidate : candidates) {
            table.row(List.of(candidate, absolute(result, figure, candidate, Metric.P50),
                    ratio(result, figure, candidate, candidates.get(0), Metric.P50)));
        }
        return table.toString();
    }

    private static String sweep(Result result) {
        return new Table(List.of("the sweep", "ms"))
                .row(List.of("its two searches in the database, for one realm", result.note(GrowthPart.SWEEP_SEARCH)))
                .row(List.of("ending the sessions of the " + Fleet.WITHOUT_TOKEN + " users found",
                        result.note(GrowthPart.SWEEP_SIGN_OUT)))
                .toString();
    }

    private static String comeBack(Result result) {
        Table latencies = new Table(List.of("", "", "requests", "p50 ms", "p95 ms", "p99 ms", "max ms", "last answered after s"));
        Table radios = new Table(List.of("", "answers without tokens", "radios logged out"));
        for (String label : result.candidates(Operation.REFRESH.figure())) {
            for (String figure : result.figureNames()) {
                List<String> cells = new ArrayList<>(List.of(label, figure));
                for (Metric metric : List.of(Metric.REQUESTS, Metric.P50, Metric.P95, Metric.P99, Metric.MAX, Metric.SECONDS)) {
                    cells.add(single(result, figure, label, metric));
                }
                latencies.row(cells);
            }
            radios.row(
                    List.of(label, result.note(ReturnPart.WITHOUT_TOKENS + label), result.note(ReturnPart.LOGGED_OUT + label)));
        }
        return latencies + "\n\n" + radios;
    }

    private static String suspension(Result result) {
        Table times = new Table(List.of(result.note(SuspensionPart.SUSPENDED) + " of " + result.note(SuspensionPart.USERS)
                + " users suspended", "s"))
                .row(List.of("to the first session that is gone", result.note(SuspensionPart.FIRST_SESSION)))
                .row(List.of("to the last", result.note(SuspensionPart.LAST_SESSION)))
                .row(List.of("to the last of " + result.note(SuspensionPart.NOTICES) + " notices to three MC servers",
                        result.note(SuspensionPart.LAST_NOTICE)));
        String figure = Operation.REFRESH.figure();
        Table others = new Table(List.of("refreshes of the others", "per second", "p50 ms", "p95 ms", "p99 ms", StartPart.HEAP
                + ", MB"));
        for (String when : List.of(SuspensionPart.BEFORE, SuspensionPart.MEANWHILE, SuspensionPart.AFTER)) {
            others.row(List.of(when, single(result, figure, when, Metric.PER_SECOND), single(result, figure, when, Metric.P50),
                    single(result, figure, when, Metric.P95), single(result, figure, when, Metric.P99),
                    single(result, StartPart.HEAP, when, Metric.MEGABYTES)));
        }
        others.row(List.of("meanwhile ÷ mean of before and after, wanted: at least 0.9", number(SuspensionPart.ratio(result)),
                "", "", "", ""));
        return times + "\n\n" + others;
    }

    private static String start(Result result) {
        Table table = new Table(List.of("", "bundle", "stock", "bundle ÷ stock", "wanted"));
        for (String figure : List.of(StartPart.AUGMENTATION, StartPart.START)) {
            table.row(List.of(figure + ", s", absolute(result, figure, BUNDLE, Metric.SECONDS),
                    absolute(result, figure, STOCK, Metric.SECONDS), ratio(result, figure, BUNDLE, STOCK, Metric.SECONDS),
                    "at most 1.05"));
        }
        double added = median(result, StartPart.HEAP, BUNDLE, Metric.MEGABYTES)
                - median(result, StartPart.HEAP, STOCK, Metric.MEGABYTES);
        return table.row(List.of(StartPart.HEAP + ", MB", absolute(result, StartPart.HEAP, BUNDLE, Metric.MEGABYTES),
                absolute(result, StartPart.HEAP, STOCK, Metric.MEGABYTES), number(added) + " more", "at most 2 more"))
                .row(List.of("provider jars, KB", result.note(StartPart.JARS_KILOBYTES), "0", "", "at most 300")).toString();
    }

    private static String profile(Result result) {
        Table table = new Table(
                List.of("of a refresh", "bundle, % of stock's processor time", "stock", "bundle, KB allocated", "stock"));
        double[] sums = new double[4];
        for (String figure : result.figureNames()) {
            double[] row = {median(result, figure, BUNDLE, Metric.SHARE), median(result, figure, STOCK, Metric.SHARE),
                median(result, figure, BUNDLE, Metric.KILOBYTES), median(result, figure, STOCK, Metric.KILOBYTES)};
            Arrays.setAll(sums, i -> sums[i] + row[i]);
            table.row(profileRow(figure, row));
        }
        return table.row(profileRow("together", sums)).toString();
    }

    private static List<String> profileRow(String label, double[] values) {
        return List.of(label, Metric.SHARE.format(values[0]), Metric.SHARE.format(values[1]),
                Metric.KILOBYTES.format(values[2]), Metric.KILOBYTES.format(values[3]));
    }

    private static String guessing(Result result) {
        String figure = Operation.GUESS.figure();
        Table table = new Table(List.of("wrong password for", "p50 ms", "÷ " + GuessingPart.UNKNOWN, "p95 ms", "p99 ms"));
        for (String candidate : result.candidates(figure)) {
            table.row(List.of(candidate, absolute(result, figure, candidate, Metric.P50),
                    ratio(result, figure, candidate, GuessingPart.UNKNOWN, Metric.P50),
                    absolute(result, figure, candidate, Metric.P95), absolute(result, figure, candidate, Metric.P99)));
        }
        return table.toString();
    }

    private static String candidates(Result result) {
        String figure = Operation.REFRESH.figure();
        Table table = new Table(List.of("refresh", "per second", "÷ stock's default", "CPU ms", "÷ stock's default", "p50 ms",
                "p99 ms", "÷ stock's default"));
        for (String candidate : result.candidates(figure)) {
            table.row(List.of(candidate, absolute(result, figure, candidate, Metric.PER_SECOND),
                    ratio(result, figure, candidate, STOCK, Metric.PER_SECOND),
                    absolute(result, figure, candidate, Metric.CPU), ratio(result, figure, candidate, STOCK, Metric.CPU),
                    absolute(result, figure, candidate, Metric.P50), absolute(result, figure, candidate, Metric.P99),
                    ratio(result, figure, candidate, STOCK, Metric.P99)));
        }
        return table.toString();
    }

    /** The bundle beside another candidate than stock, where that was measured. */
    private static String against(Result result, String other) {
        List<String> figures =
                result.figureNames().stream().filter(figure -> result.candidates(figure).contains(other)).toList();
        if (figures.isEmpty()) {
            return NOT_MEASURED;
        }
        Table table =
                new Table(List.of("bundle ÷ " + other, "per second", "CPU of the server", "p50", "p95", "p99"));
        figures.forEach(figure -> table.row(
                cells(List.of(figure), metric -> ratio(result, figure, BUNDLE, other, metric))));
        return table.toString();
    }

    private static List<String> cells(List<String> first, Function<Metric, String> value) {
        List<String> cells = new ArrayList<>(first);
        LOAD.forEach(metric -> cells.add(value.apply(metric)));
        return cells;
    }

    private static String ratio(Result result, String figure, String candidate, String base, Metric metric) {
        if (!result.has(figure, candidate, metric)) {
            return "";
        }
        Spread ratio = result.ratio(figure, candidate, base, metric);
        return number(ratio.median()) + " (" + number(ratio.min()) + "–" + number(ratio.max()) + ")";
    }

    private static String absolute(Result result, String figure, String candidate, Metric metric) {
        if (!result.has(figure, candidate, metric)) {
            return "";
        }
        Spread spread = result.spread(figure, candidate, metric);
        return metric.format(spread.median()) + " (" + metric.format(spread.min()) + "–" + metric.format(spread.max()) + ")";
    }

    /** Of a figure that has one round. */
    private static String single(Result result, String figure, String candidate, Metric metric) {
        return result.has(figure, candidate, metric) ? metric.format(median(result, figure, candidate, metric)) : "";
    }

    private static double median(Result result, String figure, String candidate, Metric metric) {
        return result.spread(figure, candidate, metric).median();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%.0f", value);
    }

    private Optional<Result> result(String part) {
        return Stream.of(results, kept).map(directory -> directory.resolve(part + JSON)).filter(Files::exists)
                .findFirst().map(Result::read);
    }

    private static String template() {
        try (InputStream template = Report.class.getResourceAsStream("performance.md")) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
