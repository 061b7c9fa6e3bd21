package org.mcxidms.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.Realm;

/** An operator's commands as {@code ./mcx} starts them, by the administrator {@code admin} unless told otherwise. */
public final class Tools {

    private final String server;
    private final Path directory;
    private final Map<String, String> environment;

    private Tools(String server, Path directory, Map<String, String> environment) {
        this.server = server;
        this.directory = directory;
        this.environment = environment;
    }

    /** @param directory where input and output go */
    public Tools(Mcx mcx, Path directory) {
        this(mcx.baseUrl(), directory, Map.of("MCX_ADMIN_PASSWORD", mcx.adminPassword()));
    }

    /** How a command ended and what it said. */
    public record Run(int status, String output) {
    }

    /** The same with another variable in its environment. */
    Tools with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Tools(server, directory, more);
    }

    /** The same at another address. */
    Tools at(String url) {
        return new Tools(url, directory, environment);
    }

    Run provision(Realm realm, String content, String... options) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("users.csv"), content);
        List<String> command = new ArrayList<>(List.of("provision", "--file", file.toString()));
        command.addAll(List.of(options));
        return run(realm, command.toArray(String[]::new));
    }

    public Run run(Realm realm, String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = start(realm, output, command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended within 120 s").isTrue();
        return new Run(process.exitValue(), Files.readString(output));
    }

    Process start(Realm realm, Path output, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Mcx.repository("mcx").toString())
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        builder.command().addAll(List.of("--server", server, "--realm", realm.name()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
