package dev.waybill.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {

    @Test
    void white_space_at_the_ends_is_dropped() {
        assertThat(WebhookSecret.of(null, " \tharbour secret\r\n").secret())
                .isEqualTo("harbour secret".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void an_empty_secret_is_refused(String secret) {
        assertThatIllegalArgumentException().isThrownBy(() -> WebhookSecret.of(null, secret)).withMessageContaining("is empty");
    }

    @Test
    void a_blank_key_is_no_key() {
        assertThat(WebhookSecret.of(" ", "s").apiKey()).isNull();
    }

    @Test
    void its_text_tells_neither_secret_nor_key() {
        assertThat(WebhookSecret.of("key-1", "harbour-secret-1")).hasToString("WebhookSecret[with key]");
    }

    @Test
    void nobody_can_change_it_from_outside() {
        byte[] given = "abc".getBytes(StandardCharsets.UTF_8);
        WebhookSecret secret = new WebhookSecret(null, given);
        given[0] = 'x';
        secret.secret()[1] = 'x';
        assertThat(secret).isEqualTo(WebhookSecret.of(null, "abc"));
    }
}
