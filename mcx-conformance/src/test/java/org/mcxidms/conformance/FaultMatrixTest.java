package org.mcxidms.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.mcxidms.conformance.doubles.DoubleIdms;
import org.mcxidms.conformance.doubles.Fault;

/** Each fault of a server is found by the check for it, and no other required check fails for it. */
@Execution(ExecutionMode.CONCURRENT)
class FaultMatrixTest {

    private static final Path DOCUMENT = Path.of("../docs/evidence/conformance.md");
    private static final String HEADING = """

            ## Faults that the checks find

            A checker is worth something only if it fails where it should. `FaultMatrixTest` runs it against servers that do
            one thing wrong: the check named here finds it, and no other required check fails.

            | fault | found by |
            |---|---|
            """;
    /** Tokens of the doubles live longer, but for those of a run that is to see one expire. */
    private static final int WAIT_SECONDS = 5;
    /** What only TLS can tell, which the doubles do not speak. */
    private static final Set<String> WITH_TLS = Set.of("B.13-https", "B.13-tls", "B.13-tls-old", "B.13-cipher-suites");

    @Test
    void serverWithoutFaultsPassesEverything() {
        List<Result> results = run(EnumSet.noneOf(Fault.class)).results();

        assertThat(results).as("in the order of the clauses").extracting(result -> result.check().clause()).isSorted();
        assertThat(results)
                .filteredOn(result -> result.verdict() != Verdict.PASSED && !WITH_TLS.contains(result.check().id()))
                .as("not passed").map(result -> result.check().id() + ": " + result.verdict() + ", " + result.seen()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void faultIsFoundByItsCheckAlone(Fault fault) {
        Run run = run(EnumSet.of(fault));

        Result found = run.results().stream().filter(result -> result.check().id().equals(fault.check())).findFirst()
                .orElseThrow(() -> new AssertionError("There is no check " + fault.check()));
        assertThat(found.verdict()).as(fault.check() + ": " + found.seen())
                .isEqualTo(found.check().level() == Level.REQUIRED ? Verdict.FAILED : Verdict.WARNING);
        // Read alone, in JUnit's output: a sentence with a subject of its own.
        assertThat(found.seen()).as("a whole sentence").doesNotMatch("(?i)^(it|they|there|no|none|HTTP|\\d+)\\b.*")
                .matches("[\\w'.-]+( [\\w'-]+)+.*").doesNotMatch("^[\\w-]+: .*");
        assertThat(run.results()).filteredOn(result -> result.verdict() == Verdict.FAILED && result != found)
                .as("also failed").map(result -> result.check().id() + ": " + result.seen()).isEmpty();
        assertThat(run.conforms()).isEqualTo(found.check().level() != Level.REQUIRED);
    }

    /** Servers in the field: what they are known to miss is a warning, and only that. */
    @Test
    void deployedProfileWarnsOfWhatTheFieldMisses() {
        Run lenient = run(EnumSet.of(Fault.SCOPE_AS_ARRAY, Fault.ACR_OPTIONAL), Profile.deployed);

        assertThat(verdict(lenient, Fault.SCOPE_AS_ARRAY)).isEqualTo(Verdict.WARNING);
        assertThat(lenient.conforms()).isTrue();
        assertThat(run(EnumSet.of(Fault.SCOPE_AS_ARRAY), Profile.strict).conforms()).isFalse();
        assertThat(run(EnumSet.of(Fault.CODE_REUSABLE), Profile.deployed).conforms()).isFalse();
    }

    private static Verdict verdict(Run run, Fault fault) {
        return run.results().stream().filter(result -> result.check().id().equals(fault.check())).findFirst()
                .orElseThrow().verdict();
    }

    /** A check without a fault has not been seen failing. */
    @Test
    void everyCheckHasAFault() {
        List<String> found = EnumSet.allOf(Fault.class).stream().map(Fault::check).toList();

        assertThat(Run.checks()).map(Check::id).filteredOn(id -> !found.contains(id) && !WITH_TLS.contains(id))
                .as("checks that no fault makes fail").isEmpty();
    }

    /** The second half of docs/evidence/conformance.md; {@code -Dmcx.conformance.rewrite=true} writes it anew. */
    @Test
    void documentListsTheFaults() throws IOException {
        String document = Files.readString(DOCUMENT);
        int at = document.indexOf(HEADING);
        String before = at < 0 ? document : document.substring(0, at);
        String faults = HEADING + EnumSet.allOf(Fault.class).stream()
                .map(fault -> "| " + fault.description() + " | `" + fault.check() + "` |\n").collect(Collectors.joining());
        if (Boolean.getBoolean("mcx.conformance.rewrite")) {
            Files.writeString(DOCUMENT, before + faults);
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(before + faults);
    }

    private static Run run(Set<Fault> faults) {
        return run(faults, Profile.strict);
    }

    private static Run run(Set<Fault> faults, Profile profile) {
        try (DoubleIdms idms = DoubleIdms.start(faults)) {
            Target.ClientLogin client = new Target.ClientLogin(DoubleIdms.CLIENT, DoubleIdms.SECRET);
            return Run.of(Target.at(idms.issuer()).client(client).redirectUri(URI.create(DoubleIdms.REDIRECT_URI))
                    .user(DoubleIdms.USER, DoubleIdms.PASSWORD)
                    .other(new Target.ClientLogin(DoubleIdms.OTHER_CLIENT, DoubleIdms.SECRET))
                    .resourceServer(new Target.ClientLogin(DoubleIdms.RESOURCE_SERVER, DoubleIdms.SECRET))
                    .partner(new Target.Partner(idms.partner().issuer(), client))
                    .hooks(idms.suspendCommand(), idms.reinstateCommand())
                    .profile(profile).waitForExpiry(WAIT_SECONDS).build(), result -> {});
        }
    }
}
