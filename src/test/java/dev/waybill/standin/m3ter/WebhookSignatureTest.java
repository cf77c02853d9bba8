package dev.waybill.standin.m3ter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void one_object_signs_each_webhook_as_if_it_were_the_first() {
        WebhookSignature signature = new WebhookSignature("secret");
        String first = signature.of("1", BODY);
        assertThat(signature.of("2", BODY)).isNotEqualTo(first).isEqualTo(WebhookSender.signature("2", BODY, "secret"));
        assertThat(signature.of("1", BODY)).isEqualTo(first);
    }
}
