package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void waiting_counts_from_when_a_bill_was_due() {
        List<LoadRecords.Sent> sent = List.of(new LoadRecords.Sent(1, 10_000, 25_000, 1));
        List<StandInControl.Invoice> invoices = List.of(new StandInControl.Invoice(SampleBill.id("t", 1), "draft", 0, 10, 10, 50_000));
        Latency latency = Latency.of("t", sent, invoices, any -> true);
        assertThat(latency.acknowledged().worst()).isEqualTo(15);
        assertThat(latency.delivered().worst()).isEqualTo(40);
    }

    @Test
    void a_bill_that_never_arrived_has_no_time_of_delivery() {
        Latency latency = Latency.of("t", List.of(new LoadRecords.Sent(1, 10_000, 25_000, 1)), List.of(), any -> true);
        assertThat(latency.acknowledged().count()).isEqualTo(1);
        assertThat(latency.delivered().count()).isZero();
    }
}
