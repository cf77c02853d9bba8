package dev.waybill.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waybill.settings.Settings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that everything is kept in, its tables up to date: the one that database.url names, or the embedded one. Every
 * connection finds the tables of database.schema without naming it.
 */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /**
     * For the pipeline, which only ever looks up by key. Plans made while a table was empty read the whole table ever after. One plan
     * is enough for a statement: partitions make the planner believe that a new one each time would pay. Whoever waits for a row that
     * somebody else holds lets the others of a shared commit wait too, so it does not wait long.
     */
    static final String BY_KEY = " -c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c lock_timeout=1500";

    /** Where the demo keeps its tables. */
    public static final String DEMO_SCHEMA = "waybill_demo";

    private final DatabaseAddress address;
    private final String schema;
    private final DatabaseStart start;
    private final HikariDataSource workers;
    private final HikariDataSource accepts;
    private final HikariDataSource readers;
    private final List<AutoCloseable> held;

    /**
     * How many connections each pool has at most, how many it keeps open while nothing happens (-1: all), and whether everything in
     * the schema is dropped first.
     */
    private record Sizes(int workers, int accepts, int readers, int idle, boolean forgets) {

        static Sizes ofGateway(Settings settings) {
            return new Sizes(settings.number("database.pool-size"), settings.number("database.accept-pool-size"), 6, -1, false);
        }

        static Sizes ofCommand() {
            return new Sizes(4, 1, 4, 0, false);
        }

        Sizes forgetting() {
            return new Sizes(workers, accepts, readers, idle, true);
        }

        /** What the embedded server must bear: this, and commands, nodes and people beside it. */
        int together() {
            return Math.max(60, workers + accepts + readers + 20);
        }
    }

    private Database(DatabaseAddress address, Settings settings, Sizes sizes, List<AutoCloseable> held) {
        this.address = address;
        this.held = held;
        this.schema = settings.text("database.schema");
        this.start = new DatabaseStart(address, schema, source(Duration.ZERO, ""));
        start.awaitAnswer(DatabaseStart.PATIENCE);
        if (sizes.forgets()) {
            start.dropSchema();
        }
        start.bringUpToDate();
        int idle = sizes.idle();
        this.workers = pool("workers", sizes.workers(), idle, Duration.ofSeconds(2), source(Duration.ofSeconds(30), BY_KEY));
        this.accepts = pool("accepts", sizes.accepts(), idle, Duration.ofSeconds(1), source(Duration.ofSeconds(10), BY_KEY));
        this.readers = pool("readers", sizes.readers(), idle, Duration.ofSeconds(2), source(Duration.ofSeconds(60), ""));
    }

    /**
     * Opens the database for the gateway; the embedded server, if that is the one, stops with {@link #close}.
     *
     * @param folder stays open when this is closed
     * @throws DatabaseRefusedException with the reason and the remedy, after up to 30 seconds
     */
    public static Database open(Settings settings, DataFolder folder) {
        return open(settings, folder, Sizes.ofGateway(settings));
    }

    /**
     * As {@link #open(Settings, DataFolder)}, after everything was dropped: the demo begins with nothing.
     *
     * @throws IllegalStateException unless the settings name the demo's own schema
     */
    public static Database openDemo(Settings settings, DataFolder folder) {
        if (!settings.text("database.schema").equals(DEMO_SCHEMA)) {
            throw new IllegalStateException("only the demo's own schema is ever dropped, not " + settings.text("database.schema"));
        }
        return open(settings, folder, Sizes.ofGateway(settings).forgetting());
    }

    private static Database open(Settings settings, DataFolder folder, Sizes sizes) {
        Optional<DatabaseAddress> elsewhere = elsewhere(settings);
        return elsewhere.isPresent()
                ? open(elsewhere.get(), settings, sizes, List.of())
                : openEmbedded(settings, sizes, folder, List.of());
    }

    /**
     * Opens for a command whatever is there: the database elsewhere; or the embedded server of a gateway that runs; or else the
     * embedded server itself, taking the data folder until {@link #close}.
     *
     * @throws DatabaseRefusedException with the reason and the remedy, after up to 30 seconds
     */
    public static Database attach(Settings settings) {
        return attach(settings, DatabaseStart.PATIENCE);
    }

    static Database attach(Settings settings, Duration patience) {
        Sizes sizes = Sizes.ofCommand();
        Optional<DatabaseAddress> elsewhere = elsewhere(settings);
        if (elsewhere.isPresent()) {
            return open(elsewhere.get(), settings, sizes, List.of());
        }
        long giveUp = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                DataFolder folder = DataFolder.open(settings);
                return openEmbedded(settings, sizes, folder, List.of(folder));
            } catch (DataFolderInUseException e) {
                Optional<DatabaseAddress> running = EmbeddedDatabase.running(e.folder());
                if (running.isPresent()) {
                    return open(running.get(), settings, sizes, List.of());
                }
                if (System.nanoTime() > giveUp) {
                    throw new DatabaseRefusedException(e.getMessage() + ". No embedded database runs in it: if that process uses"
                            + " another one, give this command the same database.url", e);
                }
                DatabaseStart.pause();
            }
        }
    }

    private static Optional<DatabaseAddress> elsewhere(Settings settings) {
        return settings.optional("database.url").map(url -> new DatabaseAddress(url,
                settings.optional("database.user").orElse(""), settings.optional("database.password").orElse("")));
    }

    private static Database openEmbedded(Settings settings, Sizes sizes, DataFolder folder, List<AutoCloseable> held) {
        EmbeddedDatabase embedded;
        try {
            embedded = EmbeddedDatabase.start(folder, Sizes.ofGateway(settings).together());
        } catch (RuntimeException e) {
            close(held);
            throw e;
        }
        return open(embedded.address(), settings, sizes, Stream.concat(Stream.of(embedded), held.stream()).toList());
    }

    private static Database open(DatabaseAddress address, Settings settings, Sizes sizes, List<AutoCloseable> held) {
        try {
            return new Database(address, settings, sizes, held);
        } catch (RuntimeException e) {
            close(held);
            throw e;
        }
    }

    private PGSimpleDataSource source(Duration longestStatement, String options) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.url());
        if (!address.user().isEmpty()) {
            source.setUser(address.user());
        }
        if (!address.password().isEmpty()) {
            source.setPassword(address.password());
        }
        source.setCurrentSchema(schema);
        source.setApplicationName("waybill");
        source.setConnectTimeout(5);
        source.setTcpKeepAlive(true);
        String ofUrl = source.getOptions() == null ? "" : source.getOptions();
        if (longestStatement.isZero()) {
            source.setOptions(ofUrl);
        } else {
            // The server gives up first, so that no statement goes on after we have stopped waiting for it.
            source.setSocketTimeout((int) longestStatement.toSeconds());
            source.setOptions(ofUrl + options + " -c statement_timeout=" + longestStatement.minusSeconds(3).toMillis()
                    + " -c idle_in_transaction_session_timeout=60000");
        }
        return source;
    }

    private static HikariDataSource pool(String name, int most, int idle, Duration longestWait, DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("waybill-" + name);
        config.setDataSource(source);
        config.setMaximumPoolSize(most);
        if (idle >= 0) {
            config.setMinimumIdle(idle);
        }
        config.setConnectionTimeout(longestWait.toMillis());
        config.setValidationTimeout(Math.min(1_000, longestWait.toMillis() / 2));
        config.setInitializationFailTimeout(-1);                 // it has just answered; from now on an absence is survived
        return new HikariDataSource(config);
    }

    /** For deciding and delivering: looks up by key, gives up on a statement after 27 s and on a connection after 2 s. */
    public DataSource workers() {
        return workers;
    }

    /** For receiving webhooks only, so that they never wait for slow work: 7 s for a statement, 1 s for a connection. */
    public DataSource accepts() {
        return accepts;
    }

    /** For lists, reports and configuration, with the planner as PostgreSQL ships it: 57 s for a statement. */
    public DataSource readers() {
        return readers;
    }

    /** For a look that must leave no trace: PostgreSQL itself refuses every write on these connections. They are not pooled. */
    public DataSource lookers() {
        return source(Duration.ofSeconds(60), " -c default_transaction_read_only=on");
    }

    /** Where it is, for people: host, port, database and schema. */
    @Override
    public String toString() {
        return address + ", schema " + schema;
    }

    /** Closes every connection, and stops the embedded server if this started it. */
    @Override
    public void close() {
        List.of(accepts, workers, readers).forEach(HikariDataSource::close);
        close(held);
    }

    private static void close(List<AutoCloseable> held) {
        for (AutoCloseable each : held) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("cannot close {}: {}", each.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
