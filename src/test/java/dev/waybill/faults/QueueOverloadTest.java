package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.server.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More deliveries in memory than the workers can begin before the leases are too old. */
class QueueOverloadTest {

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        // a delivery must be begun within 4 s of its 14 s: a call may take 10
        rehearsal = Rehearsal.begin(Map.of("delivery.workers", "1", "delivery.lease", "14s", "stripe.response-timeout", "8s",
                "m3ter.response-timeout", "8s", "http-client.connect-timeout", "500ms"));
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @Test
    void what_waited_too_long_is_taken_up_again_at_once_and_no_worker_stands_idle() {
        rehearsal.stripe().faults().add(FaultRule.slow(Duration.ofMillis(300)));
        List<ObjectNode> bills = IntStream.range(0, 12).mapToObj(i -> Bills.bill("queue-" + i, "USD", "1", "2")).toList();
        bills.forEach(bill -> rehearsal.send("billing.bill.created", bill));
        rehearsal.awaitSettled();
        for (ObjectNode bill : bills) {
            String id = bill.path("id").asText();
            assertThat(rehearsal.run(id).status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(rehearsal.stripe().invoicesOf(id)).hasSize(1);
        }
        assertThat(longestPause()).isLessThan(Duration.ofSeconds(5));
    }

    /** Between two requests at Stripe. */
    private static Duration longestPause() {
        Duration longest = Duration.ZERO;
        Instant before = null;
        for (LoggedRequest request : rehearsal.stripe().requests()) {
            Duration pause = before == null ? Duration.ZERO : Duration.between(before, request.at());
            longest = pause.compareTo(longest) > 0 ? pause : longest;
            before = request.at();
        }
        return longest;
    }
}
