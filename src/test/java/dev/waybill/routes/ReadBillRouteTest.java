package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.stripe.HeldInvoice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bills that are read again from m3ter, whose events may be faster than what it reads from. */
class ReadBillRouteTest {

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    private static void hint(String eventName, ObjectNode bill) {
        rehearsal.post(Rehearsal.REREADING_WEBHOOK, Bills.event(eventName, bill).getBytes(StandardCharsets.UTF_8));
    }

    private static void awaitPutBack(String billId) {
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> !rehearsal.query(
                "select 1 from inbound_event where attempts > 0 and entity_id = '" + billId + "'").isEmpty());
    }

    @Test
    void an_older_version_than_the_announced_one_is_not_taken_for_it() {
        ObjectNode first = Bills.bill("read-1", "USD", "5");
        ObjectNode second = Bills.next(first, "7");
        rehearsal.m3ter().put(first);
        hint("billing.bill.updated", second);
        awaitPutBack("read-1");
        rehearsal.m3ter().put(second);
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("read-1")).extracting(HeldInvoice::total).containsExactly(700L);
    }

    @Test
    void a_bill_that_is_not_to_be_read_yet_is_read_a_moment_later() {
        ObjectNode bill = Bills.bill("read-2", "USD", "5");
        hint("billing.bill.created", bill);
        awaitPutBack("read-2");
        rehearsal.m3ter().put(bill);
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().invoicesOf("read-2")).extracting(HeldInvoice::total).containsExactly(500L);
    }

    @Test
    void a_bill_that_stays_away_counts_as_gone() {
        hint("billing.bill.created", Bills.bill("read-3", "USD", "5"));
        rehearsal.awaitSettled();
        assertThat(rehearsal.query("select status, reason from inbound_event where entity_id = 'read-3'").get(0).get("reason"))
                .asString().contains("no such bill");
    }
}
