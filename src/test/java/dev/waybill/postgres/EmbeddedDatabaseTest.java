package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real server, ended in every way in which servers end. One data folder serves all tests, as on a machine. */
class EmbeddedDatabaseTest {

    @TempDir
    static Path home;

    private DataFolder folder;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(Settings.load(home, Map.of(), Map.of("data.dir", "data of a node")));
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    @Test
    void every_commit_is_on_disk_before_it_is_acknowledged() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ask(database, "show fsync")).isEqualTo("on");
            assertThat(ask(database, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(database, "show full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void is_reached_from_this_machine_only() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ask(database, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(database, "show unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void asks_for_the_password_that_only_its_owner_can_read() throws IOException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(database.address().url(), "postgres", "guessed"))
                    .withMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path("postgres.password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void does_not_show_its_password() throws IOException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(database.address().toString()).startsWith("127.0.0.1:").endsWith("/postgres")
                    .doesNotContain(database.address().password());
            assertThat(Files.readString(folder.path("postgres.log"))).doesNotContain(database.address().password());
        }
    }

    @Test
    void keeps_its_data_over_a_restart() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            run(database, "create table kept_over_restart as select 'still here' as what");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ask(database, "select what from kept_over_restart")).isEqualTo("still here");
        }
    }

    @Test
    void leaves_no_process_after_an_orderly_stop() {
        EmbeddedDatabase.start(folder, 60).close();
        assertThat(ofOurFolder()).isEmpty();
        assertThat(EmbeddedDatabase.running(folder.path())).isEmpty();
    }

    @Test
    void stops_although_a_session_is_open() throws SQLException {
        EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60);
        try (Connection connection = connect(database.address())) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
            database.close();
            assertThat(ofOurFolder()).isEmpty();
        }
    }

    @Test
    void is_found_by_a_second_program_while_it_runs() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            DatabaseAddress found = EmbeddedDatabase.running(folder.path()).orElseThrow();
            assertThat(found).isEqualTo(database.address());
        }
    }

    @Test
    void a_server_left_by_a_killed_gateway_is_stopped_and_its_data_kept() throws Exception {
        folder.close();
        long leftBehind;
        try (OtherProcess gateway = OtherProcess.on(folder.path())) {
            gateway.kill();
            leftBehind = postmaster();
            assertThat(ofOurFolder()).as("the server outlives its gateway").extracting(ProcessHandle::pid).contains(leftBehind);
        }
        openFolder();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ofOurFolder()).extracting(ProcessHandle::pid).isNotEmpty().doesNotContain(leftBehind);
            assertThat(ask(database, "select what from kept limit 1")).isEqualTo("by the process that was killed");
        }
    }

    @Test
    void everything_killed_at_once_is_recovered() throws Exception {
        folder.close();
        try (OtherProcess gateway = OtherProcess.on(folder.path())) {
            gateway.kill();
            ofOurFolder().forEach(ProcessHandle::destroyForcibly);
            Awaitility.await().until(() -> ofOurFolder().isEmpty());
        }
        openFolder();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ask(database, "select what from kept limit 1")).isEqualTo("by the process that was killed");
        }
    }

    @Test
    void a_program_that_got_the_old_process_number_after_a_reboot_is_left_alone() throws Exception {
        EmbeddedDatabase.start(folder, 60).close();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            writePidFile(stranger.pid(), Instant.now().minus(Duration.ofDays(2)));
            try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
                assertThat(ask(database, "select 'up'")).isEqualTo("up");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void an_empty_process_file_left_by_a_power_cut_does_not_stop_the_start() throws Exception {
        EmbeddedDatabase.start(folder, 60).close();
        Files.createFile(folder.path("postgres").resolve("postmaster.pid"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 60)) {
            assertThat(ask(database, "select 'up'")).isEqualTo("up");
        }
    }

    @Test
    void a_server_that_somebody_else_started_on_this_data_is_not_touched() throws Exception {
        EmbeddedDatabase.start(folder, 60).close();
        Process somebody = new ProcessBuilder("sleep", "600").start();
        try {
            writePidFile(somebody.pid(), somebody.info().startInstant().orElseThrow());
            assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(() -> EmbeddedDatabase.start(folder, 60))
                    .withMessageContaining("lock file \"postmaster.pid\" already exists");
            assertThat(somebody.isAlive()).isTrue();
        } finally {
            somebody.destroyForcibly().waitFor();
            Files.delete(folder.path("postgres").resolve("postmaster.pid"));
        }
    }

    @Test
    void a_first_start_that_was_interrupted_begins_again() throws Exception {
        try (DataFolder fresh = DataFolder.open(Settings.load(home, Map.of(), Map.of("data.dir", "interrupted")))) {
            Files.createDirectories(fresh.path("postgres.new/base"));
            Files.writeString(fresh.path("postgres.new/PG_VERSION"), "18");
            Files.createDirectories(fresh.path("postgres-program/unfinished/bin"));
            Files.writeString(fresh.path("postgres-program/unfinished/bin/postgres"), "half");
            try (EmbeddedDatabase database = EmbeddedDatabase.start(fresh, 60)) {
                assertThat(ask(database, "select 'up'")).isEqualTo("up");
            }
            assertThat(fresh.path("postgres.new")).doesNotExist();
            assertThat(fresh.path("postgres-program/unfinished")).doesNotExist();
        }
    }

    @Test
    void without_its_password_file_it_says_what_to_copy_back() throws Exception {
        EmbeddedDatabase.start(folder, 60).close();
        Path kept = Files.move(folder.path("postgres.password"), home.resolve("kept"));
        try {
            assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(() -> EmbeddedDatabase.start(folder, 60))
                    .withMessageContaining("postgres.password is missing").withMessageContaining("backup");
        } finally {
            Files.move(kept, folder.path("postgres.password"));
        }
    }

    @Test
    void what_the_server_said_is_in_the_refusal() throws Exception {
        EmbeddedDatabase.start(folder, 60).close();
        Path version = folder.path("postgres").resolve("PG_VERSION");
        Files.writeString(version, "12\n");
        try {
            assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(() -> EmbeddedDatabase.start(folder, 60))
                    .withMessageContaining("database files are incompatible with server").withMessageContaining("database.url");
        } finally {
            Files.writeString(version, "18\n");
        }
    }

    private void writePidFile(long pid, Instant started) throws IOException {
        Files.write(folder.path("postgres").resolve("postmaster.pid"), List.of(String.valueOf(pid),
                folder.path("postgres").toString(), String.valueOf(started.getEpochSecond()), "5432", "", "127.0.0.1",
                "        1         1", "ready"));
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(folder.path("postgres").resolve("postmaster.pid")).get(0));
    }

    private List<ProcessHandle> ofOurFolder() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(folder.path().toString()))
                .toList();
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.user(), address.password());
    }

    private static void run(EmbeddedDatabase database, String statement) throws SQLException {
        try (Connection connection = connect(database.address()); Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    private static String ask(EmbeddedDatabase database, String question) throws SQLException {
        try (Connection connection = connect(database.address()); Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
