package org.mcxidms.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McAccount;

final class ListedAccountTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void csvIsWhatProvisionReads() throws Exception {
        ListedAccount.csv(List.of(account("<Grace, \"G\">", "suspended")), out);

        UserFile file = UserFile.parse(written.toString());
        assertThat(file.rejections()).isEmpty();
        assertThat(file.lines()).singleElement().satisfies(line -> {
            assertThat(line.username()).isEqualTo("grace@org.com");
            assertThat(line.fields()).containsEntry("firstName", "<Grace, \"G\">").containsEntry("lastName", "");
            assertThat(line.attributes()).containsEntry("mcptt_id", "sip:grace@org.com")
                    .containsEntry("mc_account_status", "suspended").containsEntry("mc_valid_until", "");
            assertThat(line.roles()).containsExactly("mcptt-user");
        });
    }

    @Test
    void tableTellsWhyAndCounts() {
        ListedAccount.table(List.of(account("G", "suspended")), out);

        assertThat(written.toString()).contains("grace@org.com  not valid: suspended  ")
                .endsWith("1 account" + System.lineSeparator());
    }

    @Test
    void pageLoadsNothingAndEscapes() {
        ListedAccount.html(List.of(account("G", "<script>")), "<realm>", NOW, out);

        assertThat(written.toString()).contains("<h1>MC accounts of &lt;realm&gt;</h1>", "malformed mc_account_status")
                .doesNotContain("<realm>", "<script", "src=", "href=", "url(");
    }

    private static ListedAccount account(String firstName, String status) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername("grace@org.com");
        user.setFirstName(firstName);
        user.setAttributes(Map.of("mcptt_id", List.of("sip:grace@org.com"), "mc_account_status", List.of(status)));
        AccountVerdict verdict = new McAccount(true, user.getAttributes()).at(NOW, Set.of(), null);
        return new ListedAccount(user, Set.of("mcptt-user"), verdict, Optional.empty());
    }
}
