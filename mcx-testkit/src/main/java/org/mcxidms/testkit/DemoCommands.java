package org.mcxidms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/** The commands of a document: its blocks marked {@code bash}, as a reader of {@code ./mcx run}'s demo would type them. */
public final class DemoCommands {

    private static final Pattern BLOCK = Pattern.compile("^```bash\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private DemoCommands() {
    }

    /**
     * All the blocks of a document, in order, as one script for the server under test: with this run's address, passwords and
     * secrets in place of the demo's.
     *
     * @param document its path from the repository's root
     */
    private static String of(String document, Mcx mcx) {
        return BLOCK.matcher(text(Settings.root().resolve(document))).results()
                .map(block -> block.group(1)).collect(Collectors.joining("\n"))
                .replace("http://localhost:8080", mcx.baseUrl())
                .replace("password=admin", "password=" + Settings.ADMIN_PASSWORD)
                .replace("MCX_ADMIN_PASSWORD=admin", "MCX_ADMIN_PASSWORD=" + Settings.ADMIN_PASSWORD)
                .replace("password=mcx-demo", "password=" + Settings.DEMO_PASSWORD)
                .replace("mcptt-demo-secret", inBasic(Settings.MCPTT_CLIENT_SECRET))
                .replace("partner-demo-secret", inBasic(Settings.PARTNER_CLIENT_SECRET))
                .replace("server-demo-secret", inBasic(Settings.SERVER_CLIENT_SECRET));
    }

    /**
     * Runs the document's commands in one {@code bash}, with {@code directory} as its temporary one, and fails the test where
     * one of them fails.
     *
     * @return what they left there
     */
    public static Written run(String document, Mcx mcx, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", "-c",
                "mktemp() { echo '" + directory + "'; }\n" + of(document, mcx))
                .directory(Settings.root().toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        bash.environment().put("LC_ALL", "C.UTF-8");
        Process process = bash.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
        assertThat(process.exitValue()).as(() -> text(output)).isZero();
        return file -> Json.read(directory.resolve(file));
    }

    /** The files that a document's commands wrote. */
    public interface Written {

        JsonNode json(String file);
    }

    /** RFC 6749, 2.3.1: a secret is form-encoded before it goes into the Authorization header. */
    private static String inBasic(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8);
    }

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
