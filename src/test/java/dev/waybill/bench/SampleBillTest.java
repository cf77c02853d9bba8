package dev.waybill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.LineItem;
import dev.waybill.bill.LineItemType;
import dev.waybill.source.m3ter.M3terBills;
import dev.waybill.source.m3ter.M3terNotices;
import dev.waybill.source.m3ter.Notice;
import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SampleBillTest {

    private final SampleBill bills = new SampleBill(100);

    private Bill read(long number) {
        Notice notice = new M3terNotices().read(bills.event("t", number));
        return new M3terBills().read(notice.bill(), notice.eventTime());
    }

    @Test
    void ten_lines_leave_and_two_do_not() {
        Bill bill = read(7);
        assertThat(bill.lineItems()).hasSize(12);
        assertThat(bill.without(Set.of(new LineItemType(SampleBill.EXCLUDED_TYPE))).lineItems()).hasSize(10)
                .extracting(LineItem::key).doesNotHaveDuplicates();
    }

    @Test
    void what_leaves_comes_to_the_total_that_is_counted() {
        for (long number : new long[] {0, 1, 99, 123_456}) {
            BigDecimal total = read(number).without(Set.of(new LineItemType(SampleBill.EXCLUDED_TYPE))).lineItems().stream()
                    .map(LineItem::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(total.movePointRight(2)).isEqualByComparingTo(BigDecimal.valueOf(SampleBill.totalInCents(number)));
        }
    }

    @Test
    void each_bill_and_each_event_has_an_id_of_its_own() {
        assertThat(read(1).id()).isEqualTo(SampleBill.id("t", 1)).isNotEqualTo(read(2).id());
        assertThat(new M3terNotices().read(bills.event("t", 1)).key()).isNotEqualTo(new M3terNotices().read(bills.event("t", 2)).key());
    }

    @Test
    void accounts_take_turns() {
        assertThat(read(3).accountId()).isEqualTo(SampleBill.account(3)).isEqualTo(read(103).accountId());
    }
}
