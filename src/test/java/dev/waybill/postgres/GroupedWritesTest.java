package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.rehearsal.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** That a change in a group has the outcome it would have alone, and is on disk when its caller goes on. */
class GroupedWritesTest {

    private static final int CALLERS = 24;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private PGSimpleDataSource source;
    private GroupedWrites writes;
    private String schema;

    @BeforeEach
    void begin() {
        schema = TestPostgres.newSchema();
        TestPostgres.execute("create schema " + schema);
        TestPostgres.execute("create table " + schema + ".kept (key integer primary key, transaction xid8 default pg_current_xact_id())");
        source = new PGSimpleDataSource();
        source.setUrl(TestPostgres.url());
        source.setUser("postgres");
        source.setCurrentSchema(schema);
        writes = new GroupedWrites("test-writer", 1, source, Duration.ofSeconds(20));
    }

    @AfterEach
    void end() {
        writes.close();
        callers.shutdownNow();
        TestPostgres.execute("drop schema " + schema + " cascade");
    }

    private static Writes.Change<Integer> insert(int key) {
        return connection -> {
            try (PreparedStatement statement = connection.prepareStatement("insert into kept values (?)")) {
                statement.setInt(1, key);
                return statement.executeUpdate();
            }
        };
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = source.getConnection(); PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Keeps the writer busy until the latch is released, so that what is written meanwhile becomes one group. */
    private CountDownLatch hold() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        callers.submit(() -> writes.write(connection -> {
            held.countDown();
            await(release);
            return 0;
        }));
        held.await();
        return release;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_written_is_on_disk_when_its_caller_goes_on() throws Exception {
        List<Future<Boolean>> seen = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int key = i;
            seen.add(callers.submit(() -> {
                writes.write(insert(key));
                return count("select count(*) from kept where key = " + key) == 1;
            }));
        }
        for (Future<Boolean> one : seen) {
            assertThat(one.get()).isTrue();
        }
        assertThat(count("select count(*) from kept")).isEqualTo(500);
    }

    @Test
    void changes_that_gather_while_the_writer_is_busy_share_a_commit() throws Exception {
        CountDownLatch release = hold();
        List<Future<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < CALLERS - 1; i++) {
            int key = i;
            waiting.add(callers.submit(() -> writes.write(insert(key))));
        }
        Awaitility.await().until(() -> writes.waiting() == CALLERS - 1);
        release.countDown();
        for (Future<Integer> one : waiting) {
            assertThat(one.get()).isEqualTo(1);
        }
        assertThat(count("select count(distinct transaction) from kept")).isEqualTo(1);
    }

    @Test
    void one_that_fails_takes_none_of_its_group_with_it() throws Exception {
        writes.write(insert(7));
        CountDownLatch release = hold();
        List<Future<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            int key = i;
            waiting.add(callers.submit(() -> writes.write(insert(key))));
        }
        Awaitility.await().until(() -> writes.waiting() == 15);
        release.countDown();
        for (int i = 0; i < 15; i++) {
            Future<Integer> one = waiting.get(i);
            if (i == 7) {
                assertThatThrownBy(one::get).isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(SQLException.class)
                        .satisfies(e -> assertThat(((SQLException) e.getCause()).getSQLState()).isEqualTo("23505"));
            } else {
                assertThat(one.get()).isEqualTo(1);
            }
        }
        assertThat(count("select count(*) from kept")).isEqualTo(15);
    }

    @Test
    void a_connection_that_breaks_under_a_group_fails_all_of_it_and_the_next_change_is_written() throws Exception {
        CountDownLatch release = hold();
        AtomicInteger runs = new AtomicInteger();
        Future<Integer> first = callers.submit(() -> writes.write(insert(1)));
        Awaitility.await().until(() -> writes.waiting() == 1);
        Future<Integer> breaks = callers.submit(() -> writes.write(connection -> {
            runs.incrementAndGet();
            try (PreparedStatement statement = connection.prepareStatement("select pg_terminate_backend(pg_backend_pid())")) {
                statement.execute();
                return 1;
            }
        }));
        Awaitility.await().until(() -> writes.waiting() == 2);
        release.countDown();

        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(breaks::get).isInstanceOf(ExecutionException.class);
        assertThat(runs).hasValue(1);
        assertThat(count("select count(*) from kept")).isZero();
        assertThat(writes.write(insert(2))).isEqualTo(1);
    }

    @Test
    void who_waits_too_long_for_a_row_of_somebody_elses_fails_and_the_others_do_not_wait_for_each_such_row() throws Exception {
        source.setOptions("-c lock_timeout=1000");
        TestPostgres.execute("insert into " + schema + ".kept select generate_series(1, 8)");
        try (Connection other = TestPostgres.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select 1 from " + schema + ".kept for update");
            CountDownLatch release = hold();
            List<Future<Integer>> locked = new ArrayList<>();
            List<Future<Integer>> others = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                int key = i;
                locked.add(callers.submit(() -> writes.write(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("update kept set key = key where key = " + key)) {
                        return statement.executeUpdate();
                    }
                })));
                others.add(callers.submit(() -> writes.write(insert(100 + key))));
            }
            Awaitility.await().until(() -> writes.waiting() == 16);
            long begun = System.nanoTime();
            release.countDown();
            for (Future<Integer> one : others) {
                assertThat(one.get()).isEqualTo(1);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));     // not eight times one second
            for (Future<Integer> one : locked) {
                assertThatThrownBy(one::get).isInstanceOf(ExecutionException.class).cause()
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            }
            other.rollback();
        }
        assertThat(count("select count(*) from kept")).isEqualTo(16);
    }
}
