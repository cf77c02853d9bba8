package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** More acknowledged messages than the decide room holds in memory: they are decided as soon as it has room, not a lease later. */
class EventBacklogTest {

    private static final int BILLS = 480;
    private static final int SENDERS = 16;

    @Test
    void what_found_no_room_in_memory_does_not_wait_for_a_lease_to_end() {
        try (Rehearsal rehearsal = Rehearsal.begin(Map.of("decide.queue", "80", "decide.workers", "1", "delivery.lease", "5m",
                "delivery.claim-batch", "10"))) {
            List<CompletableFuture<Void>> senders = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int its = sender;
                senders.add(CompletableFuture.runAsync(() -> IntStream.range(0, BILLS / SENDERS).forEach(i ->
                        rehearsal.send("billing.bill.created", Bills.bill("many-" + its + "-" + i, "USD", "1")))));
            }
            await("one that found no room").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(() -> !rehearsal
                    .query("select 1 from inbound_event where status = 'NEW' and lease_owner is null").isEmpty());
            senders.forEach(CompletableFuture::join);

            await("all decided").atMost(Duration.ofSeconds(60))
                    .until(() -> rehearsal.query("select 1 from inbound_event where status = 'NEW'").isEmpty());
            assertThat(rehearsal.query("select 1 from bill")).hasSize(BILLS);
            rehearsal.awaitSettled();
        }
    }
}
