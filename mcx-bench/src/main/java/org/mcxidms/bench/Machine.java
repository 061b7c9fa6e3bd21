package org.mcxidms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine, and the JDK's tools on it. */
final class Machine {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private Machine() {
    }

    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, "
                + processor() + ", Java " + Runtime.version().feature();
    }

    private static String processor() {
        Path cpus = Path.of("/proc/cpuinfo");
        try {
            return Files.exists(cpus) ? Files.readAllLines(cpus).stream().filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown processor")
                    : System.getProperty("os.arch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is left of a server's heap after full collections, in megabytes. */
    static double heapMegabytes(ProcessHandle server) {
        jcmd(server, "GC.run");
        jcmd(server, "GC.run");
        Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("jcmd told no use of the heap");
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    /** A command of the JDK's {@code jcmd}, with its arguments; its output. */
    static String jcmd(ProcessHandle server, String command) {
        try {
            Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                    Long.toString(server.pid()), command).redirectErrorStream(true).start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
