package org.mcxidms.tools;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.keycloak.admin.client.resource.RealmResource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings the users of a file into a realm. Run again, it does what is left to do. */
@Command(name = "provision",
        description = "Brings users from a CSV file into the realm; exit status 1 where lines were rejected.")
final class ProvisionCommand implements Callable<Integer> {

    /** As many connections as the admin client keeps. */
    private static final int MOST_THREADS = 10;
    private static final int PROGRESS_STEP = 20;

    @Mixin
    private AdminConnection connection;

    @Option(names = "--file", required = true, description = "the users: see docs/provisioning.md")
    private Path file;

    @Option(names = "--dry-run", description = "only say what would be done")
    private boolean dryRun;

    @Option(names = "--report", paramLabel = "FILE", description = "write the rejected lines there too, as CSV")
    private Path report;

    @Option(names = "--threads", defaultValue = "4", description = "requests at a time, 1 to 10; default ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--progress", hidden = true, description = "show progress; ./mcx sets it on a terminal")
    private boolean progress;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new ParameterException(spec.commandLine(), "--threads is 1 to " + MOST_THREADS);
        }
        UserFile users = UserFile.read(file);
        RealmResource realm = connection.open();
        Provisioner provisioner = dryRun ? Provisioner.dry(realm, users.lines()) : Provisioner.of(realm, users.lines());
        List<Rejection> rejections = new ArrayList<>(users.rejections());
        Map<Provisioner.Outcome, Integer> counts = new EnumMap<>(Provisioner.Outcome.class);
        AtomicReference<RuntimeException> end = new AtomicReference<>();
        List<UserLine> left = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Provisioner.Outcome>> outcomes = users.lines().stream()
                    .map(line -> workers.submit(() -> applyUnlessEnded(provisioner, line, end))).toList();
            for (int i = 0; i < outcomes.size(); i++) {
                UserLine line = users.lines().get(i);
                try {
                    Provisioner.Outcome outcome = outcomes.get(i).get();
                    if (outcome == null) {
                        left.add(line);
                    } else {
                        counts.merge(outcome, 1, Integer::sum);
                    }
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof Provisioner.RejectedException rejected)) {
                        throw e;
                    }
                    rejections.add(new Rejection(line.line(), line.username(), rejected.getMessage()));
                }
                showProgress(i + 1, outcomes.size());
            }
        } finally {
            workers.shutdownNow();
        }
        rejections.sort(Comparator.comparingLong(Rejection::line));
        tell(counts, rejections);
        if (end.get() != null) {
            spec.commandLine().getErr().printf("mcx: %s%nmcx: ended early at line %d; %d of %d users are not done. "
                    + "Run the same command again: it goes on where this one ended.%n",
                    ServerAnswer.explain(end.get()), left.get(0).line(), left.size(), users.lines().size());
            return McxTools.FAILED;
        }
        return rejections.isEmpty() ? McxTools.OK : McxTools.FOUND;
    }

    /** {@code null} for a line that is left to the next run: one that met the {@code end}, or came after it. */
    private static Provisioner.Outcome applyUnlessEnded(Provisioner provisioner, UserLine line,
            AtomicReference<RuntimeException> end) throws Provisioner.RejectedException {
        if (end.get() != null) {
            return null;
        }
        try {
            return provisioner.apply(line);
        } catch (RuntimeException e) {
            end.compareAndSet(null, e);
            return null;
        }
    }

    private void tell(Map<Provisioner.Outcome, Integer> counts, List<Rejection> rejections) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        rejections.forEach(rejection -> out.println(
                "line " + rejection.line() + " rejected: " + rejection.username() + ": " + rejection.reason()));
        out.printf("%s%d created, %d completed from an earlier run, %d changed, %d unchanged, %d rejected%n",
                dryRun ? "dry run: " : "",
                counts.getOrDefault(Provisioner.Outcome.CREATED, 0), counts.getOrDefault(Provisioner.Outcome.COMPLETED, 0),
                counts.getOrDefault(Provisioner.Outcome.CHANGED, 0), counts.getOrDefault(Provisioner.Outcome.UNCHANGED, 0),
                rejections.size());
        if (report == null) {
            return;
        }
        try (BufferedWriter writer = Files.newBufferedWriter(report);
                CSVPrinter printer = new CSVPrinter(writer,
                        CSVFormat.DEFAULT.builder().setHeader("line", "username", "reason").get())) {
            for (Rejection rejection : rejections) {
                printer.printRecord(rejection.line(), rejection.username(), rejection.reason());
            }
        }
    }

    private void showProgress(int done, int all) {
        if (progress && (done % PROGRESS_STEP == 0 || done == all)) {
            System.err.printf("\r%d of %d users%s", done, all, done == all ? "\n" : "");
        }
    }
}
