package dev.waybill.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void prints_nothing_of_its_bytes() {
        assertThat(Secret.of("hunter2")).hasToString("(secret)");
    }

    @Test
    void equals_another_secret_with_the_same_bytes() {
        assertThat(Secret.of("hunter2")).isEqualTo(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
    }

    @Test
    void does_not_change_when_a_handed_out_copy_does() {
        Secret secret = Secret.of("hunter2");
        secret.bytes()[0] = 'X';
        assertThat(secret).isEqualTo(Secret.of("hunter2"));
    }
}
