package org.mcxidms.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.keycloak.representations.idm.UserRepresentation;
import org.mcxidms.core.AccountReason;
import org.mcxidms.core.AccountVerdict;
import org.mcxidms.core.McUserAttribute;

/**
 * An account in a list, and the three forms of such a list.
 *
 * @param roles the MC roles
 * @param fault the attribute that somebody should correct
 */
record ListedAccount(UserRepresentation user, Set<String> roles, AccountVerdict verdict, Optional<String> fault) {

    private static final List<String> HEADINGS =
            List.of("username", "account", "valid until", "mcptt_id", "mcvideo_id", "mcdata_id");
    /** The columns that {@code provision} reads back; links and passwords are not in a list of accounts. */
    private static final List<String> COLUMNS = Stream.of(
            List.of("username", UserFile.FIRST_NAME, UserFile.LAST_NAME, UserFile.EMAIL),
            McUserAttribute.names(), List.of("roles")).flatMap(List::stream).toList();

    String username() {
        return user.getUsername();
    }

    private String value(String attribute) {
        return AccountText.values(user, attribute);
    }

    private List<String> cells() {
        return List.of(username(), account(), value(McUserAttribute.VALID_UNTIL), value("mcptt_id"),
                value("mcvideo_id"), value("mcdata_id"));
    }

    /** A fault that the verdict does not tell, behind it. */
    private String account() {
        String text = AccountText.of(verdict);
        return fault.filter(attribute -> verdict.reason() != AccountReason.MALFORMED)
                .map(attribute -> text + "; correct " + attribute).orElse(text);
    }

    static void table(List<ListedAccount> accounts, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
        accounts.forEach(account -> rows.add(account.cells()));
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        if (!accounts.isEmpty()) {
            rows.forEach(row -> {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
                out.println(line.toString().stripTrailing());
            });
        }
        out.println(AccountText.count(accounts.size(), "account"));
    }

    static void csv(List<ListedAccount> accounts, PrintWriter out) throws IOException {
        CSVPrinter printer = new CSVPrinter(out, CSVFormat.DEFAULT.builder().setHeader(COLUMNS.toArray(String[]::new)).get());
        for (ListedAccount account : accounts) {
            UserRepresentation user = account.user();
            printer.printRecord(Stream.of(
                    Stream.of(user.getUsername(), user.getFirstName(), user.getLastName(), user.getEmail())
                            .map(text -> Objects.requireNonNullElse(text, "")),
                    McUserAttribute.names().stream().map(account::value),
                    Stream.of(String.join(" ", account.roles()))).flatMap(part -> part).toList());
        }
        printer.flush();
    }

    /** One page that loads nothing: it can be mailed and opened anywhere. */
    static void html(List<ListedAccount> accounts, String realm, Instant now, PrintWriter out) {
        out.println("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\">");
        out.println("<title>MC accounts of " + escaped(realm) + "</title><style>body{font-family:sans-serif;margin:2em}"
                + "table{border-collapse:collapse}th,td{border:1px solid #767676;padding:.3em .6em;text-align:left}"
                + "</style></head><body>");
        out.println("<h1>MC accounts of " + escaped(realm) + "</h1><p>" + AccountText.count(accounts.size(), "account")
                + ", read at " + now + "</p><table><thead><tr>" + row("th scope=\"col\"", HEADINGS) + "</tr></thead><tbody>");
        accounts.forEach(account -> out.println("<tr>" + row("td", account.cells()) + "</tr>"));
        out.println("</tbody></table></body></html>");
    }

    private static String row(String tag, List<String> cells) {
        String end = "</" + tag.replaceFirst(" .*", "") + ">";
        return cells.stream().map(cell -> "<" + tag + ">" + escaped(cell) + end).collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
