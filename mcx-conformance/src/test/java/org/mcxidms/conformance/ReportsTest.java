package org.mcxidms.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What the reports say of results that are made by hand. */
class ReportsTest {

    private final Run run = new Run(Target.at("https://idms.example").build(), Instant.EPOCH, List.of(
            result("OIDC-keys", Verdict.PASSED, "1 keys"),
            result("B.4.2.2-scopes", Verdict.WARNING, "the server answers the error invalid_scope"),
            result("B.10-bearer", Verdict.PASSED, "HTTP 200"),
            result("B.10-introspection", Verdict.FAILED, "the token is <still> active"),
            result("B.10-no-token", Verdict.NOT_TESTED, "the option --x is not given")));

    @Test
    void sectionsHaveTheirTitleAndCount() {
        Document page = Jsoup.parse(new HtmlReport(run).toString());

        assertThat(page.select("h2").stream().map(Element::text)).containsExactly(
                "OIDC Discovery document and keys 1 check: 1 passed",
                "B.4.2.2 Authentication request 1 check: 1 warning",
                "B.10 Use, introspection and revocation of tokens 3 checks: 1 passed, 1 failed, 1 not tested");
        assertThat(page.select("section").last().select("details")).hasSize(3);
    }

    @Test
    void junitTellsFindingsAsSentences() {
        Document xml = Jsoup.parse(MachineReports.junit(run), "", org.jsoup.parser.Parser.xmlParser());

        assertThat(xml.selectFirst("testcase[name=B.10-introspection] failure").attr("message"))
                .isEqualTo("the token is <still> active");
        assertThat(xml.selectFirst("testcase[name=B.10-introspection]").attr("classname")).isEqualTo("B.10");
    }

    /** The checks run in another order, each after those that it builds on. */
    @Test
    void everyCheckHasAClauseAndTheClausesAreInTheOrderOfTheirNumbers() {
        assertThat(Run.checks()).map(Check::clause).containsOnly(Clause.values());
        assertThat(Clause.values()).filteredOn(clause -> clause != Clause.OIDC)
                .isSortedAccordingTo(Comparator.comparing(Clause::number, ReportsTest::compareNumbers));
    }

    private static int compareNumbers(String one, String other) {
        String[] left = one.split("\\.");
        String[] right = other.split("\\.");
        for (int i = 1; i < Math.min(left.length, right.length); i++) {
            int order = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.length, right.length);
    }

    private static Result result(String id, Verdict verdict, String seen) {
        return new Result(Check.required(id, "Something is so", idms -> ""), verdict, List.of(), seen, 1);
    }
}
