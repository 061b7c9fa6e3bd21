package org.mcxidms.tools;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.utils.EmailValidationUtil;

/**
 * What the server will refuse of a line, for a dry run: e-mail addresses, others' too, and the lengths, patterns and missing fields
 * that the realm's user profile asks for. Only the server itself knows the rest: its password policy, what a directory says, and
 * validators that an administrator has brought.
 */
final class ServerRules {

    private static final String USERNAME = "username";
    private static final String ADMIN = "admin";

    private final UPConfig profile;
    private final RealmRepresentation realm;
    private final Set<String> wantedEmails = new HashSet<>();
    /** The lines that give a user another e-mail address than it has now, and so may free that. */
    private final Map<String, String> emailsOfLines = new HashMap<>();
    private final Map<String, String> emailOwners = new HashMap<>();

    ServerRules(UPConfig profile, RealmRepresentation realm, List<UserLine> lines) {
        this.profile = profile;
        this.realm = realm;
        lines.forEach(line -> {
            String email = line.fields().get(UserFile.EMAIL);
            if (email != null) {
                wantedEmails.add(email);
                emailsOfLines.put(line.username(), email);
            }
        });
    }

    static ServerRules of(RealmResource realm, List<UserLine> lines) {
        return new ServerRules(
                AdminConnection.retry(AdminRole.VIEW_REALM, () -> realm.users().userProfile().getConfiguration()),
                AdminConnection.retry(AdminRole.VIEW_REALM, realm::toRepresentation), lines);
    }

    /** A user of the realm. */
    void meet(UserRepresentation user) {
        String email = user.getEmail() == null ? "" : user.getEmail().toLowerCase(Locale.ROOT);
        if (wantedEmails.contains(email) && emailsOfLines.getOrDefault(user.getUsername(), email).equals(email)) {
            emailOwners.put(email, user.getUsername());
        }
    }

    /** Why the server will refuse the line, or {@code null}. */
    String complaint(UserLine line, boolean isNew) {
        Map<String, String> values = new HashMap<>(line.fields());
        values.put(USERNAME, line.username());
        for (UPAttribute attribute : profile.getAttributes()) {
            String name = attribute.getName();
            boolean isField = name.equals(USERNAME) || UserFile.FIRST_NAME.equals(name) || UserFile.LAST_NAME.equals(name)
                    || UserFile.EMAIL.equals(name);
            String value = values.get(name);
            if (isField && (value != null || isNew)) {
                String complaint = complaint(attribute, Objects.requireNonNullElse(value, ""));
                if (complaint != null) {
                    return complaint;
                }
            }
        }
        String email = values.getOrDefault(UserFile.EMAIL, "");
        String owner = emailOwners.get(email);
        boolean isTaken =
                owner != null && !owner.equals(line.username()) && !Boolean.TRUE.equals(realm.isDuplicateEmailsAllowed());
        return isTaken ? "duplicate email: another user of the realm has it" : null;
    }

    private String complaint(UPAttribute attribute, String value) {
        String name = attribute.getName();
        if (value.isEmpty()) {
            return isRequired(attribute) ? ServerAnswer.complaint(name, "error-user-attribute-required") : null;
        }
        Map<String, Map<String, Object>> rules =
                Objects.requireNonNullElse(attribute.getValidations(), Map.<String, Map<String, Object>>of());
        if (rules.containsKey("email")) {
            int longest = number(rules.get("email"), "max-local-length", EmailValidationUtil.MAX_LOCAL_PART_LENGTH);
            if (!EmailValidationUtil.isValidEmail(value, longest)) {
                return ServerAnswer.complaint(name, "error-invalid-email");
            }
            if (mailNeedsAscii()
                    && !StandardCharsets.US_ASCII.newEncoder().canEncode(value.substring(0, value.lastIndexOf('@')))) {
                return ServerAnswer.complaint(name, "error-non-ascii-local-part-email");
            }
        }
        if (rules.containsKey("length")) {
            int least = number(rules.get("length"), "min", 0);
            int most = number(rules.get("length"), "max", Integer.MAX_VALUE);
            if (value.length() < least) {
                return ServerAnswer.complaint(name, "error-invalid-length-too-short", least);
            }
            if (value.length() > most) {
                return ServerAnswer.complaint(name, "error-invalid-length-too-long", least, most);
            }
        }
        boolean fits = !rules.containsKey("pattern")
                || Pattern.matches(String.valueOf(rules.get("pattern").getOrDefault("pattern", ".*")), value);
        return fits ? null : ServerAnswer.complaint(name, "error-pattern-no-match");
    }

    /** Provisioning writes as an administrator: what the profile requires of users alone does not count. */
    private static boolean isRequired(UPAttribute attribute) {
        return attribute.getRequired() != null && (attribute.getRequired().isAlways()
                || attribute.getRequired().getRoles() != null && attribute.getRequired().getRoles().contains(ADMIN));
    }

    private boolean mailNeedsAscii() {
        return realm.getSmtpServer() != null && !realm.getSmtpServer().isEmpty()
                && !"true".equals(realm.getSmtpServer().get("allowutf8"));
    }

    private static int number(Map<String, Object> rule, String name, int otherwise) {
        Object value = rule == null ? null : rule.get(name);
        return value == null || value.toString().isBlank() ? otherwise : Integer.parseInt(value.toString().strip());
    }
}
