package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bench.StandInControl.Holding;
import dev.waybill.bench.StandInControl.Invoice;
import dev.waybill.postgres.BenchDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong with a bill is counted as what it is. */
class CountsTest {

    private static final LoadRecords.Sent ACKNOWLEDGED = new LoadRecords.Sent(5, 1_000, 2_000, 1);
    private static final Invoice RIGHT = new Invoice(SampleBill.id("t", 5), "draft", SampleBill.totalInCents(5), 10, 10, 3_000);

    private static Counts counts(LoadRecords.Sent sent, int pending, Invoice... invoices) {
        return Counts.of(Map.of("t", List.of(sent)), new Holding(List.of(invoices), pending), new BenchDatabase.Kept(1, 1, 0, 2, 0));
    }

    private static Invoice with(String bill, String status, long total, int lines, int marks) {
        return new Invoice(bill, status, total, lines, marks, 3_000);
    }

    @Test
    void a_bill_that_arrived_once_is_delivered() {
        Counts counts = counts(ACKNOWLEDGED, 0, RIGHT);
        assertThat(counts.delivered()).isEqualTo(1);
        assertThat(counts.isAllRight()).isTrue();
    }

    @Test
    void an_acknowledged_bill_without_invoice_is_lost() {
        assertThat(counts(ACKNOWLEDGED, 0)).matches(counts -> counts.lost() == 1 && !counts.isAllRight());
    }

    @Test
    void a_bill_that_was_never_acknowledged_is_not_lost() {
        assertThat(counts(new LoadRecords.Sent(5, 1_000, 0, 3), 0).lost()).isZero();
    }

    @Test
    void two_invoices_are_a_duplicate() {
        assertThat(counts(ACKNOWLEDGED, 0, RIGHT, RIGHT)).matches(counts -> counts.duplicated() == 1 && !counts.isAllRight());
    }

    @Test
    void a_line_twice_is_a_duplicate() {
        Invoice doubled = with(RIGHT.bill(), "draft", RIGHT.total(), 11, 10);
        assertThat(counts(ACKNOWLEDGED, 0, doubled)).matches(counts -> counts.duplicated() == 1 && !counts.isAllRight());
    }

    @Test
    void nine_lines_are_half_made() {
        Invoice nine = with(RIGHT.bill(), "draft", RIGHT.total(), 9, 9);
        assertThat(counts(ACKNOWLEDGED, 0, nine)).matches(counts -> counts.halfMade() == 1 && !counts.isAllRight());
    }

    @Test
    void an_item_left_waiting_is_half_made() {
        assertThat(counts(ACKNOWLEDGED, 1, RIGHT)).matches(counts -> counts.halfMade() == 1 && !counts.isAllRight());
    }

    @Test
    void a_cent_more_is_wrong() {
        Invoice more = with(RIGHT.bill(), "draft", RIGHT.total() + 1, 10, 10);
        assertThat(counts(ACKNOWLEDGED, 0, more)).matches(counts -> counts.wrong() == 1 && !counts.isAllRight());
    }

    @Test
    void an_invoice_of_nobodys_bill_is_wrong() {
        Invoice foreign = with("somebody-else", "draft", 1, 10, 10);
        assertThat(counts(ACKNOWLEDGED, 0, RIGHT, foreign)).matches(counts -> counts.wrong() == 1 && !counts.isAllRight());
    }

    @Test
    void a_run_that_did_not_end_well_is_not_all_right() {
        Counts counts = Counts.of(Map.of("t", List.of(ACKNOWLEDGED)), new Holding(List.of(RIGHT), 0),
                new BenchDatabase.Kept(1, 0, 1, 2, 0));
        assertThat(counts.isAllRight()).isFalse();
    }
}
