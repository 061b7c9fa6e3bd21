package org.mcxidms.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UserFileTest {

    private static final String HEADER = "username,mcptt_id,roles,mc_account_status,mc_valid_from,mc_valid_until,links\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "\n\n"})
    void fileWithoutAHeaderIsNotRead(String content) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserFile.parse(content)).withMessageContaining("empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "username,mcptt-id|unknown column [mcptt-id]; known are email, firstName",
        "username,a,b|unknown columns [a, b]",
        "mcptt_id,roles|it needs username",
        "username,roles,roles|every column once",
        "username,|unknown column []"})
    void headerMustBeUnderstood(String header, String reason) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserFile.parse(header + "\na,b\n")).withMessageContaining(reason);
    }

    @Test
    void quoteThatDoesNotEndIsNoCsv() {
        assertThatIllegalArgumentException().isThrownBy(() -> UserFile.parse("username\ntwo\n\"one\n"))
                .withMessageContaining("not CSV: the row after line 2 has a quote that does not end")
                .withMessageNotContainingAny("Exception");
    }

    @Test
    void fileInAnotherEncodingIsNotRead(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("latin"), "username\né\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatIllegalArgumentException().isThrownBy(() -> UserFile.read(file)).withMessageContaining("not UTF-8");
        assertThatIllegalArgumentException().isThrownBy(() -> UserFile.read(directory.resolve("none")))
                .withMessageContaining("cannot read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "one,sip:one@x.org|2 columns instead of 7",
        "one,sip:one@x.org,,,,,,more|8 columns instead of 7",
        " ,sip:one@x.org,,,,,|no username",
        "one,sip: x,,,,,|malformed mcptt_id: it is sip:name@domain",
        "one,,admin,,,,|unknown role in 'admin'",
        "one,,mcptt-user uma_authorization,,,,|unknown role in",
        "one,,mcptt-user;mcdata-user,,,,|unknown role in",
        "one,,,gone,,,|malformed mc_account_status",
        "one,,,,2026-13-01,,|malformed mc_valid_from",
        "one,,,,,31.12.2026,|malformed mc_valid_until: it is a day such as 2027-01-31 or an instant",
        "one,,,suspended,,never,|malformed mc_valid_until",
        "one,,,,2027-01-01,2026-01-01,|mc_valid_until is not after mc_valid_from",
        "one,,,,2027-01-01,2027-01-01,|mc_valid_until is not after mc_valid_from",
        "one,,,,,,home|bad link 'home'",
        "one,,,,,,=subject|bad link '=subject'",
        "one,,,,,,home=|bad link 'home='",
        "one,,,,,,home=a home=b|bad link 'home=b'"})
    void lineIsRejectedWithItsNumberAndReason(String line, String reason) {
        UserFile file = UserFile.parse(HEADER + "good,sip:good@x.org,,,,,\n" + line + "\n");

        assertThat(file.lines()).extracting(UserLine::username).containsExactly("good");
        assertThat(file.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.line()).isEqualTo(3);
            assertThat(rejection.reason()).contains(reason);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "one,,,,,,|duplicate username in the file",
        "ONE,,,,,,|duplicate username in the file",
        "two,sip:one@x.org,,,,,|duplicate mcptt_id, as in line 2",
        "two,sip:ONE@x.org,,,,,|duplicate mcptt_id, as in line 2",
        "two,,,,,,home=1|duplicate link to home, as in line 2"})
    void whatAnotherLineHasIsRejected(String line, String reason) {
        UserFile file = UserFile.parse(HEADER + "one,sip:one@x.org,,,,,home=1\n" + line + "\n");

        assertThat(file.lines()).hasSize(1);
        assertThat(file.rejections()).singleElement().extracting(Rejection::reason).isEqualTo(reason);
    }

    @Test
    void sameSubjectOfTwoPartnersAndSameIdOfTwoServicesAreNoDuplicates() {
        UserFile file = UserFile.parse("username,mcptt_id,mcdata_id,links\none,sip:a@x.org,sip:a@x.org,home=1 away=1\n"
                + "two,sip:b@x.org,,home=2\n");

        assertThat(file.rejections()).isEmpty();
        assertThat(file.lines().get(0).links()).isEqualTo(Map.of("home", "1", "away", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\uFEFFusername,firstName,roles\r\n\r\n\"One\",\"Grace, \"\"G\"\"\", mcptt-user  mcdata-user \r\n\r\n",
                "username;firstName;roles\nOne;\"Grace, \"\"G\"\"\";mcptt-user mcdata-user"})
    void byteOrderMarkQuotesEmptyLinesAndSemicolonsAreExcelsWay(String content) {
        UserFile file = UserFile.parse(content);

        assertThat(file.rejections()).isEmpty();
        assertThat(file.lines()).singleElement().satisfies(line -> {
            assertThat(line.username()).isEqualTo("one");
            assertThat(line.fields()).isEqualTo(Map.of("firstName", "Grace, \"G\""));
            assertThat(line.roles()).isEqualTo(Set.of("mcptt-user", "mcdata-user"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sep=;\nUsername;FirstName\nbad@x\n;\n\none;A\n", "USERNAME\tfirstname\nbad@x\n\t\n\n one \tA\n \t \n"})
    void headerInOtherLettersSeparatorLineTabsAndEmptyRowsAreTaken(String content) {
        UserFile file = UserFile.parse(content);

        assertThat(file.lines()).extracting(UserLine::username).containsExactly("one");
        assertThat(file.lines().get(0).fields()).isEqualTo(Map.of("firstName", "A"));
        assertThat(file.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.line()).isEqualTo(content.startsWith("sep") ? 3 : 2);
            assertThat(rejection.reason()).isEqualTo("1 column instead of 2");
        });
    }

    @ParameterizedTest
    @CsvSource({"no email,email is not an e-mail address", "a@b@c,email is not an e-mail address",
        "ONE@x.org,'duplicate email, as in line 2'"})
    void emailThatTheServerWouldRefuseIsRejectedWithoutIt(String email, String reason) {
        UserFile file = UserFile.parse("username,email\none,one@x.org\ntwo," + email + "\n");

        assertThat(file.rejections()).singleElement().extracting(Rejection::reason).isEqualTo(reason);
    }

    @Test
    void emptyCellIsKnownFromAColumnThatIsNotThere() {
        UserLine with = UserFile.parse("username,mcptt_id,email,roles,password\none,,,,\n").lines().get(0);
        UserLine without = UserFile.parse("username\none\n").lines().get(0);

        assertThat(with.attributes()).isEqualTo(Map.of("mcptt_id", ""));
        assertThat(with.fields()).isEqualTo(Map.of("email", ""));
        assertThat(with.roles()).isEmpty();
        assertThat(with.password()).isNull();
        assertThat(without.attributes()).isEmpty();
        assertThat(without.fields()).isEmpty();
        assertThat(without.roles()).isNull();
    }

    @Test
    void passwordIsNotInTheText() {
        List<UserLine> lines = UserFile.parse("username,password,required_actions\none,secret,UPDATE_PASSWORD\n").lines();

        assertThat(lines.get(0).password()).isEqualTo("secret");
        assertThat(lines.get(0).actions()).containsExactly("UPDATE_PASSWORD");
        assertThat(lines.toString()).doesNotContain("secret");
    }
}
