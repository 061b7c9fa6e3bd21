package org.mcxidms.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A {@link Radio} at the terminal. */
@Command(name = "radio", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Does what a radio does: logs in, shows the decoded tokens, refreshes every few seconds, and says when and "
                + "why it is refused. Exit status: 0 done, 1 refused, 2 wrong use or no answer.")
final class RadioCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int NO_ANSWER = 2;
    private static final String PARTNER = "MCX_PARTNER_ISSUER";

    @Option(names = "--issuer", required = true, description = "issuer of the IdMS, such as https://idms.example/realms/mcx")
    private String issuer;
    @Option(names = "--client-id", defaultValue = "mcptt_client", description = "the native client")
    private String clientId;
    // Takes no value: an argument is seen by every user of the machine.
    @Option(names = "--client-secret", interactive = true, defaultValue = "${env:MCX_CLIENT_SECRET}",
            showDefaultValue = Visibility.NEVER,
            description = "asks for the client's secret; without this option the secret is the environment's MCX_CLIENT_SECRET, and "
                    + "where that is empty, too, the client does not authenticate")
    private String clientSecret;
    @Option(names = "--redirect-uri", defaultValue = "http://127.0.0.1/cb",
            description = "a registered redirect address; for a login in the browser it must be on loopback, and without a port "
                    + "the radio takes a free one")
    private URI redirectUri;
    @Option(names = "--username",
            description = "fills the login form by itself, with the password in the environment's " + Password.VARIABLE
                    + " or one that the radio asks for; without this option your browser opens: the command in the environment's BROWSER, "
                    + "else the desktop's")
    private String username;
    @Option(names = "--scope", description = "what is asked for; without this option openid and the twelve scopes of B.4.2.2")
    private String scope;
    @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "5", description = "time between two refreshes")
    private int seconds;
    @Option(names = "--times", paramLabel = "NUMBER", defaultValue = "0",
            description = "refreshes until it is done; 0 for no end but a refusal or Ctrl-C")
    private int times;
    @Option(names = "--partner", arity = "0..1", paramLabel = "ISSUER", fallbackValue = "",
            description = "visits this partner domain after the login (B.7); without ISSUER the one in the environment's "
                    + PARTNER
                    + ". The client's secret there is the environment's MCX_PARTNER_CLIENT_SECRET")
    private String partner;
    @Mixin
    private Trust trust;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Target target = target();
        if (!Http.isAnswered(URI.create(issuer))) {
            System.err.println("mcx radio: no server answers at " + issuer);
            return NO_ANSWER;
        }
        Radio radio = new Radio(target, scope == null ? McNames.allScopes() : scope, out);
        try {
            radio.login();
            if (target.partner() != null) {
                radio.visitPartner();
            }
            radio.refresh(Duration.ofSeconds(seconds), times);
            return DONE;
        } catch (Finding end) {
            radio.say(end.getMessage());
            return end.kind() == Finding.Kind.NOT_MET ? REFUSED : NO_ANSWER;
        }
    }

    private Target target() {
        if (seconds < 1 || times < 0) {
            throw wrongUse("--every is 1 or more, --times 0 or more");
        }
        try {
            trust.apply();
        } catch (IOException | GeneralSecurityException e) {
            throw wrongUse("--ca-certificate: no certificates can be read there: " + e.getMessage());
        }
        Target.Builder target = Target.at(RunCommand.address(spec, "--issuer", issuer))
                .client(new Target.ClientLogin(clientId, present(clientSecret)));
        if (partner != null) {
            target.partner(new Target.Partner(partnerIssuer(),
                    new Target.ClientLogin(clientId, present(System.getenv("MCX_PARTNER_CLIENT_SECRET")))));
        }
        if (username != null) {
            return target.redirectUri(redirectUri).user(username, Password.of(username, System.getenv(Password.VARIABLE), spec))
                    .build();
        }
        try {
            return target.byHand(true).redirectUri(SystemBrowser.caughtAt(redirectUri)).build();
        } catch (IllegalArgumentException e) {
            throw wrongUse(e.getMessage());
        }
    }

    private String partnerIssuer() {
        String named = partner.isEmpty() ? System.getenv(PARTNER) : partner;
        if (present(named) == null) {
            throw wrongUse("--partner needs the partner's issuer, there or in " + PARTNER);
        }
        return RunCommand.address(spec, "--partner", named);
    }

    private static String present(String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private ParameterException wrongUse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
