package org.mcxidms.it.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcxidms.testkit.Scopes.PTT;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.Test;

import org.mcxidms.testkit.OwnServer;
import org.mcxidms.testkit.Polling;
import org.mcxidms.testkit.Postgres;
import org.mcxidms.testkit.Production;
import org.mcxidms.testkit.ProductionServer;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;
import org.mcxidms.testkit.Tokens;

/**
 * The sweep and the uniqueness of MC service IDs are looked up by PostgreSQL's indexes: with many users and sessions beside
 * the ones concerned, no table is read from one end to the other. PostgreSQL itself counts the rows that it read so.
 */
@OwnServer
final class IndexedLookupsIT {

    private static final int OTHERS = 50_000;
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final List<String> TABLES = List.of("user_entity", "user_attribute", "offline_user_session");

    @Test
    void noTableIsReadFromEndToEnd() throws SQLException {
        try (Postgres database = Postgres.start()) {
            try (ProductionServer server = new ProductionServer("indexed-lookups", Production.withBundle(),
                    database.url()).sweepingEvery(Duration.ofSeconds(2))) {
                server.startWithRealms();
                Realm realm = server.mcx().realm();
                TestUser ending = realm.users().pttUser("ending");
                TestUser owner = realm.users().pttUser("owner");
                TestUser second = realm.users().pttUser("second");
                addOthers(database, realm.admin().toRepresentation().getId());
                Tokens tokens = realm.nativeClient().login(ending, "openid", PTT);
                assertThat(ending.sessions()).hasSize(1);

                ending.set("mc_valid_until", Instant.now().plusSeconds(3).toString());
                Polling.await(SWEEP, "sweep", () -> Optional.of(ending.sessions()).filter(List::isEmpty));
                assertThatThrownBy(() -> second.set("mcptt_id", owner.get("mcptt_id").get(0)))
                        .isInstanceOf(BadRequestException.class);
                assertThat(realm.nativeClient().refresh(tokens.refreshToken()).send().status()).isEqualTo(400);
            }
            // A connection that ends has told all it counted.
            assertThat(rowsOfScans(database)).allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThan(OTHERS / 10));
        }
    }

    /** Users who have a session each, an MC service ID, and an end of their validity that is ahead. */
    private static void addOthers(Postgres database, String realm) throws SQLException {
        try (Connection connection = database.database().getConnection(); Statement sql = connection.createStatement()) {
            String others = " FROM generate_series(1, " + OTHERS + ") n";
            sql.execute("INSERT INTO user_entity (id, username, email_constraint, realm_id, enabled, email_verified, not_before)"
                    + " SELECT 'other-' || n, 'other-' || n, 'other-' || n, '" + realm + "', true, true, 0" + others);
            sql.execute("INSERT INTO user_attribute (id, name, value, user_id)"
                    + " SELECT 'id-' || n, 'mcptt_id', 'sip:other-' || n || '@org.com', 'other-' || n" + others);
            sql.execute("INSERT INTO user_attribute (id, name, value, user_id)"
                    + " SELECT 'status-' || n, 'mc_account_status', 'active', 'other-' || n" + others);
            sql.execute("INSERT INTO user_attribute (id, name, value, user_id)"
                    + " SELECT 'until-' || n, 'mc_valid_until', '2999-01-01', 'other-' || n" + others);
            sql.execute("INSERT INTO offline_user_session (user_session_id, user_id, realm_id, created_on, offline_flag,"
                    + " last_session_refresh, data)"
                    + " SELECT 'session-' || n, 'other-' || n, '" + realm + "', 0, '0', 0, '{}'" + others);
            sql.execute("ANALYZE");
            sql.execute("SELECT pg_stat_reset()");
        }
    }

    private static Map<String, Long> rowsOfScans(Postgres database) throws SQLException {
        Map<String, Long> rows = new HashMap<>();
        try (Connection connection = database.database().getConnection();
                Statement sql = connection.createStatement();
                ResultSet tables = sql.executeQuery("SELECT relname, seq_tup_read FROM pg_stat_user_tables")) {
            while (tables.next()) {
                rows.put(tables.getString(1), tables.getLong(2));
            }
        }
        rows.keySet().retainAll(TABLES);
        assertThat(rows.keySet()).containsAll(TABLES);
        return rows;
    }
}
