package dev.waybill.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final byte[] PLAIN = "rk_test_51Nothing".getBytes(StandardCharsets.UTF_8);
    private static final String ROW = Sealing.bind(new UUID(1, 1), new UUID(2, 2), Sealing.CREDENTIALS);

    private final MasterKey older = key(1);
    private final MasterKey newer = key(2);
    private final Sealing sealing = new Sealing(List.of(older));

    @Test
    void opens_what_it_sealed() {
        assertThat(sealing.open(sealing.seal(PLAIN, ROW), ROW)).isEqualTo(PLAIN);
    }

    @Test
    void seals_the_same_bytes_differently_each_time() {
        assertThat(sealing.seal(PLAIN, ROW).ciphertext()).isNotEqualTo(sealing.seal(PLAIN, ROW).ciphertext());
    }

    @Test
    void keeps_the_plain_bytes_out_of_the_ciphertext() {
        String ciphertext = new String(sealing.seal(PLAIN, ROW).ciphertext(), StandardCharsets.ISO_8859_1);
        assertThat(ciphertext).doesNotContain("rk_test");
    }

    @Test
    void writes_the_id_of_the_key_beside_the_ciphertext() {
        assertThat(sealing.seal(PLAIN, ROW).keyId()).isEqualTo(older.id()).matches("[0-9a-f]{8}");
    }

    @Test
    void does_not_open_a_secret_copied_to_another_row() {
        Sealed sealed = sealing.seal(PLAIN, ROW);
        String otherRow = Sealing.bind(new UUID(1, 1), new UUID(2, 3), Sealing.CREDENTIALS);
        assertThatThrownBy(() -> sealing.open(sealed, otherRow)).isInstanceOf(SealingException.class)
                .hasMessageContaining("copied from another row").hasMessageNotContaining("rk_test");
    }

    @Test
    void does_not_open_a_secret_copied_to_another_organization() {
        Sealed sealed = sealing.seal(PLAIN, ROW);
        String otherOrganization = Sealing.bind(new UUID(1, 9), new UUID(2, 2), Sealing.CREDENTIALS);
        assertThatThrownBy(() -> sealing.open(sealed, otherOrganization)).isInstanceOf(SealingException.class);
    }

    @Test
    void does_not_open_a_secret_for_another_purpose() {
        Sealed sealed = sealing.seal(PLAIN, ROW);
        String otherPurpose = Sealing.bind(new UUID(1, 1), new UUID(2, 2), Sealing.WEBHOOK_SECRET);
        assertThatThrownBy(() -> sealing.open(sealed, otherPurpose)).isInstanceOf(SealingException.class);
    }

    @Test
    void does_not_open_a_changed_ciphertext() {
        byte[] changed = sealing.seal(PLAIN, ROW).ciphertext();
        changed[changed.length - 1] ^= 1;
        assertThatThrownBy(() -> sealing.open(new Sealed(older.id(), changed), ROW)).isInstanceOf(SealingException.class);
    }

    @Test
    void opens_with_every_key_it_holds() {
        Sealed sealed = sealing.seal(PLAIN, ROW);
        assertThat(new Sealing(List.of(newer, older)).open(sealed, ROW)).isEqualTo(PLAIN);
    }

    @Test
    void seals_with_the_first_key_it_holds() {
        assertThat(new Sealing(List.of(newer, older)).seal(PLAIN, ROW).keyId()).isEqualTo(newer.id());
    }

    @Test
    void names_the_key_that_is_missing() {
        Sealed sealed = sealing.seal(PLAIN, ROW);
        assertThatThrownBy(() -> new Sealing(List.of(newer)).open(sealed, ROW)).isInstanceOf(SealingException.class)
                .hasMessageContaining(older.id()).hasMessageContaining(newer.id())
                .extracting("keyId").isEqualTo(older.id());
    }

    @Test
    void gives_equal_content_equal_fingerprints() {
        assertThat(sealing.fingerprint(PLAIN)).isEqualTo(sealing.fingerprint(PLAIN.clone())).matches("[0-9a-f]{64}");
    }

    @Test
    void gives_different_content_different_fingerprints() {
        assertThat(sealing.fingerprint(PLAIN)).isNotEqualTo(sealing.fingerprint(new byte[] {1}));
    }

    @Test
    void makes_fingerprints_that_depend_on_the_key() {
        assertThat(sealing.fingerprint(PLAIN)).isNotEqualTo(new Sealing(List.of(newer)).fingerprint(PLAIN));
    }

    @Test
    void recognizes_a_fingerprint_made_under_an_older_key() {
        String fingerprint = sealing.fingerprint(PLAIN);
        assertThat(new Sealing(List.of(newer, older)).hasFingerprint(PLAIN, older.id(), fingerprint)).isTrue();
    }

    @Test
    void tells_a_changed_secret_by_its_fingerprint() {
        assertThat(sealing.hasFingerprint(new byte[] {1}, older.id(), sealing.fingerprint(PLAIN))).isFalse();
    }

    @Test
    void prints_neither_keys_nor_secrets() {
        assertThat(sealing + " " + older + " " + Secret.of(PLAIN) + " " + sealing.seal(PLAIN, ROW))
                .doesNotContain("rk_test", Base64.getEncoder().encodeToString(bytes(1)), "0101");
    }

    @Test
    void derives_the_key_id_from_the_key_alone() {
        assertThat(key(1).id()).isEqualTo(older.id()).isNotEqualTo(newer.id());
    }

    private static MasterKey key(int fill) {
        return MasterKey.of(Base64.getEncoder().encodeToString(bytes(fill)));
    }

    private static byte[] bytes(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }
}
