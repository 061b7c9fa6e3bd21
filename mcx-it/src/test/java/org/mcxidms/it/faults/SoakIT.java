package org.mcxidms.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Postgres;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.StockRealm;

/** Hours of service in small: mixed traffic at a fixed rate, the same beside it on stock Keycloak. See docs/reliability.md. */
@OwnServer
final class SoakIT {

    private static final int SAMPLES = 6;
    /** What two samples of a server that grows nothing differ by: caches, compiled code's constants. */
    private static final long HEAP_TOLERANCE = 4_000_000;
    /** A logout and a login of one radio may be under way when the rows are counted, and the administrator is logged in. */
    private static final int SESSION_TOLERANCE = 3;
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+(\\d+)\\s+(\\d+)$");
    private static final Map<String, String> AS_IN_SERVICE =
            Map.of("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m", ProductionServer.JVM_OPTIONS, "");

    @TempDir
    private Path directory;

    @Test
    void neitherHeapNorSessionsGrowAndNothingFails() throws IOException, SQLException {
        int minutes = Integer.getInteger("mcx.soak.minutes", 0);
        Assumptions.assumeTrue(minutes > 0, "skipped: -Dmcx.soak.minutes says how long");
        try (Postgres postgres = Postgres.start()) {
            try (Connection connection = postgres.database().getConnection();
                    Statement sql = connection.createStatement()) {
                sql.execute("CREATE DATABASE bundle");
                sql.execute("CREATE DATABASE stock");
            }
            try (ProductionServer bundle = server("bundle", Production.withBundle(), postgres);
                    ProductionServer stock = server("stock", Production.withoutBundle(), postgres)) {
                bundle.startWithRealms();
                stock.startWithRealm(StockRealm.write(directory));
                soak(Duration.ofMinutes(minutes), new Side("bundle", bundle, postgres), new Side("stock", stock, postgres));
            }
        }
    }

    private static ProductionServer server(String name, Production production, Postgres postgres) {
        return new ProductionServer("soak-" + name, production, postgres.url(name)).with(AS_IN_SERVICE);
    }

    private static void soak(Duration duration, Side bundle, Side stock) throws IOException, SQLException {
        try (Traffic onBundle = new Traffic(bundle.server.mcx(), true);
                Traffic onStock = new Traffic(stock.server.mcx(), false)) {
            onBundle.start();
            onStock.start();
            for (int i = 0; i < SAMPLES; i++) {
                Polling.pause(duration.dividedBy(SAMPLES));
                bundle.sample(onBundle);
                stock.sample(onStock);
            }
            System.out.println("soak bundle: " + onBundle.counts());
            System.out.println("soak stock: " + onStock.counts());
            assertThat(onBundle.wrong()).isEmpty();
            assertThat(onStock.wrong()).isEmpty();
        }
        assertThat(bundle.heapGrowth()).isLessThan(Math.max(0, stock.heapGrowth()) + HEAP_TOLERANCE);
        assertThat(bundle.sessions).allSatisfy(
                rows -> assertThat(rows).isBetween((long) Traffic.RADIOS - 1, (long) Traffic.RADIOS + SESSION_TOLERANCE));
    }

    /** One of the two servers and what was seen of it. */
    private static final class Side {

        private final String name;
        private final ProductionServer server;
        private final Postgres postgres;
        private final List<Long> heap = new ArrayList<>();
        private final List<Long> sessions = new ArrayList<>();

        Side(String name, ProductionServer server, Postgres postgres) {
            this.name = name;
            this.server = server;
            this.postgres = postgres;
        }

        void sample(Traffic traffic) throws IOException, SQLException {
            heap.add(liveBytes(server.process().pid()));
            sessions.add(rows("offline_user_session"));
            System.out.printf(Locale.ROOT, "soak %s, sample %d: live heap %.1f MB; rows: user sessions %d, client sessions %d, "
                    + "revoked tokens %d, events %d; not as expected: %s%n", name, heap.size(),
                    heap.get(heap.size() - 1) / 1e6, sessions.get(sessions.size() - 1), rows("offline_client_session"),
                    rows("revoked_token"), rows("event_entity"), traffic.wrong());
        }

        /** From the first sample, when caches are warm, to the last. */
        long heapGrowth() {
            return heap.get(heap.size() - 1) - heap.get(0);
        }

        /** The class histogram counts live objects only, after a full collection. */
        private static long liveBytes(long pid) throws IOException {
            Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                    Long.toString(pid), "GC.class_histogram").start();
            Matcher total = TOTAL.matcher(new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(total.find()).as("jcmd's total").isTrue();
            return Long.parseLong(total.group(2));
        }

        private long rows(String table) throws SQLException {
            try (Connection connection = postgres.database(name).getConnection();
                    Statement sql = connection.createStatement();
                    ResultSet count = sql.executeQuery("SELECT count(*) FROM " + table)) {
                count.next();
                return count.getLong(1);
            }
        }
    }
}
