package org.mcxidms.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributeRequired;
import org.keycloak.representations.userprofile.config.UPConfig;

/** What a dry run says of a line before the server does. */
class ServerRulesTest {

    private final UPConfig profile = new UPConfig();
    private final RealmRepresentation realm = new RealmRepresentation();

    @BeforeEach
    void configure() {
        UPAttribute username = new UPAttribute("username");
        username.setValidations(Map.of("length", Map.of("min", 3, "max", "10")));
        UPAttribute email = new UPAttribute("email");
        email.setValidations(Map.of("email", Map.of(), "length", Map.of("max", 255)));
        UPAttribute first = new UPAttribute("firstName");
        first.setRequired(new UPAttributeRequired(Set.of("admin"), null));
        UPAttribute last = new UPAttribute("lastName");
        last.setRequired(new UPAttributeRequired(Set.of("user"), null));
        last.setValidations(Map.of("pattern", Map.of("pattern", "[A-Z]+")));
        profile.setAttributes(List.of(username, email, first, last));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            a@x.org,            none
            a.b+c@x.org,        none
            a@[127.0.0.1],      none
            ü@x.org,            none
            a..b@x.org,         email is not an e-mail address
            .a@x.org,           email is not an e-mail address
            a@-x.org,           email is not an e-mail address
            a@x_y.org,          email is not an e-mail address
            a(b)@x.org,         email is not an e-mail address
            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@x.org, email is not an e-mail address
            """)
    void addressIsSpelledAsTheServerWantsIt(String email, String complaint) {
        assertThat(rules(line("grace", Map.of("email", email, "firstName", "G"))).complaint(
                line("grace", Map.of("email", email, "firstName", "G")), true)).isEqualTo(complaint);
    }

    @Test
    void addressWithAccentsIsRefusedWhereTheMailServerTakesNone() {
        UserLine line = line("grace", Map.of("email", "ü@x.org", "firstName", "G"));
        realm.setSmtpServer(Map.of("host", "x"));
        assertThat(rules(line).complaint(line, true)).startsWith("email must not have letters with accents");

        realm.setSmtpServer(Map.of("host", "x", "allowutf8", "true"));
        assertThat(rules(line).complaint(line, true)).isNull();
    }

    @Test
    void profileIsKept() {
        assertThat(complaint("gr", Map.of("firstName", "G"))).isEqualTo("username must have at least 3 characters");
        assertThat(complaint("grace-hopper", Map.of("firstName", "G"))).isEqualTo("username must have at most 10 characters");
        assertThat(complaint("grace", Map.of())).isEqualTo("firstName is missing");
        assertThat(complaint("grace", Map.of("firstName", ""))).isEqualTo("firstName is missing");
        assertThat(complaint("grace", Map.of("firstName", "G", "lastName", "h")))
                .isEqualTo("lastName does not have the form that the user profile asks for");
        assertThat(complaint("grace", Map.of("firstName", "G", "lastName", "H"))).isNull();
    }

    @Test
    void columnThatIsNotInTheFileIsLeftAlone() {
        UserLine line = line("grace", Map.of("lastName", "H"));
        assertThat(rules(line).complaint(line, false)).isNull();
    }

    @Test
    void addressOfAnotherUserIsADuplicate() {
        UserLine line = line("grace", Map.of("email", "g@x.org", "firstName", "G"));
        ServerRules rules = rules(line);
        rules.meet(user("other", "G@x.org"));
        assertThat(rules.complaint(line, true)).isEqualTo("duplicate email: another user of the realm has it");

        realm.setDuplicateEmailsAllowed(true);
        assertThat(rules.complaint(line, true)).isNull();
    }

    @Test
    void ownAddressAndOneThatAnotherLineFreesAreNone() {
        UserLine line = line("grace", Map.of("email", "g@x.org", "firstName", "G"));
        ServerRules rules = rules(line, line("other", Map.of("email", "new@x.org", "firstName", "O")));
        rules.meet(user("other", "g@x.org"));
        rules.meet(user("somebody", null));
        assertThat(rules.complaint(line, true)).isNull();

        ServerRules own = rules(line);
        own.meet(user("grace", "g@x.org"));
        assertThat(own.complaint(line, false)).isNull();
    }

    private String complaint(String username, Map<String, String> fields) {
        UserLine line = line(username, fields);
        return rules(line).complaint(line, true);
    }

    private ServerRules rules(UserLine... lines) {
        return new ServerRules(profile, realm, List.of(lines));
    }

    private static UserLine line(String username, Map<String, String> fields) {
        return new UserLine(2, username, new HashMap<>(fields), Map.of(), null, Map.of(), null, List.of());
    }

    private static UserRepresentation user(String username, String email) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEmail(email);
        return user;
    }
}
