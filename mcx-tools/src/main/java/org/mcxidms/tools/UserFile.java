package org.mcxidms.tools;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.mcxidms.core.McAccount;
import org.mcxidms.core.McService;
import org.mcxidms.core.McUserAttribute;

/** Reads a file of users and decides which lines are good by themselves, without a server. */
final class UserFile {

    static final String FIRST_NAME = "firstName";
    static final String LAST_NAME = "lastName";
    static final String EMAIL = "email";
    private static final String USERNAME = "username";
    private static final String ROLES = "roles";
    private static final String LINKS = "links";
    private static final String PASSWORD = "password";
    private static final String ACTIONS = "required_actions";
    private static final List<String> FIELDS = List.of(FIRST_NAME, LAST_NAME, EMAIL);
    private static final Set<String> COLUMNS = Stream.of(List.of(USERNAME), FIELDS, McUserAttribute.names(),
            List.of(ROLES, LINKS, PASSWORD, ACTIONS)).flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
    /** What every server refuses. A server may refuse more. */
    private static final Pattern EMAIL_FORM = Pattern.compile("[^\\s@\"]+@[^\\s@\".]+(\\.[^\\s@\".]+)*");
    static final Set<String> MC_ROLES =
            Stream.of(McService.values()).map(McService::role).collect(Collectors.toUnmodifiableSet());
    /** Keycloak's own: without this role, a login that asks for the scope of the same name ends with {@code not_allowed}. */
    static final String OFFLINE_ROLE = "offline_access";
    private static final Set<String> ROLES_OF_A_LINE =
            Stream.concat(MC_ROLES.stream(), Stream.of(OFFLINE_ROLE)).collect(Collectors.toCollection(TreeSet::new));

    private final List<UserLine> lines = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final Set<String> usernames = new HashSet<>();
    private final Map<ServiceIdKey, Long> serviceIds = new HashMap<>();
    private final Map<String, Long> emails = new HashMap<>();
    private final Map<Map.Entry<String, String>, Long> partnerUsers = new HashMap<>();

    private UserFile() {
    }

    List<UserLine> lines() {
        return lines;
    }

    List<Rejection> rejections() {
        return rejections;
    }

    /** @throws IllegalArgumentException where the file as a whole cannot be understood */
    static UserFile read(Path file) {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8. In Excel, save it as \"CSV UTF-8\".", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + (Files.exists(file) ? "" : ": there is no such file"), e);
        }
    }

    static UserFile parse(String content) {
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        String first = text.lines().findFirst().orElse("").strip();
        boolean told = first.matches("(?i)\"?sep=.\"?");
        String header = told ? first.replaceFirst("(?i)\"?sep=(.)\"?", "$1") : first;
        UserFile file = new UserFile();
        CSVFormat format = CSVFormat.DEFAULT.builder().setDelimiter(delimiter(header)).setTrim(true).get();
        // Excel's line "sep=;" stays as an empty one, so that line numbers are those of the file.
        String rows = told ? text.replaceFirst("[^\\r\\n]*", "") : text;
        long line = 0;
        try (CSVParser parser = CSVParser.parse(new StringReader(rows), format)) {
            List<String> columns = null;
            for (CSVRecord row : parser) {
                line = parser.getCurrentLineNumber();
                if (columns == null) {
                    columns = header(row.toList());
                } else if (row.stream().anyMatch(cell -> !cell.isBlank())) {
                    file.add(line, columns, row.toList());
                }
            }
            if (columns == null) {
                throw new IllegalArgumentException("the file is empty");
            }
            return file;
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new IllegalArgumentException("the file is not CSV: the row after line " + line
                    + " has a quote that does not end, or text after one that ends", e);
        }
    }

    /** What separates the cells of a header: Excel writes commas, semicolons or tabs, as the country has it. */
    private static char delimiter(String header) {
        return header.contains(";") ? ';' : header.contains("\t") ? '\t' : ',';
    }

    private static List<String> header(List<String> written) {
        List<String> columns = written.stream().map(column -> COLUMNS.stream().filter(column::equalsIgnoreCase)
                .findFirst().orElse(column)).toList();
        List<String> unknown = columns.stream().filter(column -> !COLUMNS.contains(column)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("bad header: unknown " + (unknown.size() == 1 ? "column " : "columns ") + unknown
                    + "; known are " + String.join(", ", new TreeSet<>(COLUMNS)));
        }
        if (new HashSet<>(columns).size() < columns.size() || !columns.contains(USERNAME)) {
            throw new IllegalArgumentException("bad header: it needs " + USERNAME + ", and every column once");
        }
        return columns;
    }

    private void add(long line, List<String> columns, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        String username = row.getOrDefault(USERNAME, "").toLowerCase(Locale.ROOT);
        try {
            if (columns.size() != cells.size()) {
                throw new BadLineException(AccountText.count(cells.size(), "column") + " instead of " + columns.size());
            }
            lines.add(understand(line, username, row));
        } catch (BadLineException e) {
            rejections.add(new Rejection(line, username, e.getMessage()));
        }
    }

    private UserLine understand(long line, String username, Map<String, String> row) throws BadLineException {
        if (username.isEmpty()) {
            throw new BadLineException("no username");
        }
        Map<String, String> fields = only(row, FIELDS);
        fields.computeIfPresent(EMAIL, (column, email) -> email.toLowerCase(Locale.ROOT));
        Map<String, String> attributes = only(row, McUserAttribute.names());
        checkAccount(attributes);
        String email = fields.getOrDefault(EMAIL, "");
        if (!email.isEmpty() && !EMAIL_FORM.matcher(email).matches()) {
            throw new BadLineException(ServerAnswer.complaint(EMAIL, "error-invalid-email"));
        }
        Set<String> roles = row.containsKey(ROLES) ? new LinkedHashSet<>(words(row.get(ROLES))) : null;
        if (roles != null && !ROLES_OF_A_LINE.containsAll(roles)) {
            throw new BadLineException("unknown role in '" + row.get(ROLES) + "'; known are " + ROLES_OF_A_LINE);
        }
        Map<String, String> links = new LinkedHashMap<>();
        for (String link : words(row.get(LINKS))) {
            int equals = link.indexOf('=');
            if (equals < 1 || equals == link.length() - 1
                    || links.put(link.substring(0, equals), link.substring(equals + 1)) != null) {
                throw new BadLineException("bad link '" + link + "': it is ALIAS=SUBJECT, each alias once");
            }
        }
        if (!usernames.add(username)) {
            throw new BadLineException("duplicate username in the file");
        }
        checkUnique(line, attributes, links);
        Long sameEmail = email.isEmpty() ? null : emails.putIfAbsent(email, line);
        if (sameEmail != null) {
            throw new BadLineException("duplicate email, as in line " + sameEmail);
        }
        String password = row.getOrDefault(PASSWORD, "");
        return new UserLine(line, username, fields, attributes, roles, links, password.isEmpty() ? null : password,
                words(row.get(ACTIONS)));
    }

    private static void checkAccount(Map<String, String> attributes) throws BadLineException {
        McAccount account = new McAccount(true, attributes.entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue()))));
        if (account.endsBeforeItBegins()) {
            throw new BadLineException(McUserAttribute.VALID_UNTIL + " is not after " + McUserAttribute.VALID_FROM);
        }
        Optional<String> faulty = account.faultyAttribute();
        if (faulty.isPresent()) {
            throw new BadLineException(AccountText.malformed(faulty.get()));
        }
    }

    private void checkUnique(long line, Map<String, String> attributes, Map<String, String> links) throws BadLineException {
        for (McService service : McService.values()) {
            String id = attributes.getOrDefault(service.attribute(), "");
            Long other = id.isEmpty() ? null : serviceIds.putIfAbsent(new ServiceIdKey(service.attribute(), id), line);
            if (other != null) {
                throw new BadLineException("duplicate " + service.attribute() + ", as in line " + other);
            }
        }
        for (Map.Entry<String, String> link : links.entrySet()) {
            Long other = partnerUsers.putIfAbsent(Map.entry(link.getKey(), link.getValue()), line);
            if (other != null) {
                throw new BadLineException("duplicate link to " + link.getKey() + ", as in line " + other);
            }
        }
    }

    private static Map<String, String> only(Map<String, String> row, List<String> columns) {
        Map<String, String> part = new LinkedHashMap<>(row);
        part.keySet().retainAll(columns);
        return part;
    }

    private static List<String> words(String cell) {
        return cell == null || cell.isBlank() ? List.of() : List.of(cell.strip().split("\\s+"));
    }

    private static final class BadLineException extends Exception {

        BadLineException(String reason) {
            super(reason, null, false, false);
        }
    }
}
