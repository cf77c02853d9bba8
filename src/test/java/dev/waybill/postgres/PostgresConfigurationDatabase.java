package dev.waybill.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL, started once for all tests; each works in a database of its own, copied from a migrated one. */
final class PostgresConfigurationDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static EmbeddedPostgres server;

    private final DataSource dataSource;

    private PostgresConfigurationDatabase(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static synchronized PostgresConfigurationDatabase fresh() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
                DataSource postgres = server.getPostgresDatabase();
                new PostgresConfigurationDatabase(postgres).run("create database waybill_template");
                Flyway.configure().dataSource(server.getDatabase("postgres", "waybill_template")).load().migrate();
            }
            String name = "waybill_" + COUNT.incrementAndGet();
            new PostgresConfigurationDatabase(server.getPostgresDatabase())
                    .run("create database " + name + " template waybill_template");
            return new PostgresConfigurationDatabase(server.getDatabase("postgres", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DataSource dataSource() {
        return dataSource;
    }

    void run(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row, as text; null when there is no row. */
    String text(String sql, Object... parameters) {
        List<String> column = column(sql, parameters);
        return column.isEmpty() ? null : column.get(0);
    }

    List<String> column(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection(); PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
