package org.mcxidms.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Production;

/** {@code ./mcx bench}: the bundle against stock Keycloak, on this machine. */
@Command(name = "mcx bench", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Measures the bundle against stock Keycloak with an equivalent realm, alternating, on this machine. "
                + "Each part leaves its result in target/bench; without a part only the report is made.")
final class McxBench implements Callable<Integer> {

    @Option(names = "--operations", description = "refresh, login, code exchange, introspection, security-token exchange")
    private boolean operations;

    @Option(names = "--refresh", description = "refresh alone, over several starts of the servers")
    private boolean refresh;

    @Option(names = "--profile", description = "where a refresh spends its time and memory, by Java Flight Recorder")
    private boolean profile;

    @Option(names = "--starts", description = "starts of --refresh; default: ${DEFAULT-VALUE}", defaultValue = "5")
    private int starts;

    @Option(names = "--database", paramLabel = "h2|postgres", split = ",",
            description = "databases of --operations; default: ${DEFAULT-VALUE}", defaultValue = "h2,postgres")
    private List<String> databases;

    @Option(names = "--nodes", description = "refresh on two nodes of each")
    private boolean nodes;

    @Option(names = "--growth",
            description = "refresh with 1,000 to 100,000 users and sessions, sized as shipped; partners, the sweep")
    private boolean growth;

    @Option(names = "--growth-cached", description = "the same refreshes, with caches and a heap for 100,000 users")
    private boolean growthCached;

    @Option(names = "--return", description = "the day everything comes back: every session is refreshed within five minutes")
    private boolean comeBack;

    @Option(names = "--suspension", description = "a mass suspension: 10,000 of 20,000 users at once, MC servers to be told")
    private boolean suspension;

    @Option(names = "--tuned", description = "the settings of the tuned profile")
    private boolean tuned;

    @Option(names = "--guessing", description = "a wrong password for users who are there and who are not")
    private boolean guessing;

    @Option(names = "--start", description = "augmentation, start, size of the jars, heap")
    private boolean start;

    @Option(names = "--all", description = "every part")
    private boolean all;

    @Option(names = "--rounds", description = "rounds of each candidate; default: ${DEFAULT-VALUE}", defaultValue = "5")
    private int rounds;

    @Option(names = "--seconds", description = "length of a round; default: ${DEFAULT-VALUE}", defaultValue = "12")
    private int seconds;

    @Option(names = "--warm-up", description = "seconds of load before the first round; default: ${DEFAULT-VALUE}",
            defaultValue = "60")
    private int warmUp;

    @Option(names = "--clients", description = "in closed loop; default: ${DEFAULT-VALUE}", defaultValue = "8")
    private int clients;

    @Option(names = "--quick", description = "two rounds of two seconds: whether it runs, not how fast")
    private boolean quick;

    @Option(names = "--write-docs",
            description = "the report goes to docs/ and the results to docs/measurements, not to target/bench")
    private boolean writeDocs;

    private boolean failed;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new McxBench()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (quick) {
            rounds = 2;
            seconds = 2;
            warmUp = 3;
            starts = 2;
        }
        Rounds plan = new Rounds(rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp));
        try (Lab lab = new Lab(directory())) {
            if (start || all) {
                part(lab, "start", () -> new StartPart(lab, rounds > 2 ? 3 : 1, clients).run());
            }
            if (operations || all) {
                for (String database : databases) {
                    part(lab, "operations-" + database, () -> new OperationsPart(lab, plan, clients)
                            .run(database.equals("h2") ? Production.EMBEDDED : Production.POSTGRES, 1));
                }
            }
            if (refresh || all) {
                part(lab, "refresh", () -> new RefreshPart(lab, plan, clients).run(starts)
                        .note("starts", Integer.toString(starts)));
            }
            if (profile || all) {
                part(lab, "profile", () -> new ProfilePart(lab, plan, clients, directory()).run());
            }
            if (tuned || all) {
                part(lab, "tuned", () -> new TunedPart(lab, plan, clients).run());
            }
            if (guessing || all) {
                part(lab, "guessing", () -> new GuessingPart(lab, plan, clients).run());
            }
            if (nodes || all) {
                part(lab, "nodes", () -> new OperationsPart(lab, plan, clients).run(Production.POSTGRES, 2));
            }
            if (growth || all) {
                part(lab, "growth", () -> new GrowthPart(lab, plan.fewer(), clients, quick, false).run());
            }
            if (growthCached || all) {
                part(lab, "growth-cached", () -> new GrowthPart(lab, plan.fewer(), clients, quick, true).run());
            }
            if (comeBack || all) {
                part(lab, "return", () -> new ReturnPart(lab, plan, clients, quick).run());
            }
            if (suspension || all) {
                part(lab, "suspension", () -> new SuspensionPart(lab, plan, clients, quick).run());
            }
        }
        Path docs = writeDocs ? Mcx.repository("docs") : directory();
        Report report = new Report(directory(), Mcx.repository("docs/measurements"));
        if (writeDocs) {
            report.keep();
        }
        report.write(docs);
        System.out.println("report: " + docs.resolve(Report.PAGE));
        return failed ? 1 : 0;
    }

    private void part(Lab lab, String name, Supplier<Result> part) {
        long begin = System.nanoTime();
        try {
            Result result = part.get();
            result.note("date", LocalDate.now().toString()).note("machine", Machine.describe())
                    .noteIfMissing("clients", Integer.toString(clients)).noteIfMissing("rounds", Integer.toString(rounds))
                    .noteIfMissing("seconds", Integer.toString(seconds)).note("warmUp", Integer.toString(warmUp))
                    .note("took", Long.toString((System.nanoTime() - begin) / 1_000_000_000));
            result.write(directory().resolve(name + Report.JSON));
            System.out.printf("%s took %s s%n", name, result.note("took"));
        } catch (RuntimeException | AssertionError e) {
            // The other parts still run; the exit code tells of the failure.
            failed = true;
            System.err.println(name + " failed, its result is left as it was");
            e.printStackTrace();
        } finally {
            lab.stopServers();
        }
    }

    private static Path directory() {
        return Mcx.repository("target/bench");
    }
}
