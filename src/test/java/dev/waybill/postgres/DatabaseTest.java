package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.waybill.settings.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Against a real server that plays the one elsewhere; the embedded way in is tried on data folders of its own. */
class DatabaseTest {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    static Path home;

    private static DataFolder folder;
    private static EmbeddedDatabase server;

    @BeforeAll
    static void startServer() {
        folder = DataFolder.open(Settings.load(home, Map.of(), Map.of("data.dir", "server")));
        server = EmbeddedDatabase.start(folder, 100);
    }

    @AfterAll
    static void stopServer() {
        server.close();
        folder.close();
    }

    @Test
    void makes_its_schema_and_finds_the_tables_in_it() throws SQLException {
        try (Database database = open("fresh", Map.of())) {
            assertThat(ask(database.workers(), "select current_schema()")).isEqualTo("fresh");
            assertThat(ask(database.readers(), "select count(*) from delivery")).isEqualTo("0");
            assertThat(database).hasToString(server.address() + ", schema fresh");
        }
    }

    @Test
    void a_second_start_finds_everything_done() {
        open("twice", Map.of()).close();
        assertThatNoException().isThrownBy(() -> open("twice", Map.of()).close());
    }

    @Test
    void many_nodes_may_start_together_on_an_empty_database() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> starts = Collections.nCopies(4, DatabaseTest::startTogether);
            for (Future<String> rows : nodes.invokeAll(starts)) {
                assertThat(rows.get()).isEqualTo("1");
            }
        } finally {
            nodes.shutdownNow();
        }
    }

    private static String startTogether() throws SQLException {
        try (Database database = open("together", Map.of("database.pool-size", "2", "database.accept-pool-size", "1"))) {
            return ask(database.readers(), "select count(*) from configuration_revision");
        }
    }

    @Test
    void has_the_partitions_of_the_coming_months() throws SQLException {
        try (Database database = open("months", Map.of())) {
            String partitions = "select count(*) from pg_inherits join pg_class parent on parent.oid = inhparent"
                    + " where parent.relname = 'run' and parent.relnamespace = 'months'::regnamespace";
            assertThat(ask(database.readers(), partitions)).isEqualTo("4");
        }
    }

    @Test
    void makes_again_the_partition_of_a_month_that_is_missing() throws SQLException {
        try (Database database = open("gap", Map.of())) {
            run(database.readers(), "drop table run_" + inTwoMonths());
        }
        try (Database database = open("gap", Map.of())) {
            assertThat(ask(database.readers(), "select count(*) from run_" + inTwoMonths())).isEqualTo("0");
        }
    }

    private static String inTwoMonths() {
        return YearMonth.now(ZoneOffset.UTC).plusMonths(2).format(DateTimeFormatter.ofPattern("uuuu_MM"));
    }

    @Test
    void the_pipeline_never_reads_whole_tables() throws SQLException {
        try (Database database = open("plans", Map.of())) {
            assertThat(ask(database.workers(), "show enable_seqscan")).isEqualTo("off");
            assertThat(ask(database.accepts(), "show enable_seqscan")).isEqualTo("off");
            assertThat(ask(database.readers(), "show enable_seqscan")).isEqualTo("on");
        }
    }

    @Test
    void options_in_the_url_are_kept_beside_ours() throws SQLException {
        try (Database database = open("options", Map.of("database.url", server.address().url() + "?options=-c%20work_mem=8MB"))) {
            assertThat(ask(database.workers(), "show work_mem")).isEqualTo("8MB");
            assertThat(ask(database.workers(), "show enable_seqscan")).isEqualTo("off");
        }
    }

    @Test
    void no_statement_goes_on_after_we_stopped_waiting_for_it() throws SQLException {
        try (Database database = open("limits", Map.of())) {
            assertThat(ask(database.workers(), "show statement_timeout")).isEqualTo("27s");
            assertThat(ask(database.accepts(), "show statement_timeout")).isEqualTo("7s");
            assertThat(ask(database.readers(), "show statement_timeout")).isEqualTo("57s");
        }
    }

    @Test
    void webhooks_are_received_while_every_worker_connection_is_taken() throws SQLException {
        try (Database database = open("busy", Map.of("database.pool-size", "1"));
                Connection taken = database.workers().getConnection()) {
            assertThat(ask(database.accepts(), "select 'received'")).isEqualTo("received");
            assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(() -> database.workers().getConnection());
            assertThat(taken.isValid(1)).isTrue();
        }
    }

    @Test
    void goes_on_by_itself_after_its_connections_were_cut() throws SQLException {
        try (Database database = open("cut", Map.of("database.pool-size", "2"))) {
            ask(database.workers(), "select 1");
            run(server, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'waybill'");
            Awaitility.await().atMost(Duration.ofSeconds(5)).ignoreExceptions()
                    .untilAsserted(() -> assertThat(ask(database.workers(), "select 'back'")).isEqualTo("back"));
        }
    }

    @Test
    void a_wrong_password_is_refused_at_once_and_not_shown() {
        long begin = System.nanoTime();
        assertThatExceptionOfType(DatabaseRefusedException.class)
                .isThrownBy(() -> open("unused", Map.of("database.password", "hunter2")))
                .withMessageContaining(server.address().toString()).withMessageContaining("DATABASE_PASSWORD")
                .withMessageNotContaining("hunter2");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_password_in_the_url_is_not_shown() {
        assertThatExceptionOfType(DatabaseRefusedException.class)
                .isThrownBy(() -> open("unused", Map.of("database.password", "",
                        "database.url", server.address().url() + "?password=hunter2")))
                .withMessageContaining(server.address().toString()).withMessageNotContaining("hunter2");
    }

    @Test
    void a_database_that_does_not_exist_is_refused_at_once() {
        String url = server.address().url().replace("/postgres", "/nowhere");
        assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(() -> open("unused", Map.of("database.url", url)))
                .withMessageContaining("/nowhere").withMessageContaining("make the database");
    }

    @Test
    void a_role_that_may_not_make_the_schema_is_told_what_its_owner_runs() throws SQLException {
        run(server, "create role clerk login password 'pw'");
        assertThatExceptionOfType(DatabaseRefusedException.class)
                .isThrownBy(() -> open("clerks", Map.of("database.user", "clerk", "database.password", "pw")))
                .withMessageContaining("create schema clerks authorization clerk");
    }

    @Test
    void a_role_needs_no_more_than_its_own_schema() throws SQLException {
        run(server, "create role owner login password 'pw'");
        run(server, "create schema owned authorization owner");
        try (Database database = open("owned", Map.of("database.user", "owner", "database.password", "pw"))) {
            assertThat(ask(database.readers(), "select count(*) from bill")).isEqualTo("0");
        }
    }

    @Test
    void an_old_server_is_refused() {
        DatabaseStart start = new DatabaseStart(server.address(), "waybill", new PGSimpleDataSource());
        assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(() -> start.refuseOldVersion(14))
                .withMessageContaining("is version 14, and Waybill needs 15 or newer");
        assertThatNoException().isThrownBy(() -> start.refuseOldVersion(15));
    }

    @Test
    void a_server_that_never_answers_is_named_in_the_refusal() {
        DatabaseAddress nobody = new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/waybill?password=hunter2", "", "");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(nobody.url());
        assertThatExceptionOfType(DatabaseRefusedException.class)
                .isThrownBy(() -> new DatabaseStart(nobody, "waybill", source).awaitAnswer(Duration.ofSeconds(1)))
                .withMessageStartingWith("PostgreSQL at 127.0.0.1:1/waybill did not answer within 1 s")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void a_server_that_comes_up_later_is_waited_for() {
        AtomicInteger tries = new AtomicInteger();
        DataSource later = new PGSimpleDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                String url = tries.incrementAndGet() < 3 ? "jdbc:postgresql://127.0.0.1:1/waybill" : server.address().url();
                return DriverManager.getConnection(url, "postgres", server.address().password());
            }
        };
        new DatabaseStart(server.address(), "waybill", later).awaitAnswer(Duration.ofSeconds(20));
        assertThat(tries).hasValue(3);
    }

    @Test
    void opens_the_embedded_server_and_stops_it() throws SQLException {
        Settings settings = Settings.load(home, Map.of(), Map.of("data.dir", "embedded"));
        try (DataFolder own = DataFolder.open(settings)) {
            try (Database database = Database.open(settings, own)) {
                assertThat(ask(database.readers(), "select current_schema()")).isEqualTo("waybill");
                assertThat(ask(database.readers(), "show max_connections")).isEqualTo("60");
            }
            assertThat(EmbeddedDatabase.running(own.path())).isEmpty();
        }
    }

    @Test
    void a_command_runs_the_embedded_server_itself_when_no_gateway_does() throws SQLException {
        Settings settings = Settings.load(home, Map.of(), Map.of("data.dir", "embedded"));
        try (Database database = Database.attach(settings)) {
            assertThat(ask(database.readers(), "select count(*) from organization")).isEqualTo("0");
            assertThatExceptionOfType(DataFolderInUseException.class).isThrownBy(() -> DataFolder.open(settings));
        }
        DataFolder.open(settings).close();
    }

    @Test
    void a_command_uses_the_embedded_server_of_a_running_gateway() throws Exception {
        Path data = home.resolve("embedded");
        try (OtherProcess gateway = OtherProcess.on(data)) {
            try (Database database = Database.attach(Settings.load(home, Map.of(), Map.of("data.dir", data.toString())))) {
                assertThat(ask(database.readers(), "select what from public.kept")).isEqualTo("by the process that was killed");
            }
            assertThat(EmbeddedDatabase.running(data)).as("closing the command leaves the gateway's server alone").isPresent();
            gateway.kill();
        }
        DataFolder left = DataFolder.open(Settings.load(home, Map.of(), Map.of("data.dir", data.toString())));
        EmbeddedDatabase.start(left, 60).close();
        left.close();
    }

    @Test
    void a_command_beside_a_gateway_with_another_database_is_told_so() {
        Settings settings = Settings.load(home, Map.of(), Map.of("data.dir", "without"));
        try (DataFolder held = DataFolder.open(settings)) {
            assertThatExceptionOfType(DatabaseRefusedException.class)
                    .isThrownBy(() -> Database.attach(settings, Duration.ofMillis(300)))
                    .withMessageContaining(held.path().toString()).withMessageContaining("the same database.url");
        }
    }

    @Test
    void a_command_finds_the_database_elsewhere() throws SQLException {
        try (Database database = Database.attach(settings("command", Map.of()))) {
            assertThat(ask(database.readers(), "select current_schema()")).isEqualTo("command");
        }
    }

    private static Database open(String schema, Map<String, String> changes) {
        return Database.open(settings(schema, changes), folder);
    }

    private static Settings settings(String schema, Map<String, String> changes) {
        Map<String, String> overrides = new HashMap<>(Map.of("database.url", server.address().url(), "database.user", "postgres",
                "database.password", server.address().password(), "database.schema", schema, "secrets.key", KEY));
        overrides.putAll(changes);
        return Settings.load(home, Map.of(), overrides);
    }

    private static String ask(DataSource source, String question) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void run(DataSource source, String order) throws SQLException {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(order);
        }
    }

    private static void run(EmbeddedDatabase database, String order) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.address().url());
        source.setUser(database.address().user());
        source.setPassword(database.address().password());
        run(source, order);
    }
}
