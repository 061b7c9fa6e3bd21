package org.mcxidms.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs all checks, shows them as they come, and writes the reports. */
@Command(name = "run", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Runs all checks. Secrets come from the environment; an option without a value asks for its secret. "
                + "Exit status: 0 nothing required failed, 1 something did, 2 wrong usage, 3 no server answers.")
final class RunCommand implements Callable<Integer> {

    /** Exit status where nothing listens at the issuer's address. */
    static final int NO_SERVER = 3;

    @Option(names = "--issuer", required = true, description = "issuer of the server to check")
    private String issuer;
    @Option(names = "--client-id", required = true, description = "the native client")
    private String clientId;
    @Option(names = "--client-secret", arity = "0..1", interactive = true, defaultValue = "${env:MCX_CLIENT_SECRET}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "the native client's secret; environment MCX_CLIENT_SECRET")
    private String clientSecret;
    @Option(names = "--redirect-uri", defaultValue = "http://127.0.0.1/cb", description = "a registered redirect address")
    private URI redirectUri;
    @Option(names = "--username", description = "a user, entitled to all three services for the full run")
    private String username;
    @Option(names = "--password", arity = "0..1", interactive = true, defaultValue = "${env:" + Password.VARIABLE + "}",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "the user's password; environment " + Password.VARIABLE + ", else the command asks")
    private String password;
    @Option(names = "--browser", description = "log in by hand in your browser, and again "
            + "where a check ends the session; the browser is the command in the environment's BROWSER, else the desktop's; "
            + "the redirect address has to be on loopback, and gets a free port where it has none")
    private boolean browser;
    @Option(names = "--other-client-id", description = "a second client, to mix up with the first")
    private String otherClientId;
    @Option(names = "--other-client-secret", arity = "0..1", interactive = true,
            defaultValue = "${env:MCX_OTHER_CLIENT_SECRET}", showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "environment MCX_OTHER_CLIENT_SECRET")
    private String otherClientSecret;
    @Option(names = "--resource-server-id", description = "a client that may introspect the tokens")
    private String resourceServerId;
    @Option(names = "--resource-server-secret", arity = "0..1", interactive = true,
            defaultValue = "${env:MCX_RESOURCE_SERVER_SECRET}", showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "environment MCX_RESOURCE_SERVER_SECRET")
    private String resourceServerSecret;
    @Option(names = "--partner-issuer", description = "the partner domain's address, as sent in resource")
    private String partnerIssuer;
    @Option(names = "--partner-client-secret", arity = "0..1", interactive = true,
            defaultValue = "${env:MCX_PARTNER_CLIENT_SECRET}", showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "the client's secret there; environment MCX_PARTNER_CLIENT_SECRET")
    private String partnerClientSecret;
    @Option(names = "--suspend-command", description = "shell command that makes the account invalid (B.5.3)")
    private String suspendCommand;
    @Option(names = "--reinstate-command", description = "shell command that makes the account valid again")
    private String reinstateCommand;
    @Option(names = "--profile", defaultValue = "strict", description = "${COMPLETION-CANDIDATES}")
    private Profile profile;
    @Option(names = "--wait-for-expiry", defaultValue = "0",
            description = "seconds to wait at most for a token's end, for the checks of expired tokens")
    private int waitForExpiry;
    @Option(names = "--report", description = "HTML report to write")
    private Path html;
    @Option(names = "--junit", description = "JUnit XML to write")
    private Path junit;
    @Option(names = "--json", description = "JSON to write")
    private Path json;
    @Mixin
    private Trust trust;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        trust.apply();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Target target = target();
        if (!Http.isAnswered(URI.create(issuer))) {
            System.err.println("mcx-conformance: no server answers at " + issuer);
            return NO_SERVER;
        }
        int total = Run.checks().size();
        int[] done = {0};
        Run run = Run.of(target, result -> out.printf("%3d/%d  %-14s  %-11s  %s%s%n", ++done[0], total,
                result.verdict().label(), result.check().level().label(), result.check().id(),
                result.verdict() == Verdict.PASSED ? "" : "\n        " + result.seen()));
        out.println(Stream.of(Verdict.values()).map(verdict -> run.count(verdict) + " " + verdict.label())
                .collect(Collectors.joining(", ")));
        write(html, new HtmlReport(run).toString());
        write(junit, MachineReports.junit(run));
        write(json, MachineReports.json(run));
        return run.conforms() ? 0 : 1;
    }

    private Target target() {
        return Target.at(address(spec, "--issuer", issuer)).client(new Target.ClientLogin(clientId, clientSecret))
                .redirectUri(browser ? caughtAt(redirectUri) : redirectUri).user(username, passwordOfUser())
                .other(login(otherClientId, otherClientSecret)).resourceServer(login(resourceServerId, resourceServerSecret))
                .partner(partnerIssuer == null ? null
                        : new Target.Partner(partnerIssuer, new Target.ClientLogin(clientId, partnerClientSecret)))
                .hooks(suspendCommand, reinstateCommand).profile(profile).byHand(browser).waitForExpiry(waitForExpiry).build();
    }

    /** Whoever logs in by hand types the password in the browser. */
    private String passwordOfUser() {
        return username == null || browser ? password : Password.of(username, password, spec);
    }

    private URI caughtAt(URI address) {
        try {
            return SystemBrowser.caughtAt(address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The issuer that an option names, where it is an address. */
    static String address(CommandSpec spec, String option, String issuer) {
        try {
            if (issuer.matches("https?://[^/].*") && new URI(issuer).getHost() != null) {
                return issuer;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new ParameterException(spec.commandLine(), option + " has to begin with http:// or https:// and to name a host, "
                + "such as https://idms.example/realms/mcx");
    }

    private static Target.ClientLogin login(String id, String secret) {
        return id == null ? null : new Target.ClientLogin(id, secret);
    }

    private static void write(Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
        }
    }
}
