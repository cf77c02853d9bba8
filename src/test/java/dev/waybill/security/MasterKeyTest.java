package dev.waybill.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
    private static final String SET = Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes());

    @TempDir
    Path dataDir;

    @Test
    void uses_the_key_that_is_set() {
        assertThat(MasterKey.load(SET, dataDir, false).id()).isEqualTo(MasterKey.of(SET).id());
    }

    @Test
    void writes_no_file_when_a_key_is_set() {
        MasterKey.load(SET, dataDir, true);
        assertThat(dataDir).isEmptyDirectory();
    }

    @Test
    void makes_a_key_for_the_embedded_database_and_finds_it_again() {
        MasterKey made = MasterKey.load("", dataDir.resolve("data"), true);
        assertThat(MasterKey.load("", dataDir.resolve("data"), true).id()).isEqualTo(made.id());
    }

    @Test
    void makes_another_key_in_another_data_folder() {
        assertThat(MasterKey.load("", dataDir.resolve("a"), true).id())
                .isNotEqualTo(MasterKey.load("", dataDir.resolve("b"), true).id());
    }

    @Test
    void lets_only_its_owner_read_the_key_file() throws IOException {
        MasterKey.load("", dataDir, true);
        assertThat(Files.getPosixFilePermissions(dataDir.resolve("secrets.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void closes_a_key_file_that_others_can_read() throws IOException {
        MasterKey.load("", dataDir, true);
        Files.setPosixFilePermissions(dataDir.resolve("secrets.key"), PosixFilePermissions.fromString("rw-r--r--"));
        MasterKey.load("", dataDir, true);
        assertThat(Files.getPosixFilePermissions(dataDir.resolve("secrets.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void leaves_nothing_but_the_key_file_behind() throws IOException {
        MasterKey.load("", dataDir, true);
        try (var files = Files.list(dataDir)) {
            assertThat(files).containsExactly(dataDir.resolve("secrets.key"));
        }
    }

    @Test
    void needs_a_key_for_a_database_of_its_own() {
        assertThatThrownBy(() -> MasterKey.load(" ", dataDir, false)).isInstanceOf(SealingException.class)
                .hasMessageContaining("secrets.key is empty").hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void says_how_many_bytes_a_key_of_the_wrong_length_has() {
        String tooShort = Base64.getEncoder().encodeToString("sixteen-bytes-00".getBytes());
        assertThatThrownBy(() -> MasterKey.of(tooShort)).isInstanceOf(SealingException.class)
                .hasMessageContaining("16 bytes").hasMessageContaining("32 bytes").hasMessageNotContaining(tooShort);
    }

    @Test
    void refuses_a_key_that_is_not_base64_without_showing_it() {
        assertThatThrownBy(() -> MasterKey.of("my+private*key")).isInstanceOf(SealingException.class)
                .hasMessageContaining("not base64").hasMessageNotContaining("private").hasMessageNotContaining("*");
    }

    @Test
    void names_the_file_when_the_kept_key_is_damaged() throws IOException {
        Files.writeString(dataDir.resolve("secrets.key"), "AAAA");
        assertThatThrownBy(() -> MasterKey.load("", dataDir, true)).isInstanceOf(SealingException.class)
                .hasMessageContaining(dataDir.resolve("secrets.key").toString()).hasMessageContaining("backup");
    }

    @Test
    void says_in_words_when_the_key_file_cannot_be_read() throws IOException {
        Files.createDirectory(dataDir.resolve("secrets.key"));
        assertThatThrownBy(() -> MasterKey.load("", dataDir, true)).isInstanceOf(SealingException.class)
                .hasMessageContaining("cannot be read or written").hasMessageContaining("SECRETS_KEY");
    }

    @Test
    void prints_its_id_only() {
        assertThat(MasterKey.of(SET)).hasToString("MasterKey " + MasterKey.of(SET).id());
    }
}
