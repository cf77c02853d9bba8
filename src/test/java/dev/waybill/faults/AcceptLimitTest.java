package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.rehearsal.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More messages than can be taken: their senders are told to come back, before the memory fills. */
class AcceptLimitTest {

    private static final int IN_FLIGHT = 4;

    @Test
    void what_cannot_be_taken_now_is_answered_503_with_retry_after_at_once_and_taken_later() throws Exception {
        try (Rehearsal rehearsal = Rehearsal.begin(Map.of("http.in-flight", String.valueOf(IN_FLIGHT), "database.commits", "each"))) {
            HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            try (Connection other = TestPostgres.connect(); Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("lock table " + rehearsal.settings().text("database.schema")
                        + ".inbound_event_key in access exclusive mode");
                for (int i = 0; i < IN_FLIGHT; i++) {
                    String event = Bills.event("billing.bill.created", Bills.bill("in-flight-" + i, "USD", "1"));
                    waiting.add(CompletableFuture.supplyAsync(() -> rehearsal.post(event).status()));
                }
                await("messages in hand").atMost(Duration.ofSeconds(5)).until(() -> TestPostgres.waiting() >= IN_FLIGHT);
                HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(rehearsal.address(Rehearsal.WEBHOOK).toString()))
                        .timeout(Duration.ofSeconds(1)).POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("as many messages in hand as it can take");
                other.rollback();
            }
            waiting.forEach(one -> assertThat(one.join()).isEqualTo(200));
            rehearsal.send("billing.bill.created", Bills.bill("after", "USD", "1"));
            rehearsal.awaitSettled();
        }
    }
}
