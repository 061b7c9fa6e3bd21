package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.mcxidms.testkit.Production;

/**
 * Where a refresh spends its processor time and its memory, with the bundle and without: Java Flight Recorder on both servers.
 * The recorder makes both slower; what counts are the shares.
 */
final class ProfilePart {

    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final double KILO = 1024;

    /** Where a stack belongs, by its frames. The first place that fits counts. */
    enum Place {
        ACCOUNT("account check",
                method -> method.equals("org.mcxidms.authenticator.grant.AccountValidityExecutor.answer")),
        CLAIMS("MC service IDs and client_id as claims", method -> method.startsWith("org.mcxidms.protocolmapper.")
                || method.equals("org.keycloak.protocol.oidc.mappers.UserAttributeMapper.setClaim")
                || method.equals("org.keycloak.protocol.oidc.mappers.HardcodedClaim.setClaim")),
        /** All of Keycloak's client policies goes through our manager, which lets an event pass or not. */
        OTHER("anything else of the bundle's", method -> method.startsWith("org.mcxidms.")
                && !method.equals("org.mcxidms.account.policy.LeanClientPolicyManager.triggerOnEvent")),
        POLICIES("Keycloak's client policies, without what our executors do",
                method -> method.equals("org.keycloak.services.clientpolicy.DefaultClientPolicyManager.triggerOnEvent")),
        SIGNATURES("signatures of tokens", method -> method.equals("org.keycloak.jose.jws.JWSBuilder$EncodingBuilder.sign")),
        REST("all else of Keycloak's", method -> true);

        private final String label;
        private final Predicate<String> frame;

        Place(String label, Predicate<String> frame) {
            this.label = label;
            this.frame = frame;
        }

        String label() {
            return label;
        }

        static Place of(List<String> methods) {
            return Arrays.stream(values()).filter(place -> methods.stream().anyMatch(place.frame)).findFirst().orElse(REST);
        }
    }

    private record Window(Instant begin, Instant end) {

        boolean has(Instant instant) {
            return !instant.isBefore(begin) && instant.isBefore(end);
        }
    }

    /** What was recorded of one side: the time of each place in samples and its allocations in bytes, in so many refreshes. */
    private static final class Recorded {

        private final Map<Place, Double> samples = new EnumMap<>(Place.class);
        private final Map<Place, Double> bytes = new EnumMap<>(Place.class);
        private final List<Window> windows = new ArrayList<>();
        private double refreshes;

        void read(Path file) {
            try (RecordingFile recording = new RecordingFile(file)) {
                while (recording.hasMoreEvents()) {
                    add(recording.readEvent());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void add(RecordedEvent event) {
            String type = event.getEventType().getName();
            if (!type.equals(SAMPLE) && !type.equals(ALLOCATION) || event.getStackTrace() == null
                    || windows.stream().noneMatch(window -> window.has(event.getStartTime()))) {
                return;
            }
            Place place = Place.of(event.getStackTrace().getFrames().stream()
                    .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName()).toList());
            if (type.equals(SAMPLE)) {
                samples.merge(place, 1.0, Double::sum);
            } else {
                bytes.merge(place, (double) event.getLong("weight"), Double::sum);
            }
        }

        double samplesPerRefresh() {
            return samples.values().stream().mapToDouble(Double::doubleValue).sum() / refreshes;
        }
    }

    private final Lab lab;
    private final Rounds rounds;
    private final int radios;
    private final Path directory;

    ProfilePart(Lab lab, Rounds rounds, int radios, Path directory) {
        this.lab = lab;
        this.rounds = rounds;
        this.radios = radios;
        this.directory = directory;
    }

    Result run() {
        List<Candidate> sides = Stream.of(Candidate.STOCK, Candidate.BUNDLE)
                .map(side -> Candidate.of(side, lab.start(side, Production.POSTGRES, 1), Lab.REALM, radios)).toList();
        Map<String, Recorded> recorded = new HashMap<>();
        for (Candidate side : sides) {
            recorded.put(side.name(), new Recorded());
            // Keycloak's stacks are deeper than the 64 frames that are kept by default. Before the warm-up: a start undoes compilations.
            jcmd(side, "JFR.configure stackdepth=400");
            jcmd(side, "JFR.start name=refresh settings=profile");
        }
        rounds.warmUp(sides, Operation.REFRESH, rounds.warmUp());
        rounds.alternate(sides, side -> {
            Instant begin = Instant.now();
            double perSecond = Load.run(side, Operation.REFRESH, rounds.round()).get(Operation.REFRESH.figure())
                    .get(Metric.PER_SECOND);
            recorded.get(side.name()).windows.add(new Window(begin, Instant.now()));
            recorded.get(side.name()).refreshes += perSecond * rounds.round().toSeconds();
        });
        for (Candidate side : sides) {
            Path file = directory.resolve("refresh-" + side.name() + ".jfr");
            jcmd(side, "JFR.dump name=refresh filename=" + file);
            recorded.get(side.name()).read(file);
        }
        return result(recorded);
    }

    private static void jcmd(Candidate side, String command) {
        Machine.jcmd(side.nodes().get(0).process(), command);
    }

    private static Result result(Map<String, Recorded> recorded) {
        Result result = Result.create();
        double ofStock = recorded.get(Candidate.STOCK).samplesPerRefresh();
        for (Place place : Place.values()) {
            recorded.forEach((side, figures) -> {
                Map<Metric, Double> metrics = Map.of(
                        Metric.SHARE, 100 * figures.samples.getOrDefault(place, 0.0) / figures.refreshes / ofStock,
                        Metric.KILOBYTES, figures.bytes.getOrDefault(place, 0.0) / figures.refreshes / KILO);
                result.add(place.label(), side, metrics);
                System.out.printf("%s, %s: %s%n", place.label(), side, metrics);
            });
        }
        return result;
    }
}
