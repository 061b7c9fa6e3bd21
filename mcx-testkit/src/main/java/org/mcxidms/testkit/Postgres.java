package org.mcxidms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import javax.sql.DataSource;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL of its own, without a container. Its superuser is {@code postgres}, and so is its first database. */
public final class Postgres implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    private Postgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static Postgres start() {
        return start(Map.of());
    }

    /** @param settings of its {@code postgresql.conf} */
    public static Postgres start(Map<String, String> settings) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        settings.forEach(builder::setServerConfig);
        try {
            return new Postgres(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return postgres.getPort();
    }

    /** The JDBC address of its first database. */
    public String url() {
        return url("postgres");
    }

    /** The JDBC address of a database. */
    public String url(String database) {
        return postgres.getJdbcUrl("postgres", database);
    }

    /** The connections to its first database. */
    public DataSource database() {
        return postgres.getPostgresDatabase();
    }

    /** The connections to a database. */
    public DataSource database(String name) {
        return postgres.getDatabase("postgres", name);
    }

    /** Executes these statements, one after another, in its first database. */
    public void run(String... statements) {
        try (Connection connection = database().getConnection(); Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
