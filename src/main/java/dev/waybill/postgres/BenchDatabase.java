package dev.waybill.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What the benchmark asks the database of the gateway it measures. One connection, opened anew when it was broken. */
public final class BenchDatabase implements AutoCloseable {

    /** Schemas that only a benchmark makes, and that it drops again. */
    public static final String SCHEMA_PREFIX = "waybill_bench_";

    private static final Pattern OWN_SCHEMA = Pattern.compile(SCHEMA_PREFIX + "[a-z0-9_]+");
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final DatabaseAddress address;
    private final String schema;
    private Connection connection;

    public BenchDatabase(DatabaseAddress address, String schema) {
        this.address = address;
        this.schema = schema;
        source.setUrl(address.url());
        if (!address.user().isEmpty()) {
            source.setUser(address.user());
        }
        if (!address.password().isEmpty()) {
            source.setPassword(address.password());
        }
        source.setCurrentSchema(schema);
        source.setApplicationName("waybill-bench");
        source.setConnectTimeout(5);
        source.setSocketTimeout(120);
    }

    /**
     * What the gateway kept, counted.
     *
     * @param events        messages that were accepted
     * @param complete      runs that ended COMPLETE
     * @param notOnce       bills without exactly one run, or whose run did not end COMPLETE
     * @param calls         requests to the provider that were answered
     * @param callsNoAnswer requests whose answer never came, or was never stored
     */
    public record Kept(long events, long complete, long notOnce, long calls, long callsNoAnswer) {
    }

    /** Counts everything; reads whole tables. */
    public Kept kept() {
        return ask("""
                select (select count(*) from inbound_event_key),
                       (select count(*) from run where status = 'COMPLETE'),
                       (select count(*) from bill b where (select count(*) from run r where r.bill_id = b.id) <> 1
                          or not exists (select 1 from run r where r.bill_id = b.id and r.status = 'COMPLETE')),
                       (select count(*) from call where outcome = 'ANSWERED'),
                       (select count(*) from call where outcome is distinct from 'ANSWERED')""",
                row -> new Kept(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
    }

    /** How many acknowledged events and deliveries still have something to do by themselves. */
    public long unsettled() {
        return ask("select (select count(*) from inbound_event where due_at is not null)"
                + " + (select count(*) from delivery where due_at is not null)", row -> row.getLong(1));
    }

    /** How many bytes have been written to the log that makes commits durable, since the server was made. */
    public long walBytes() {
        return ask("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint", row -> row.getLong(1));
    }

    /** The process that serves this connection, on the server's machine. */
    public long serverProcess() {
        return ask("select pg_backend_pid()", row -> row.getLong(1));
    }

    /** Whether the server is on this machine, so that its processes can be looked at. */
    public boolean onThisMachine() {
        return ask("select inet_server_addr() is null or inet_server_addr() <<= '127.0.0.0/8' or inet_server_addr() = '::1'",
                row -> row.getBoolean(1));
    }

    /** For people: {@code PostgreSQL 18.6}. */
    public String version() {
        return "PostgreSQL " + ask("show server_version", row -> row.getString(1));
    }

    /** The settings that decide whether a commit is on disk when it is acknowledged, with their values. */
    public Map<String, String> durability() {
        Map<String, String> settings = new LinkedHashMap<>();
        DURABILITY.forEach(setting -> settings.put(setting, ask("show " + setting, row -> row.getString(1))));
        return settings;
    }

    /** Rows that were read by scanning a whole table of the pipeline instead of looking up by key. */
    public long rowsScanned() {
        return ask("select coalesce(sum(seq_tup_read), 0)::bigint from pg_stat_user_tables where schemaname = current_schema()"
                + " and relname ~ '^(call|run|delivery|inbound_event|bill)(_|$)'", row -> row.getLong(1));
    }

    /** Connections as the gateway's workers have them: every statement looks up by key. */
    DataSource pipeline() {
        PGSimpleDataSource pipeline = new PGSimpleDataSource();
        pipeline.setUrl(address.url());
        pipeline.setUser(source.getUser());
        pipeline.setPassword(source.getPassword());
        pipeline.setCurrentSchema(schema);
        pipeline.setApplicationName("waybill-bench");
        pipeline.setOptions(Database.BY_KEY);
        return pipeline;
    }

    /**
     * Drops the schema with everything in it.
     *
     * @throws IllegalStateException unless only a benchmark can have made it
     */
    public void dropSchema() {
        if (!OWN_SCHEMA.matcher(schema).matches()) {
            throw new IllegalStateException("only a benchmark's own schema is dropped, not " + schema);
        }
        try (Statement statement = connection().createStatement()) {
            statement.execute("drop schema if exists \"" + schema + "\" cascade");
        } catch (SQLException e) {
            throw new DatabaseException("drop schema " + schema + ", which can be dropped by hand", e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private synchronized <T> T ask(String question, Reading<T> reading) {
        try (Statement statement = connection().createStatement(); ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return reading.of(rows);
        } catch (SQLException e) {
            close();
            throw new DatabaseException("read what the benchmark measures", e);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null || connection.isClosed()) {
            connection = source.getConnection();
        }
        return connection;
    }

    @Override
    public synchronized void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            connection = null;                   // it was broken already
        }
    }
}
