package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes before the first use of a database: waiting for it, looking at it, making or changing the tables. */
final class DatabaseStart {

    /** How long a database may take to answer when both it and the gateway are being started. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int OLDEST_VERSION = 15;

    private final DatabaseAddress address;
    private final String schema;
    private final DataSource source;

    /** @param source opens one connection at a time, which finds the tables of the schema */
    DatabaseStart(DatabaseAddress address, String schema, DataSource source) {
        this.address = address;
        this.schema = schema;
        this.source = source;
    }

    /**
     * Waits until the database answers.
     *
     * @throws DatabaseRefusedException when it does not within that time, at once when waiting cannot help
     */
    void awaitAnswer(Duration patience) {
        long begin = System.nanoTime();
        long nextLine = 0;
        while (true) {
            try (Connection connection = source.getConnection()) {
                refuseOldVersion(connection.getMetaData().getDatabaseMajorVersion());
                return;
            } catch (SQLException e) {
                refuseHopeless(e);
                long waited = System.nanoTime() - begin;
                if (waited >= patience.toNanos()) {
                    throw new DatabaseRefusedException("PostgreSQL at " + address + " did not answer within "
                            + patience.toSeconds() + " s (" + e.getMessage() + "); start it, or correct database.url", e);
                }
                if (waited >= nextLine) {
                    LOG.warn("waiting for PostgreSQL at {}: {}", address, e.getMessage());
                    nextLine = waited + BETWEEN_LINES.toNanos();
                }
                pause();
            }
        }
    }

    static void pause() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseRefusedException("interrupted while waiting for the database", e);
        }
    }

    void refuseOldVersion(int version) {
        if (version < OLDEST_VERSION) {
            throw new DatabaseRefusedException("PostgreSQL at " + address + " is version " + version + ", and Waybill needs "
                    + OLDEST_VERSION + " or newer; upgrade it, or set database.url to a newer one");
        }
    }

    private void refuseHopeless(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("28") || state.equals("08004")) {
            throw new DatabaseRefusedException("PostgreSQL at " + address + " does not let us in (" + e.getMessage()
                    + "); correct database.user and DATABASE_PASSWORD, or what pg_hba.conf allows", e);
        }
        if (state.equals("3D000")) {
            throw new DatabaseRefusedException("PostgreSQL at " + address + " answers (" + e.getMessage()
                    + "); make the database, or correct database.url", e);
        }
    }

    /**
     * Makes the schema when it is missing and runs the migrations that it lacks; one process at a time, however many start
     * together.
     *
     * @throws DatabaseRefusedException when that fails
     */
    void bringUpToDate() {
        try (Connection connection = source.getConnection()) {
            lock(connection);
            createSchema(connection);
            Flyway.configure().dataSource(source).defaultSchema(schema).schemas(schema).createSchemas(false)
                    .locations("classpath:db/migration").failOnMissingLocations(true).placeholderReplacement(false)
                    .load().migrate();
            makePartitions(connection);
        } catch (SQLException | FlywayException e) {
            throw new DatabaseRefusedException("the tables in schema " + schema + " of " + address
                    + " could not be brought up to date (" + e.getMessage().strip()
                    + "); nothing of the failed step was kept. Remove the cause and start again", e);
        }
    }

    /** Drops the schema with everything in it. */
    void dropSchema() {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            lock(connection);
            statement.execute("drop schema if exists \"" + schema + "\" cascade");
        } catch (SQLException e) {
            throw new DatabaseRefusedException("schema " + schema + " of " + address + " could not be dropped (" + e.getMessage() + ")", e);
        }
    }

    /** For the growing tables, from last month to two months ahead; a route does the same each day. */
    private static void makePartitions(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select make_month_partitions((date_trunc('month', now() at time zone 'UTC')"
                    + " + make_interval(months => month))::date) from generate_series(-1, 2) as month");
        }
    }

    /** Held until the connection is closed. */
    private void lock(Connection connection) throws SQLException {
        if (!ask(connection, "select pg_try_advisory_lock(hashtext('waybill tables'), hashtext(?))")) {
            LOG.info("another process is changing the tables in schema {} of {}; waiting for it to end", schema, address);
            ask(connection, "select pg_advisory_lock(hashtext('waybill tables'), hashtext(?)) is not null");
        }
    }

    private void createSchema(Connection connection) throws SQLException {
        if (ask(connection, "select exists (select from pg_namespace where nspname = ?)")) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema \"" + schema + "\"");
        } catch (SQLException e) {
            String user = connection.getMetaData().getUserName();
            throw new DatabaseRefusedException("user " + user + " cannot make schema " + schema + " in " + address + " ("
                    + e.getMessage() + "); let its owner run: create schema " + schema + " authorization " + user, e);
        }
    }

    private boolean ask(Connection connection, String question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, schema);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
