package dev.waybill.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.server.FaultRule;
import dev.waybill.standin.stripe.HeldInvoice;
import dev.waybill.standin.stripe.HeldLine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeliverBillToStripeRouteTest {

    private static Rehearsal rehearsal;

    @BeforeAll
    static void begin() {
        rehearsal = Rehearsal.begin();
    }

    @AfterAll
    static void end() {
        rehearsal.close();
    }

    @AfterEach
    void everythingWorksAgain() {
        rehearsal.stripe().faults().clear();
    }

    private HeldInvoice delivered(ObjectNode bill) {
        rehearsal.send("billing.bill.updated", bill);
        rehearsal.awaitSettled();
        return only(bill.path("id").asText());
    }

    private HeldInvoice only(String billId) {
        assertThat(rehearsal.stripe().invoicesOf(billId)).hasSize(1);
        return rehearsal.stripe().invoicesOf(billId).get(0);
    }

    @Test
    void a_bill_becomes_one_draft_with_its_total() {
        HeldInvoice invoice = delivered(Bills.bill("route-1", "USD", "12.34", "0.66"));
        assertThat(invoice.status()).isEqualTo("draft");
        assertThat(invoice.total()).isEqualTo(1300);
    }

    @Test
    void its_run_is_complete_and_names_the_invoice() {
        HeldInvoice invoice = delivered(Bills.bill("route-2", "USD", "5"));
        RunSummary run = rehearsal.run("route-2");
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(run.externalId()).isEqualTo(invoice.id());
        assertThat(run.url()).isEqualTo("https://dashboard.stripe.com/test/invoices/" + invoice.id());
    }

    @Test
    void a_small_bill_costs_two_calls() {
        delivered(Bills.bill("route-3", "USD", "5", "6"));
        assertThat(rehearsal.calls(rehearsal.run("route-3"))).extracting(call -> call.path().replaceAll("in_[^/]+", "in_X"))
                .containsExactly("/v1/invoices", "/v1/invoices/in_X/add_lines");
    }

    @Test
    void a_regenerated_bill_changes_the_draft_and_nothing_else() {
        ObjectNode bill = Bills.bill("route-4", "USD", "10", "20", "30");
        String before = delivered(bill).id();
        HeldInvoice after = delivered(Bills.next(bill, "10", "25"));
        assertThat(after.id()).isEqualTo(before);
        assertThat(after.lines()).extracting(HeldLine::amount).containsExactlyInAnyOrder(1000L, 2500L);
    }

    @Test
    void a_refused_item_is_recorded_and_not_repeated() {
        rehearsal.stripe().faults().add(FaultRule.status(402, "card_declined").on("POST", "/v1/invoices"));
        rehearsal.stripe().clearRequests();
        rehearsal.send("billing.bill.created", Bills.bill("route-5", "USD", "10"));
        rehearsal.awaitSettled();
        assertThat(rehearsal.stripe().requests()).hasSize(1);
        assertThat(rehearsal.run("route-5").status()).isEqualTo(RunStatus.ERROR);
    }
}
