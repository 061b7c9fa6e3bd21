package org.mcxidms.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
    public static String of(String document, Mcx mcx) {
        return BLOCK.matcher(text(Settings.root().resolve(document))).results()
                .map(block -> block.group(1)).collect(Collectors.joining("\n"))
                .replace("http://localhost:8080", mcx.baseUrl())
                .replace("password=admin", "password=" + Settings.ADMIN_PASSWORD)
                .replace("password=mcx-demo", "password=" + Settings.DEMO_PASSWORD)
                .replace("mcptt-demo-secret", inBasic(Settings.MCPTT_CLIENT_SECRET))
                .replace("partner-demo-secret", inBasic(Settings.PARTNER_CLIENT_SECRET))
                .replace("server-demo-secret", inBasic(Settings.SERVER_CLIENT_SECRET));
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
