package dev.waybill.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.waybill.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path home;

    @Test
    void is_made_for_its_owner_alone() throws IOException {
        try (DataFolder folder = open()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path()))).isEqualTo("rwx------");
        }
    }

    @Test
    void may_be_a_symbolic_link() throws IOException {
        Path real = Files.createDirectory(home.resolve("disk"));
        Files.createSymbolicLink(home.resolve("data"), real);
        try (DataFolder folder = open()) {
            assertThat(folder.path()).isEqualTo(real.toRealPath());
        }
    }

    @Test
    void is_held_once_within_a_process() {
        try (DataFolder folder = open()) {
            assertThatExceptionOfType(DataFolderInUseException.class).isThrownBy(this::open)
                    .withMessageContaining(folder.path().toString()).withMessageContaining("set data.dir to another folder");
        }
    }

    @Test
    void a_refused_second_start_does_not_weaken_the_first() throws Exception {
        try (DataFolder folder = open()) {
            assertThatExceptionOfType(DataFolderInUseException.class).isThrownBy(this::open);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> OtherProcess.on(folder.path()))
                    .withMessageContaining("is in use by process " + ProcessHandle.current().pid() + ", started 20")
                    .withMessageContaining("http port 8080; stop it, or set data.dir to another folder");
        }
    }

    @Test
    void is_free_again_after_it_was_closed() {
        open().close();
        open().close();
    }

    @Test
    void keeps_the_id_of_its_node() {
        UUID first;
        try (DataFolder folder = open()) {
            first = folder.nodeId();
        }
        try (DataFolder folder = open()) {
            assertThat(folder.nodeId()).isEqualTo(first);
        }
    }

    @Test
    void keeps_what_only_its_owner_may_read() throws IOException {
        try (DataFolder folder = open()) {
            assertThat(folder.keep("some.key", () -> "secret")).isEqualTo("secret");
            assertThat(folder.keep("some.key", () -> "another")).isEqualTo("secret");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path("some.key"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void makes_again_what_was_half_written_when_the_power_went() throws IOException {
        try (DataFolder folder = open()) {
            Files.writeString(folder.path("some.key.new"), "sec");
            assertThat(folder.keep("some.key", () -> "secret")).isEqualTo("secret");
        }
    }

    @Test
    void says_what_to_do_when_it_cannot_be_made() throws IOException {
        Files.writeString(home.resolve("data"), "a file where the folder should be");
        assertThatExceptionOfType(DatabaseRefusedException.class).isThrownBy(this::open)
                .withMessageContaining(home.resolve("data").toString()).withMessageContaining("set data.dir");
    }

    private DataFolder open() {
        return DataFolder.open(Settings.load(home, Map.of(), Map.of()));
    }
}
