package org.mcxidms.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.mcxidms.testkit.Json;
import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxClient;

/** A client of src/test/clients, run by Node; a test is skipped where there is no Node that can run it. */
final class NodeClient implements RealClient {

    /** The oldest release with what the libraries use. */
    private static final int NODE = 20;
    private static final Path SOURCES = Mcx.repository("mcx-it/src/test/clients");
    private static final Path INSTALLED = Mcx.repository("mcx-it/target/clients");
    private static final String APPAUTH = "appauth";

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer steps;

    /** @param name of its script */
    NodeClient(String name, McxClient registration) {
        this.name = name;
        install();
        ProcessBuilder node = new ProcessBuilder("node", name + ".mjs").directory(INSTALLED.toFile())
                .redirectError(INSTALLED.resolve(name + ".log").toFile());
        node.environment().put("MCX_CLIENT", ascii(Json.object().put("issuer", registration.issuer())
                .put("clientId", registration.clientId()).put("secret", registration.secret())
                .put("redirectUri", registration.redirectUri()).toString()));
        try {
            process = node.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        steps = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** The scripts as they are now, and the lock file's packages, once a build. */
    private static synchronized void install() {
        String version = output(List.of("node", "--version"), Path.of(""));
        assumeTrue(version.startsWith("v") && Integer.parseInt(version.substring(1, version.indexOf('.'))) >= NODE
                && !output(List.of("npm", "--version"), Path.of("")).isEmpty(),
                "no Node here: install Debian's nodejs, " + NODE + " or newer, and npm");
        try (Stream<Path> files = Files.list(SOURCES)) {
            Files.createDirectories(INSTALLED);
            for (Path file : files.toList()) {
                Files.write(INSTALLED.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.isDirectory(INSTALLED.resolve("node_modules"))) {
            return;
        }
        String said = output(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), INSTALLED);
        assertThat(INSTALLED.resolve("node_modules/.package-lock.json")).as(said).exists();
    }

    private static String output(List<String> command, Path directory) {
        try {
            Process process = new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile())
                    .redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Java encodes the environment by the locale that this JVM started with. */
    private static String ascii(String json) {
        StringBuilder escaped = new StringBuilder();
        json.chars().forEach(c -> escaped.append(c < 128 ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        return escaped.toString();
    }

    @Override
    public String authorizationUrl(String scope, String method) {
        return take("authorize", Map.of("scope", scope, "method", method)).path("url").textValue();
    }

    @Override
    public JsonNode callback(String url) {
        return take("callback", Map.of("url", url));
    }

    @Override
    public JsonNode refresh(String refreshToken) {
        return take("refresh", Map.of("token", refreshToken));
    }

    @Override
    public JsonNode revoke(String refreshToken) {
        return take("revoke", Map.of("token", refreshToken));
    }

    @Override
    public String told(String error) {
        if (!name.equals(APPAUTH)) {
            return error;
        }
        return error.equals("unauthorized_client") ? "401" : "400";
    }

    JsonNode take(String step, Map<String, String> parameters) {
        ObjectNode line = Json.object().put("step", step);
        parameters.forEach(line::put);
        try {
            steps.write(line + "\n");
            steps.flush();
            String answer = answers.readLine();
            assertThat(answer).as(() -> name + " ended: " + log()).isNotNull();
            return Json.parse(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(log(), e);
        }
    }

    private String log() {
        try {
            return Files.readString(INSTALLED.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
