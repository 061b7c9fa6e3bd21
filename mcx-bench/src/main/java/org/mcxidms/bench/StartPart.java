package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.ServerLog;

/** What the bundle adds to the augmentation, to a start, to the heap, and to the disk. */
final class StartPart {

    static final String AUGMENTATION = "augmentation (kc.sh build)";
    static final String START = "start";
    static final String HEAP = "heap after full collection";
    static final String JARS_KILOBYTES = "jarsKilobytes";

    private static final Pattern STARTED = Pattern.compile("started in ([0-9.]+)s");
    private static final Duration USE = Duration.ofSeconds(5);

    private final Lab lab;
    private final int rounds;
    private final int radios;

    StartPart(Lab lab, int rounds, int radios) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
    }

    Result run() {
        Result result = Result.create();
        List<String> sides = new ArrayList<>(List.of(Candidate.BUNDLE, Candidate.STOCK));
        // Unpacks the homes, which is no part of what is measured.
        sides.forEach(side -> lab.build(side, Production.EMBEDDED));
        for (int i = 0; i < rounds; i++) {
            sides.forEach(side -> add(result, AUGMENTATION, side, Metric.SECONDS, secondsOf(
                    () -> lab.build(side, Production.EMBEDDED))));
            Collections.reverse(sides);
        }
        Map<String, ProductionServer> servers = new HashMap<>();
        for (String side : sides) {
            servers.put(side, lab.start(side, Production.EMBEDDED, 1).get(0));
            servers.get(side).stop();
        }
        for (int i = 0; i < rounds; i++) {
            sides.forEach(side -> {
                ProductionServer server = servers.get(side);
                long before = new ServerLog(server.log()).size();
                server.start();
                add(result, START, side, Metric.SECONDS, started(new ServerLog(server.log()).since(before)));
                // The same use of both, so that what is loaded at the first request is there.
                Load.run(Candidate.of(side, List.of(server), Lab.REALM, radios), Operation.REFRESH, USE);
                add(result, HEAP, side, Metric.MEGABYTES, Machine.heapMegabytes(server.process()));
                server.stop();
            });
            Collections.reverse(sides);
        }
        return result.note(JARS_KILOBYTES, Long.toString(jarsKilobytes()));
    }

    private static void add(Result result, String figure, String side, Metric metric, double value) {
        result.add(figure, side, Map.of(metric, value));
        System.out.printf("%s, %s: %.2f %s%n", figure, side, value, metric.label());
    }

    private static double secondsOf(Runnable thing) {
        long begin = System.nanoTime();
        thing.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What Keycloak's log says of its start. */
    static double started(String log) {
        Matcher started = STARTED.matcher(log);
        if (!started.find()) {
            throw new IllegalStateException("the log tells no start");
        }
        return Double.parseDouble(started.group(1));
    }

    private static long jarsKilobytes() {
        try (Stream<Path> jars = Files.list(Mcx.repository("mcx-dist/target/dist/providers"))) {
            return jars.mapToLong(jar -> jar.toFile().length()).sum() / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
