package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.m3ter.WebhookSender;
import dev.waybill.standin.m3ter.WebhookSender.Acknowledgement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is posted to the gateway: rows 22 to 25. */
class ReceivingFaultsTest extends FaultTest {

    private static final int LARGEST = 100_000;
    private static final UUID UNTIMED_WEBHOOK = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000006");
    private static final UUID OTHER_WEBHOOK = UUID.fromString("0b0b0b0b-0000-4000-8000-000000000007");
    private static final String OTHER_SECRET = "the-other-webhooks-secret";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private long events;

    @Override
    Map<String, String> settings() {
        return Map.of("http.max-body-size", String.valueOf(LARGEST));
    }

    @BeforeEach
    void furtherWebhooks() {
        rehearsal().apply(Rehearsal.setup("").replace("    inboundWebhooks:\n", """
                    inboundWebhooks:
                      - { name: untimed, id: %s, source: m3ter, secrets: [ { secret: "${env:WEBHOOK_SECRET}" } ],
                          signature: { timestampHeader: "", signedTemplate: "{body}" } }
                      - { name: other, id: %s, source: m3ter, secrets: [ { secret: "${env:OTHER_SECRET}" } ] }
                """.formatted(UNTIMED_WEBHOOK, OTHER_WEBHOOK)), Map.of("OTHER_SECRET", OTHER_SECRET));
        events = events();
    }

    @AfterEach
    void noSecretOfTheOtherWebhookWasLogged() {
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains(OTHER_SECRET));
    }

    private long events() {
        return rehearsal().query("select id from inbound_event").size();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String now() {
        return String.valueOf(Instant.now().getEpochSecond());
    }

    /** Posts with exactly these headers, names and values in turn. */
    private HttpResponse<String> post(UUID webhook, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(rehearsal().address(webhook)).POST(BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> postSigned(byte[] body, String contentType) throws Exception {
        String timestamp = now();
        return post(Rehearsal.WEBHOOK, body, "Content-Type", contentType, "X-M3ter-Timestamp", timestamp, "X-M3ter-Signature",
                WebhookSender.signature(timestamp, body, Rehearsal.SECRET));
    }

    private double counted(String outcome) throws Exception {
        String metrics = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                + rehearsal().settings().text("management.port") + "/observe/metrics")).build(), BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("waybill_events_accepted_total") && line.contains("\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    private String kept(String column) {
        return String.valueOf(rehearsal().query("select " + column + " from inbound_event order by received_at desc, id desc limit 1")
                .get(0).get(column));
    }

    @Test
    void row_22_a_valid_webhook_replayed_two_days_later_is_refused_by_its_timestamp() throws Exception {
        String bill = newBill();
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "10")));
        String then = String.valueOf(Instant.now().minus(Duration.ofDays(2)).getEpochSecond());
        HttpResponse<String> replayed = post(Rehearsal.WEBHOOK, event, "X-M3ter-Timestamp", then, "X-M3ter-Signature",
                WebhookSender.signature(then, event, Rehearsal.SECRET));
        assertThat(replayed.statusCode()).isEqualTo(401);
        assertThat(replayed.body()).contains("clock");
        assertThat(events()).isEqualTo(events);
        assertThat(rehearsal().logLines()).anyMatch(line -> line.contains("Refused a webhook") && line.contains("timestamp"));
    }

    @Test
    void row_22_a_webhook_from_the_future_is_refused_too() {
        WebhookSender early = new WebhookSender(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
        Acknowledgement answer = rehearsal().post(early, Rehearsal.WEBHOOK, bytes(Bills.event("billing.bill.updated",
                Bills.bill("bill-of-tomorrow", "USD", "10"))));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(events()).isEqualTo(events);
    }

    @Test
    void row_22_an_old_timestamp_with_a_new_one_beside_it_is_refused() throws Exception {
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill("bill-of-two-times", "USD", "10")));
        String then = String.valueOf(Instant.now().minus(Duration.ofDays(2)).getEpochSecond());
        assertThat(post(Rehearsal.WEBHOOK, event, "X-M3ter-Timestamp", then, "X-M3ter-Timestamp", now(), "X-M3ter-Signature",
                WebhookSender.signature(then, event, Rehearsal.SECRET)).statusCode()).isEqualTo(401);
        assertThat(events()).isEqualTo(events);
    }

    @Test
    void row_22_a_webhook_whose_sender_signs_no_time_is_folded_by_its_id() throws Exception {
        String bill = newBill();
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "10")));
        HttpResponse<String> first = post(UNTIMED_WEBHOOK, event, "X-M3ter-Signature", signatureOfBody(event));
        rehearsal().awaitSettled();
        HttpResponse<String> again = post(UNTIMED_WEBHOOK, event, "X-M3ter-Signature", signatureOfBody(event));
        rehearsal().awaitSettled();
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(Rehearsal.json(again.body()).path("duplicate").asBoolean()).isTrue();
        assertThat(Rehearsal.json(again.body()).path("id")).isEqualTo(Rehearsal.json(first.body()).path("id"));
        assertThat(events()).isEqualTo(events + 1);
        assertThat(rehearsal().run(bill).status()).isEqualTo(RunStatus.COMPLETE);
    }

    private static String signatureOfBody(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes(Rehearsal.SECRET), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    /** Headers made for a body and a timestamp. */
    @FunctionalInterface
    private interface Headers {
        String[] of(byte[] body, String timestamp, String signature);
    }

    private static Arguments forged(String name, Headers headers) {
        return Arguments.of(name, headers);
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forged("none", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time}),
                forged("an empty one", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature", ""}),
                forged("a wrong one", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    "0".repeat(64)}),
                forged("one that is cut", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    good.substring(0, 63)}),
                forged("one in capitals", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    good.toUpperCase(Locale.ROOT)}),
                forged("two, both good", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature", good,
                    "X-M3ter-Signature", good}),
                forged("two, one good", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    "0".repeat(64), "X-M3ter-Signature", good}),
                forged("two in one header", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    good + ", " + good}),
                forged("another endpoint's secret", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    WebhookSender.signature(time, body, OTHER_SECRET)}),
                forged("that of another body", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    WebhookSender.signature(time, bytes("{}"), Rehearsal.SECRET)}),
                forged("that of another time", (body, time, good) -> new String[] {"X-M3ter-Timestamp",
                    String.valueOf(Long.parseLong(time) - 1), "X-M3ter-Signature", good}),
                forged("no time", (body, time, good) -> new String[] {"X-M3ter-Signature", good}),
                forged("a time that is none", (body, time, good) -> new String[] {"X-M3ter-Timestamp", "now", "X-M3ter-Signature", good}),
                forged("an API key nobody has", (body, time, good) -> new String[] {"X-M3ter-Timestamp", time, "X-M3ter-Signature",
                    WebhookSender.signature(time, body, "nobody"), "X-M3ter-Api-Key", "nobody"}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void row_23_a_signature_that_is_not_good_is_answered_401_and_nothing_is_kept(String name, Headers headers) throws Exception {
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill("bill-of-a-stranger", "USD", "10")));
        double before = counted("unauthorized");
        String time = now();
        HttpResponse<String> answer = post(Rehearsal.WEBHOOK, event,
                headers.of(event, time, WebhookSender.signature(time, event, Rehearsal.SECRET)));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Rehearsal.json(answer.body()).path("message").asText()).contains("signature").doesNotContain(Rehearsal.SECRET);
        assertThat(events()).isEqualTo(events);
        assertThat(counted("unauthorized")).isEqualTo(before + 1);
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("bill-of-a-stranger"));
    }

    @Test
    void row_23_the_header_names_count_without_case() throws Exception {
        String bill = newBill();
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "10")));
        String time = now();
        assertThat(post(Rehearsal.WEBHOOK, event, "x-m3TER-timestamp", time, "X-M3TER-SIGNATURE",
                WebhookSender.signature(time, event, Rehearsal.SECRET)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/m3ter/0b0b0b0b-0000-4000-8000-0000000000ff", "/webhooks/m3ter/nobody", "/webhooks/stripe/%s",
        "/webhooks/m3ter", "/somewhere"})
    void an_address_that_is_not_ours_is_answered_404_in_words(String path) throws Exception {
        URI base = rehearsal().address(Rehearsal.WEBHOOK);
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(base.resolve(path.formatted(Rehearsal.WEBHOOK)))
                .POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Rehearsal.json(answer.body()).path("message").asText()).isNotBlank();
        assertThat(events()).isEqualTo(events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded",
        "application/octet-stream"})
    void whatever_type_the_sender_names_the_signed_bytes_stay_as_they_are(String type) throws Exception {
        String bill = newBill();
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.addLine(Bills.bill(bill, "USD"), "USAGE", "a=b&c=%20ü", "10")));
        assertThat(postSigned(event, type).statusCode()).isEqualTo(200);
        rehearsal().awaitSettled();
        assertThat((byte[]) rehearsal().query("select body from inbound_event where entity_id = '" + bill + "'").get(0).get("body"))
                .isEqualTo(event);
    }

    @Test
    void row_24_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() throws Exception {
        String bill = newBill();
        byte[] event = bytes(Bills.event("billing.bill.updated", Bills.bill(bill, "USD", "10")));
        byte[] largest = Arrays.copyOf(event, LARGEST);
        Arrays.fill(largest, event.length, LARGEST, (byte) ' ');
        assertThat(postSigned(largest, "application/json").statusCode()).isEqualTo(200);
        byte[] larger = Arrays.copyOf(largest, LARGEST + 1);
        larger[LARGEST] = ' ';
        HttpResponse<String> refused = postSigned(larger, "application/json");
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(Rehearsal.json(refused.body()).path("message").asText()).contains(String.valueOf(LARGEST), "http.max-body-size");
        assertThat(events()).isEqualTo(events + 1);
    }

    /** What a body announces is believed, so that nothing of it has to be read. */
    @Test
    void row_24_a_body_that_is_announced_as_too_large_is_answered_before_it_is_sent() throws Exception {
        try (Socket socket = connected("Content-Length: 9000000000")) {
            assertThat(answered(socket)).startsWith("HTTP/1.1 413").contains("http.max-body-size");
        }
        assertThat(events()).isEqualTo(events);
    }

    @Test
    void row_24_a_body_in_pieces_without_end_is_answered_413_and_not_read_on() throws Exception {
        long sent = 0;
        byte[] piece = bytes("1000\r\n" + " ".repeat(0x1000) + "\r\n");
        try (Socket socket = connected("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            try {
                while (sent < 200L * LARGEST && socket.getInputStream().available() == 0) {
                    out.write(piece);
                    sent += piece.length;
                }
            } catch (IOException hungUp) {
                // what the test is about
            }
            assertThat(sent).as("bytes taken: the limit, and what lies in buffers between").isLessThan(100L * LARGEST);
            assertThat(answered(socket)).startsWith("HTTP/1.1 413");
        }
        assertThat(events()).isEqualTo(events);
        String bill = newBill();
        deliver(Bills.bill(bill, "USD", "10"));
        isComplete(bill);
    }

    @Test
    void row_24_a_body_in_small_pieces_is_counted_too() throws Exception {
        try (Socket socket = connected("Transfer-Encoding: chunked")) {
            OutputStream out = socket.getOutputStream();
            byte[] piece = bytes("1\r\nx\r\n");
            try {
                for (int i = 0; i < 3 * LARGEST && socket.getInputStream().available() == 0; i++) {
                    out.write(piece);
                }
            } catch (IOException hungUp) {
                // what the test is about
            }
            assertThat(answered(socket)).startsWith("HTTP/1.1 413");
        }
        assertThat(events()).isEqualTo(events);
    }

    private Socket connected(String header) throws IOException {
        URI address = rehearsal().address(Rehearsal.WEBHOOK);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(bytes("POST " + address.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type:"
                + " application/json\r\n" + header + "\r\n\r\n"));
        return socket;
    }

    /** Everything the gateway says until it hangs up. */
    private static String answered(Socket socket) throws IOException {
        StringBuilder said = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int read = in.read(); read >= 0; read = in.read()) {
                said.append((char) read);
            }
        } catch (IOException reset) {
            // it hung up while we were still sending; what it said before that counts
        }
        return said.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing.bill.exploded", "configuration.meter.created", "ui.user.invited"})
    void row_25_an_event_of_a_type_nobody_acts_on_is_kept_as_ignored_with_the_reason(String name) {
        ObjectNode event = Rehearsal.json(Bills.event(name, Bills.bill("bill-of-no-matter", "USD", "10")));
        assertThat(rehearsal().post(event.toString()).status()).isEqualTo(200);
        assertThat(kept("status")).isEqualTo("IGNORED");
        assertThat(kept("reason")).contains(name, "billing.bill.updated");
        assertThat(rehearsal().runs("bill-of-no-matter")).isEmpty();
    }

    @Test
    void row_25_words_and_fields_this_release_does_not_know_are_passed_or_left_out() {
        String bill = newBill();
        ObjectNode content = Bills.addLine(Bills.bill(bill, "USD", "10"), "QUANTUM_CHARGE", "Something new", "5")
                .put("status", "HALF_APPROVED").put("billJobId", "job-1");
        content.putObject("addedLater").putArray("values").add(1).addNull().add("x");
        ((ObjectNode) content.path("lineItems").path(0)).put("addedLater", true);
        deliver(content);
        isComplete(bill);
        assertThat(invoice(bill).total()).isEqualTo(1_500);
        assertThat(newest(bill).note()).contains("QUANTUM_CHARGE");
        assertThat(rehearsal().query("select reason from decision d join bill b on b.id = d.bill_id where b.external_id = '" + bill + "'"))
                .singleElement().satisfies(decision -> assertThat(String.valueOf(decision.get("reason"))).contains("QUANTUM_CHARGE"));
    }

    @Test
    void row_25_a_status_this_release_does_not_know_is_not_an_approval() {
        rehearsal().apply(Rehearsal.setup("        onlySendBillsOnApproval: true"));
        String bill = newBill();
        deliver(Bills.bill(bill, "USD", "10").put("status", "HALF_APPROVED"));
        assertThat(rehearsal().runs(bill)).isEmpty();
        assertThat(rehearsal().query("select outcome, rule from decision d join bill b on b.id = d.bill_id where b.external_id = '" + bill
                + "'")).singleElement().isEqualTo(Map.of("outcome", "HOLD", "rule", "onlySendBillsOnApproval"));
    }

    /** What each text is answered with, and kept as: the reason stands where a person looks. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "17", "\"text\"", "{}", "{\"eventName\":17}", "<xml/>", "{\"a\":1}{\"b\":2}",
        "{\"eventName\":\"billing.bill.updated\",\"eventName\":\"billing.bill.deleted\"}", "\u0000\u0001"})
    void a_message_that_cannot_be_read_is_answered_400_and_kept_with_the_reason(String body) throws Exception {
        HttpResponse<String> answer = postSigned(bytes(body), "application/json");
        assertThat(answer.statusCode()).isEqualTo(400);
        String message = Rehearsal.json(answer.body()).path("message").asText();
        assertThat(message).contains("expected", "The message is kept as event ");
        assertThat(kept("status")).isEqualTo("REFUSED");
        assertThat(message).startsWith(kept("reason"));
        assertThat(message).contains(kept("id"));
    }

    @Test
    void the_same_unreadable_message_is_kept_once() throws Exception {
        List<String> ids = List.of(postSigned(bytes("{ unreadable"), "application/json").body(),
                postSigned(bytes("{ unreadable"), "application/json").body());
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(events()).isEqualTo(events + 1);
    }

    @Test
    void deep_nesting_is_refused_before_it_hurts() throws Exception {
        HttpResponse<String> answer = postSigned(bytes("[".repeat(50_000) + "]".repeat(49_000)), "application/json");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(rehearsal().logLines()).noneMatch(line -> line.contains("StackOverflow"));
    }
}
