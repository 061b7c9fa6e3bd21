package org.mcxidms.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.conformance.doubles.DoubleIdms;
import org.mcxidms.conformance.doubles.Fault;

/** A radio and what it says, at a server that is good, refuses, cheats, or is gone. */
class RadioTest {

    private static final Duration SOON = Duration.ofMillis(1);

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void logsInShowsItsTokensRefreshesAndVisitsThePartner() throws Exception {
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            Radio radio = radio(idms, DoubleIdms.PASSWORD);
            radio.login();
            radio.visitPartner();
            radio.refresh(SOON, 2);
        }

        assertThat(said()).contains("Logs in at", "Granted: openid 3gpp:mc:ptt_service", "access token\n", "ID token\n",
                "mcptt_id", "security token\n", "The partner lets the radio in.", "the partner's access token\n")
                .containsPattern("exp +\\d+  (\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d").doesNotContain("changed");
        assertThat(said().lines().filter(line -> line.contains("Refreshed. The access token is good until"))).hasSize(2);
        assertNothingSecret();
    }

    @Test
    void suspensionIsTheEndAtTheNextRefresh() throws Exception {
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            Radio radio = radio(idms, DoubleIdms.PASSWORD);
            radio.login();
            radio.refresh(SOON, 1);
            HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(idms.issuer() + "/control/suspend"))
                    .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.discarding());

            Finding refused = catchThrowableOfType(Finding.class, () -> radio.refresh(SOON, 0));

            assertThat(refused.kind()).isEqualTo(Finding.Kind.NOT_MET);
            assertThat(refused).hasMessageStartingWith("Refused at refresh 1: ").hasMessageContaining("invalid_grant")
                    .hasMessageContaining("HTTP 400");
            Finding atLogin = catchThrowableOfType(Finding.class, () -> radio(idms, DoubleIdms.PASSWORD).login());
            assertThat(atLogin.kind()).isEqualTo(Finding.Kind.NOT_MET);
            assertThat(atLogin).hasMessage("Refused at the login; the IdMS's page says: The account is suspended. [HTTP 403]");
        }
        assertNothingSecret();
    }

    @Test
    void serverThatIsGoneIsAskedAgainAndThenGivenUp() {
        Radio radio;
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            radio = radio(idms, DoubleIdms.PASSWORD);
            radio.login();
        }

        Finding end = catchThrowableOfType(Finding.class, () -> radio.refresh(SOON, 0));

        assertThat(end.kind()).isEqualTo(Finding.Kind.NOT_TESTED);
        assertThat(end).hasMessage("127.0.0.1 does not answer: nothing listens there");
        assertThat(said().lines().filter(line -> line.contains("The radio tries again."))).hasSize(4);
    }

    @Test
    void wrongPasswordIsTriedOnce() {
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            Finding refused = catchThrowableOfType(Finding.class, () -> radio(idms, "wrong").login());

            assertThat(refused.kind()).isEqualTo(Finding.Kind.NOT_MET);
            assertThat(refused).hasMessageStartingWith("Refused at the login");
        }
    }

    /** What a cheat, or another IdMS, brings is not taken. */
    @ParameterizedTest
    @EnumSource(value = Fault.class,
            names = {"STATE_CHANGED", "LOGIN_WITHOUT_CODE", "ID_TOKEN_ISS", "ID_TOKEN_AUD", "ID_TOKEN_NONCE", "ID_TOKEN_KEY",
                "ID_TOKEN_HMAC"})
    void answerThatIsNotForThisRadioIsNotTaken(Fault fault) {
        try (DoubleIdms idms = DoubleIdms.start(Set.of(fault))) {
            Finding end = catchThrowableOfType(Finding.class, () -> radio(idms, DoubleIdms.PASSWORD).login());

            assertThat(end).as(said()).isNotNull();
            assertThat(end.kind()).isEqualTo(Finding.Kind.NOT_MET);
            assertThat(said()).doesNotContain("Logged in");
        }
    }

    @Test
    void partnerThatRefusesIsTold() {
        try (DoubleIdms idms = DoubleIdms.start(Set.of(Fault.ASSERTION_REFUSED))) {
            Radio radio = radio(idms, DoubleIdms.PASSWORD);
            radio.login();

            assertThat(catchThrowableOfType(Finding.class, radio::visitPartner))
                    .hasMessageStartingWith("Refused by the partner");
        }
        try (DoubleIdms idms = DoubleIdms.start(Set.of(Fault.SECURITY_TOKEN_REFUSED))) {
            Radio radio = radio(idms, DoubleIdms.PASSWORD);
            radio.login();

            assertThat(catchThrowableOfType(Finding.class, radio::visitPartner)).hasMessageStartingWith("Refused at home")
                    .hasMessageContaining("the partner is none that this client may visit");
        }
    }

    @Test
    void reasonsOfTheBundleAreInWords() {
        assertThat(RefusalText.of("invalid_grant", "MC user account is not valid: suspended"))
                .isEqualTo("the account is suspended. When an administrator has reinstated it, the user logs in anew. "
                        + "The IdMS says: invalid_grant, MC user account is not valid: suspended");
        assertThat(RefusalText.of("invalid_grant", "MC user account is not valid: other"))
                .startsWith("the token or code is not good any more");
        assertThat(RefusalText.of("strange", null)).isEqualTo("the IdMS refuses. The IdMS says: strange");
    }

    @Test
    void terminalGetsNoCommandsOfTheServer() {
        try (DoubleIdms idms = DoubleIdms.start(Set.of())) {
            radio(idms, DoubleIdms.PASSWORD).say(RefusalText.of("x\u001b[2J\r\n", "\u202Egnp"));
        }

        assertThat(said()).contains("x\\u001b[2J\\u000d\\u000a, \\u202egnp").doesNotContain("\u001b", "\u202E");
    }

    private Radio radio(DoubleIdms idms, String password) {
        Target.ClientLogin client = new Target.ClientLogin(DoubleIdms.CLIENT, DoubleIdms.SECRET);
        return new Radio(Target.at(idms.issuer()).client(client).redirectUri(URI.create(DoubleIdms.REDIRECT_URI))
                .user(DoubleIdms.USER, password).partner(new Target.Partner(idms.partner().issuer(), client)).build(),
                "openid 3gpp:mc:ptt_service", new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private void assertNothingSecret() {
        assertThat(said()).doesNotContain("eyJ", DoubleIdms.PASSWORD, DoubleIdms.SECRET);
    }
}
