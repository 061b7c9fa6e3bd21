package org.mcxidms.conformance;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jsoup.nodes.Entities;

/** One page that needs nothing else: no script, the filter is a style sheet's, and paper gets everything. */
final class HtmlReport {

    private static final String STYLE = """
            :root{color-scheme:light dark;--line:#8886}
            body{font:16px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem;margin:0}h2 small{font-weight:normal}
            h2{break-after:avoid;font-size:1.15rem;margin:1.6rem 0 .3rem;border-bottom:1px solid var(--line)}
            .filter{position:absolute;opacity:0}
            label{display:inline-block;border:1px solid var(--line);border-radius:1rem;padding:.15rem .8rem;
              margin:.2rem .3rem .2rem 0;
              cursor:pointer}
            .filter:focus-visible+label{outline:3px solid Highlight}.filter:checked+label{background:#2456a6;color:#fff}
            details{border-left:.35rem solid var(--line);padding:.25rem .7rem;margin:.3rem 0;break-inside:avoid}
            summary{cursor:pointer;padding-left:9.5rem;text-indent:-9.5rem}
            summary b{display:inline-block;min-width:8rem;text-indent:0}
            .passed{border-color:#2a8a3e}.failed{border-color:#c62828}.warning{border-color:#c77700}
            code{font-size:.85rem;overflow-wrap:anywhere}small{opacity:.75}ol{margin:.3rem 0}
            @media print{body{font-size:9pt;margin:0;max-width:none}.filter{display:none}summary{list-style:none}
              label,.filter:checked+label{background:none;border:0;color:inherit;padding:0;margin-right:1.2rem}
              summary{padding-left:6.5rem;text-indent:-6.5rem}summary b{min-width:6.5rem}}
            """;

    private final StringBuilder page = new StringBuilder();

    HtmlReport(Run run) {
        String style = STYLE;
        StringBuilder filters = new StringBuilder();
        filter(filters, "all", run.results().size() + " checks", true);
        for (Verdict verdict : Verdict.values()) {
            String css = verdict.cssClass();
            filter(filters, css, run.count(verdict) + " " + verdict.label(), false);
            style += "@media screen{#f-" + css + ":checked~section details:not(." + css + "),#f-" + css
                    + ":checked~section:not(:has(." + css + ")){display:none}}\n";
        }
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>MCX conformance: ")
                .append(text(run.target().issuer()))
                .append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>\n")
                .append(style).append("</style></head><body>\n<h1>MCX conformance: ")
                .append(run.conforms() ? "nothing required failed" : "does not conform").append("</h1>\n<p>")
                .append(text(run.target().issuer())).append(", profile ").append(run.target().profile()).append(", ")
                .append(run.started().truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                .append(". 3GPP TS 33.180 Annex B.</p>\n")
                .append(filters);
        run.sections().forEach((clause, results) -> {
            page.append("<section><h2>").append(text(clause.number())).append(' ').append(text(clause.title()))
                    .append(" <small>").append(text(counts(results))).append("</small></h2>\n");
            results.forEach(this::add);
            page.append("</section>\n");
        });
        page.append("</body></html>\n");
    }

    private static void filter(StringBuilder filters, String name, String label, boolean checked) {
        filters.append("<input class=\"filter\" type=\"radio\" name=\"f\" id=\"f-").append(name).append('"')
                .append(checked ? " checked" : "").append("><label for=\"f-").append(name).append("\">").append(label)
                .append("</label>\n");
    }

    /** Such as "17 checks: 15 passed, 2 not tested". */
    private static String counts(List<Result> results) {
        String verdicts = Stream.of(Verdict.values()).filter(verdict -> Run.count(results, verdict) > 0)
                .map(verdict -> Run.count(results, verdict) + " " + verdict.label()).collect(Collectors.joining(", "));
        return results.size() + (results.size() == 1 ? " check: " : " checks: ") + verdicts;
    }

    private void add(Result result) {
        page.append("<details class=\"").append(result.verdict().cssClass()).append('"')
                .append(result.verdict() == Verdict.FAILED || result.verdict() == Verdict.WARNING ? " open" : "")
                .append("><summary><b>").append(result.verdict().label()).append("</b> ")
                .append(text(result.check().requirement())).append(" <small>").append(result.check().level().label())
                .append(" · ").append(text(result.check().id())).append("</small></summary><div>")
                .append(text(result.seen())).append("</div><ol>");
        result.sent().forEach(line -> page.append("<li><code>").append(text(line)).append("</code></li>"));
        page.append("</ol></details>\n");
    }

    private static String text(String raw) {
        return Entities.escape(raw);
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
