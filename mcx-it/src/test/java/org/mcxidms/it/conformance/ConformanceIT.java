package org.mcxidms.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/**
 * The checker passes the shipped realm, and docs/evidence/conformance.md says what it found. {@link PlainRealm} is where it
 * fails.
 */
@ExtendWith(McxExtension.class)
@Isolated("its time is measured")
final class ConformanceIT {

    private static final Duration BUDGET = Duration.ofSeconds(60);
    private static final Path DOCUMENT = Mcx.repository("docs/evidence/conformance.md");

    private final Mcx mcx;

    ConformanceIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void shippedRealmConforms(@TempDir Path directory) throws Exception {
        Realm home = mcx.realm();
        Realm partner = mcx.partnerRealm();
        TestUser user = home.users().fullUser("conformance");
        TestUser visitor = partner.users().pttUser("conformance");
        visitor.linkTo("mcx", user.id(), user.username());
        McxClient gms = home.resourceServer("gms");

        Checker.Report report = new Checker(mcx, home.nativeClient(), user).withHooks("")
                .with("--other-client-id", gms.clientId(), "--resource-server-id", "mcptt-server",
                        "--partner-issuer", partner.issuer())
                .run(directory, gms.secret(), partner.nativeClient().secret());

        assertThat(report.having("failed")).isEmpty();
        assertThat(report.having("warning")).isEmpty();
        // The demo's tokens live longer than the run, and it has no TLS: EmptyEnvironmentIT tries these.
        assertThat(report.having("not tested")).containsExactlyInAnyOrder(
                "B.12-userinfo", "B.12-introspection", "B.7.4-expired");
        assertThat(report.having("not applicable")).containsExactly(
                "B.13-https", "B.13-tls", "B.13-tls-old", "B.13-cipher-suites");
        assertThat(report.status()).isZero();
        assertThat(report.time()).isLessThan(BUDGET);
        Element suite = parsed(report.junit()).getDocumentElement();
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(report.json().get("checks").size());
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getElementsByTagName("skipped").getLength()).isEqualTo(7);
        String document = ConformanceDocument.of(report.json());
        if (Boolean.getBoolean("mcx.conformance.rewrite")) {
            Files.writeString(DOCUMENT, document + faults());
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(document + faults());
    }

    /** The document's second half, which FaultMatrixTest of the checker compares. */
    private static String faults() throws IOException {
        String text = Files.readString(DOCUMENT);
        int at = text.indexOf("\n## Faults");
        return at < 0 ? "" : text.substring(at);
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
