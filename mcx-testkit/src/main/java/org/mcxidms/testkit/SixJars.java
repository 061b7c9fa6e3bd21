package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The bundle as release 0.1 had it: six jars, one of each module, without the version in their names. */
public final class SixJars {

    public static final List<String> MODULES = List.of("mcx-core", "mcx-account", "mcx-protocol-mapper", "mcx-authenticator",
            "mcx-interdomain", "mcx-theme");

    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private SixJars() {
    }

    /** Copies the modules' jars into a directory {@code providers}, under the names of 0.1. */
    public static void copyTo(Path providers) {
        for (String module : MODULES) {
            try {
                Files.copy(jar(module), providers.resolve(module + ".jar"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Removes the jars by the commands of docs/lifecycle.md. */
    static void removeAsDocumented(Path home) {
        try {
            String commands = BLOCK.matcher(Files.readString(Settings.root().resolve("docs/lifecycle.md"))).results()
                    .map(MatchResult::group).filter(block -> block.contains("mcx-core.jar")).findFirst().orElseThrow()
                    .replaceAll("(?m)^```.*$", "");
            ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "-c", commands).directory(home.toFile());
            if (Processes.complete(Processes.launch(shell, home.resolve("remove.log"))) != 0) {
                throw new IllegalStateException("Failed: " + commands);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the version that the one jar has. */
    private static Path jar(String module) throws IOException {
        try (Stream<Path> files = Files.list(Settings.distribution().resolve("providers"))) {
            String one = files.findFirst().orElseThrow().getFileName().toString();
            return Settings.root().resolve(module).resolve("target").resolve(one.replace("mcx-idms-", module + "-"));
        }
    }
}
