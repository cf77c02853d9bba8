package dev.waybill.standin.m3ter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.waybill.bill.Json;
import dev.waybill.standin.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {

    private static final byte[] BODY = "{\"id\":\"e-1\"}".getBytes(StandardCharsets.UTF_8);

    private final TestClock clock = new TestClock();
    private final WebhookSender sender = new WebhookSender(clock);
    private final Map<String, String> received = new HashMap<>();
    private HttpServer receiver;
    private URI url;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> received.put(name.toLowerCase(), values.get(0)));
            received.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = "{\"duplicate\":false}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        receiver.start();
        url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhooks/m3ter/e1");
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    /** The expected value was made with: printf '1793491200.{"id":"e-1"}' | openssl dgst -sha256 -hmac a-long-random-secret */
    @Test
    void the_signature_is_what_openssl_makes_of_it() throws IOException {
        sender.send(url, BODY, "a-long-random-secret", null);
        assertThat(received.get("x-m3ter-signature")).isEqualTo("077929bb357e1f4e51f71b373c9f2402a5a31506b60d76e683340eb0c02d5a47");
    }

    @Test
    void the_timestamp_is_in_epoch_seconds() throws IOException {
        sender.send(url, BODY, "s", null);
        assertThat(received.get("x-m3ter-timestamp")).isEqualTo(String.valueOf(clock.instant().getEpochSecond()));
    }

    @Test
    void the_api_key_goes_along() throws IOException {
        sender.send(url, BODY, "s", "gateway-key-1");
        assertThat(received.get("x-m3ter-api-key")).isEqualTo("gateway-key-1");
    }

    @Test
    void without_an_api_key_there_is_no_header() throws IOException {
        sender.send(url, BODY, "s", null);
        assertThat(received).doesNotContainKey("x-m3ter-api-key");
    }

    @Test
    void the_body_arrives_as_it_was_signed() throws IOException {
        sender.send(url, BODY, "s", null);
        assertThat(received.get("body")).isEqualTo(new String(BODY, StandardCharsets.UTF_8));
    }

    @Test
    void the_answers_status_is_told() throws IOException {
        assertThat(sender.send(url, BODY, "s", null).status()).isEqualTo(202);
    }

    @Test
    void the_answers_body_is_told() throws IOException {
        assertThat(sender.send(url, BODY, "s", null).body()).contains("duplicate");
    }

    @Test
    void no_answer_names_the_address() {
        receiver.stop(0);
        assertThatThrownBy(() -> sender.send(url, BODY, "s", null)).isInstanceOf(IOException.class)
                .hasMessageContaining(url.getAuthority());
    }

    @Test
    void an_empty_secret_is_refused() {
        assertThatThrownBy(() -> sender.send(url, BODY, "", null)).hasMessageContaining("secret");
    }

    @Test
    void the_stand_in_sends_the_event_of_a_bill() throws IOException {
        try (M3terStandIn m3ter = new M3terStandIn()) {
            m3ter.put("{\"id\":\"b-1\",\"accountId\":\"acc-1\"}");
            m3ter.send("billing.bill.created", "b-1", url, "s", null);
        }
        assertThat(Json.MAPPER.readTree(received.get("body")).at("/m3terEvent/eventData/newDto/id").asText()).isEqualTo("b-1");
    }
}
