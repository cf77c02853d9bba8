package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.Samples.approved;
import static dev.waybill.provider.stripe.Samples.bill;
import static dev.waybill.provider.stripe.Samples.deleted;
import static dev.waybill.provider.stripe.Samples.first;
import static dev.waybill.provider.stripe.Samples.line;
import static dev.waybill.provider.stripe.Samples.lines;
import static dev.waybill.provider.stripe.Samples.then;
import static dev.waybill.provider.stripe.Samples.usd;
import static dev.waybill.provider.stripe.Samples.withCustomer;
import static dev.waybill.provider.stripe.Samples.withSettings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.stripe.InMemoryStripe.Invoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole course of deliveries against an in-memory Stripe. */
class StripeLoopTest {

    private static final String FINALIZE = "{\"finalize\":\"approved\",\"autoAdvance\":true}";

    private final InMemoryStripe stripe = new InMemoryStripe();
    private final Loop loop = new Loop(stripe::answer);

    @Test
    void a_first_small_bill_costs_two_calls() {
        Loop.End end = loop.go(first(usd(line("l1", "10.00"), line("l2", "-2.50"))));

        assertThat(end.names()).containsExactly("create-invoice", "add-lines");
        assertThat(end.step()).isEqualTo(new Done("in_1", "https://dashboard.stripe.com/test/invoices/in_1",
                "Draft in_1 holds 2 lines of the bill, 7.50 USD in all; it is left for a person to finalize."));
        assertThat(stripe.only().subtotal()).isEqualTo(750);
    }

    @Test
    void a_retry_of_a_delivered_bill_reads_once_and_writes_nothing() {
        Loop.End end = loop.go(loop.go(first(usd(line("l1", "10.00")))).delivery());

        assertThat(end.names()).containsExactly("get-invoice");
        assertThat(end.step()).isInstanceOf(Done.class);
    }

    @Test
    void two_hundred_lines_go_in_chunks_of_fifty_and_only_the_last_carries_the_marks() {
        Loop.End end = loop.go(first(bill("USD", BillStatus.PENDING, lines(200))));

        assertThat(end.names()).containsExactly("create-invoice", "add-lines", "add-lines", "add-lines", "add-lines");
        assertThat(end.calls()).extracting(call -> call.body().contains("invoice_metadata"))
                .containsExactly(false, false, false, false, true);
        assertThat(stripe.only().subtotal()).isEqualTo(2_010_000);
    }

    @Test
    void every_write_has_a_key_of_its_own() {
        Delivery delivery = loop.go(first(bill("USD", BillStatus.PENDING, lines(120)))).delivery();
        loop.go(then(delivery, bill("USD", BillStatus.PENDING, lines(60))));

        assertThat(stripe.received.stream().filter(call -> call.method().equals("POST")).map(Call::idempotencyKey))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.startsWith("gw1/" + Samples.INTEGRATION + "/" + Samples.BILL_ID + "/"));
    }

    @Test
    void a_changed_bill_is_brought_over_by_its_difference() {
        Delivery delivery = loop.go(first(usd(line("a", "1.00"), line("b", "2.00"), line("c", "3.00")))).delivery();

        Loop.End end = loop.go(then(delivery, usd(line("a", "1.00"), line("b", "2.50"), line("d", "4.00"))));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "remove-lines", "update-lines", "add-lines");
        assertThat(end.calls()).extracting(call -> call.body().contains("invoice_metadata[gw_seq]=2"))
                .containsExactly(false, false, false, false, true);
        assertThat(stripe.only().subtotal()).isEqualTo(750);
    }

    @Test
    void a_bill_that_changes_to_and_fro_ends_as_it_was_last() {
        Bill a = usd(line("l1", "10.00"), line("l2", "1.00"));
        Bill b = usd(line("l1", "20.00"));
        Delivery delivery = loop.go(first(a)).delivery();
        List<Long> totals = new ArrayList<>();
        for (Bill bill : List.of(b, a, b, a, b)) {
            delivery = loop.go(then(delivery, bill)).delivery();
            totals.add(stripe.only().subtotal());
        }

        assertThat(totals).containsExactly(2000L, 1100L, 2000L, 1100L, 2000L);
    }

    @Test
    void a_deleted_draft_is_made_again() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        stripe.invoices.clear();

        Loop.End end = loop.go(delivery);

        assertThat(end.names()).containsExactly("get-invoice", "list-invoices", "create-invoice", "add-lines");
        assertThat(end.calls().get(2).idempotencyKey()).endsWith("/inv/1");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void a_key_of_another_account_does_not_make_us_forget_the_invoice() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        InMemoryStripe another = new InMemoryStripe();
        another.customers.clear();

        Loop.End wrong = new Loop(another::answer).go(then(delivery, usd(line("l1", "12.00"))));
        assertThat(wrong.step()).isInstanceOfSatisfying(Parked.class, parked ->
                assertThat(parked.code()).isEqualTo("customer-unknown"));
        loop.go(wrong.delivery());

        assertThat(stripe.only().subtotal()).isEqualTo(1200);
    }

    @Test
    void a_key_of_another_account_does_not_make_us_forget_the_draft_of_a_deleted_bill() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        InMemoryStripe another = new InMemoryStripe();
        another.customers.clear();

        Loop.End wrong = new Loop(another::answer).go(then(delivery, deleted()));
        assertThat(wrong.step()).isInstanceOf(Parked.class);
        loop.go(wrong.delivery());

        assertThat(stripe.invoices).isEmpty();
    }

    @Test
    void a_key_of_another_account_does_not_make_us_forget_a_create_of_unknown_outcome() {
        Delivery lost = new Loop(call -> {
            stripe.answer(call);
            return Answer.unknown("connection reset");
        }).go(first(usd(line("l1", "10.00")))).delivery();
        InMemoryStripe another = new InMemoryStripe();
        another.customers.clear();

        Loop.End wrong = new Loop(another::answer).go(lost);
        assertThat(wrong.step()).isInstanceOf(Parked.class);
        loop.go(wrong.delivery());

        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void a_create_of_unknown_outcome_for_a_customer_that_is_gone_gives_way_to_the_corrected_mapping() {
        stripe.customers.remove(Samples.CUSTOMER);
        Delivery lost = new Loop(call -> Answer.unknown("connection reset")).go(first(usd(line("l1", "10.00")))).delivery();

        Loop.End end = loop.run(withCustomer(lost, "cus_Other"));

        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(stripe.only().customer).isEqualTo("cus_Other");
    }

    @Test
    void a_line_taken_off_by_hand_comes_back_with_the_next_version() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00"), line("l2", "5.00")))).delivery();
        stripe.only().lines.remove(0);

        loop.go(then(delivery, usd(line("l1", "10.00"), line("l2", "5.00"), line("l3", "1.00"))));

        assertThat(stripe.only().subtotal()).isEqualTo(1600);
    }

    @Test
    void an_amount_changed_by_hand_is_corrected() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        stripe.only().lines.get(0).amount = 999;

        Loop.End end = loop.go(delivery);

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "update-lines");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void a_persons_line_survives_a_new_version_and_is_named_in_the_note() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        stripe.addByHand(stripe.only(), 333);

        Loop.End end = loop.go(then(delivery, usd(line("l1", "20.00"))));

        assertThat(stripe.only().subtotal()).isEqualTo(2333);
        assertThat(((Done) end.step()).note()).contains("It also holds 1 line that Waybill did not put there, 3.33 USD in all.");
    }

    @Test
    void a_line_a_person_adds_between_two_of_our_calls_does_not_disturb() {
        Loop.End end = new Loop(call -> {
            Answer answer = stripe.answer(call);
            if (call.name().equals("create-invoice")) {
                stripe.addByHand(stripe.only(), 50);
            }
            return answer;
        }).go(first(usd(line("l1", "10.00"))));

        assertThat(end.names()).containsExactly("create-invoice", "add-lines", "get-invoice", "list-lines");
        assertThat(end.step()).isInstanceOf(Done.class);
    }

    @Test
    void of_two_own_lines_with_one_name_one_is_removed() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        Invoice invoice = stripe.only();
        InMemoryStripe.Line twin = stripe.addByHand(invoice, 1000);
        twin.metadata.putAll(invoice.lines.get(0).metadata);

        Loop.End end = loop.go(delivery);

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "remove-lines");
        assertThat(invoice.lines).hasSize(1);
    }

    @Test
    void more_lines_than_a_page_are_listed_to_the_end() {
        Delivery delivery = loop.go(first(bill("USD", BillStatus.PENDING, lines(250)))).delivery();

        Loop.End end = loop.go(then(delivery, bill("USD", BillStatus.PENDING, lines(249))));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "list-lines", "list-lines", "remove-lines");
        assertThat(stripe.only().lines).hasSize(249);
    }

    @Test
    void an_approved_bill_is_finalized_when_the_integration_says_so() {
        Loop.End end = loop.go(first(approved(line("l1", "10.00")), FINALIZE));

        assertThat(end.names()).containsExactly("create-invoice", "add-lines", "finalize-invoice");
        assertThat(end.calls().get(2).body()).isEqualTo("auto_advance=true");
        assertThat(((Done) end.step()).note()).isEqualTo("Invoice in_1 is open, 10.00 USD in all.");
    }

    @Test
    void a_pending_bill_is_not_finalized_before_its_approval() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")), FINALIZE)).delivery();
        assertThat(stripe.only().status).isEqualTo("draft");

        Loop.End end = loop.go(then(delivery, approved(line("l1", "10.00"))));

        assertThat(end.names()).containsExactly("get-invoice", "finalize-invoice");
    }

    @Test
    void a_zero_bill_leaves_no_trace_by_default() {
        Loop.End end = loop.go(first(usd(line("l1", "5.00"), line("l2", "-5.00"))));

        assertThat(end.calls()).isEmpty();
        assertThat(end.step()).isEqualTo(new Done(null, null, "Nothing to collect: the bill's total is zero."));
        assertThat(end.delivery().held()).isEmpty();
    }

    @Test
    void a_zero_bill_becomes_an_invoice_where_it_is_asked_for() {
        Loop.End end = loop.go(first(usd(line("l1", "0.00")), "{\"zeroBills\":\"send\"}"));

        assertThat(end.names()).containsExactly("create-invoice", "add-lines");
        assertThat(stripe.only().lines).hasSize(1);
    }

    @Test
    void a_bill_without_lines_becomes_an_empty_draft_where_zero_bills_are_sent() {
        Loop.End end = loop.go(first(usd(), "{\"zeroBills\":\"send\"}"));

        assertThat(end.names()).containsExactly("create-invoice", "update-invoice");
        assertThat(stripe.only().metadata).containsKey("gw_rev");
    }

    @Test
    void a_deleted_bill_takes_its_draft_away() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();

        Loop.End end = loop.go(then(delivery, deleted()));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "delete-invoice");
        assertThat(stripe.invoices).isEmpty();
        assertThat(((Done) end.step()).note()).isEqualTo("Nothing to collect: the bill was deleted.");
    }

    @Test
    void a_bill_that_became_zero_takes_its_draft_away() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();

        loop.go(then(delivery, usd(line("l1", "0.00"))));

        assertThat(stripe.invoices).isEmpty();
    }

    @Test
    void a_deleted_bill_leaves_a_persons_lines_on_the_draft() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        stripe.addByHand(stripe.only(), 333);

        Loop.End end = loop.go(then(delivery, deleted()));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "remove-lines");
        assertThat(stripe.only().subtotal()).isEqualTo(333);
        assertThat(((Done) end.step()).note()).contains("stays, because it holds 1 line that Waybill did not put there");
    }

    @Test
    void a_bill_that_comes_back_after_its_deletion_gets_a_new_invoice() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        delivery = loop.go(then(delivery, deleted())).delivery();

        loop.go(then(delivery, usd(line("l1", "12.00"))));

        assertThat(stripe.only().subtotal()).isEqualTo(1200);
    }

    @Test
    void a_changed_customer_replaces_the_draft() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();

        Loop.End end = loop.go(withCustomer(delivery, "cus_Other"));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "delete-invoice", "create-invoice", "add-lines");
        assertThat(stripe.only().customer).isEqualTo("cus_Other");
    }

    @Test
    void a_changed_currency_replaces_the_draft() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();

        loop.go(then(delivery, bill("EUR", line("l1", "10.00"))));

        assertThat(stripe.only().currency).isEqualTo("eur");
    }

    @Test
    void a_draft_with_a_persons_lines_is_not_thrown_away_for_another_customer() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        stripe.addByHand(stripe.only(), 333);

        Loop.End end = loop.go(withCustomer(delivery, "cus_Other"));

        assertThat(((Parked) end.step()).code()).isEqualTo("foreign-lines");
        assertThat(stripe.only().customer).isEqualTo(Samples.CUSTOMER);
    }

    @Test
    void a_changed_header_is_written_without_touching_lines() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();

        Loop.End end = loop.go(withSettings(delivery, "{\"daysUntilDue\":14}"));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "update-invoice");
        assertThat(stripe.only().header).containsEntry("days_until_due", "14");
    }

    @Test
    void automatic_tax_is_switched_off_again() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")), "{\"taxBehavior\":\"automatic\"}")).delivery();
        assertThat(stripe.only().header).containsEntry("automatic_tax[enabled]", "true");

        loop.go(withSettings(delivery, "{}"));

        assertThat(stripe.only().header).containsEntry("automatic_tax[enabled]", "false");
    }

    @Test
    void an_equal_bill_after_payment_is_complete() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();
        stripe.only().status = "paid";

        Loop.End end = loop.go(then(delivery, approved(line("l1", "10.00"))));

        assertThat(end.names()).containsExactly("get-invoice");
        assertThat(((Done) end.step()).note()).isEqualTo("Invoice in_1 is paid, 10.00 USD in all.");
    }

    @Test
    void a_changed_bill_after_payment_is_reported_with_the_difference_and_noted_on_the_invoice_once() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();
        stripe.only().status = "paid";

        Loop.End end = loop.go(then(delivery, approved(line("l1", "12.50"))));
        Loop.End retried = loop.go(end.delivery());

        assertThat(end.names()).containsExactly("get-invoice", "mark-rejected");
        assertThat(end.step()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
            assertThat(parked.reason()).contains("after invoice in_1 was paid").contains("add up to 10.00 USD")
                    .contains("the bill now to 12.50 USD").contains("a difference of +2.50 USD");
        });
        assertThat(stripe.only().metadata).containsEntry("gw_rejected_seq", "2").containsKey("gw_rejected_rev");
        assertThat(retried.names()).containsExactly("get-invoice");
    }

    @Test
    void a_bill_changed_back_after_payment_is_complete_again() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();
        delivery = loop.go(then(delivery, approved(line("l1", "12.50")))).delivery();

        assertThat(loop.go(then(delivery, approved(line("l1", "10.00")))).step()).isInstanceOf(Done.class);
    }

    @Test
    void a_voided_invoice_and_a_changed_bill_need_a_person() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();
        stripe.only().status = "void";

        Loop.End end = loop.go(then(delivery, approved(line("l1", "11.00"))));

        assertThat(end.step()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.status()).isEqualTo(RunStatus.ERROR);
            assertThat(parked.code()).isEqualTo("invoice-void");
        });
    }

    @Test
    void a_voided_invoice_of_a_deleted_bill_is_as_it_should_be() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();
        stripe.only().status = "void";

        assertThat(loop.go(then(delivery, deleted())).step()).isInstanceOf(Done.class);
    }

    @Test
    void a_bill_deleted_after_payment_is_reported() {
        Delivery delivery = loop.go(first(approved(line("l1", "10.00")), FINALIZE)).delivery();

        Loop.End end = loop.go(then(delivery, deleted()));

        assertThat(((Parked) end.step()).reason()).contains("Nothing is to be collected any more (the bill was deleted)")
                .contains("was finalized; it is open").contains("the bill now to 0.00 USD");
    }

    @Test
    void a_draft_finalized_by_hand_between_look_and_write_is_reported_as_final() {
        Delivery delivery = loop.go(first(usd(line("l1", "10.00")))).delivery();
        Loop racing = new Loop(call -> {
            if (call.name().equals("update-lines")) {
                stripe.only().status = "open";
            }
            return stripe.answer(call);
        });

        Loop.End end = racing.go(then(delivery, usd(line("l1", "11.00"))));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "update-lines", "get-invoice", "mark-rejected");
        assertThat(((Parked) end.step()).status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
    }

    @Test
    void a_half_written_change_that_turns_back_is_not_taken_for_the_old_content() {
        Bill a = bill("USD", BillStatus.PENDING, lines(120));
        List<LineItem> renamed = new ArrayList<>();
        a.lineItems().forEach(item -> renamed.add(line(item.key(), item.amount().toPlainString(), "Renamed " + item.key())));
        Delivery delivery = loop.go(first(a)).delivery();
        int[] updates = {0};
        Loop throttled = new Loop(call -> call.name().equals("update-lines") && ++updates[0] > 1
                ? Answer.of(429, Map.of(), "{}") : stripe.answer(call));
        Loop.End half = throttled.go(then(delivery, bill("USD", BillStatus.PENDING, renamed)));
        assertThat(half.step()).isInstanceOf(Later.class);

        loop.go(then(half.delivery(), a));

        assertThat(stripe.only().lines).allMatch(line -> line.description.startsWith("Line "));
    }

    @Test
    void an_unknown_customer_is_parked_and_a_corrected_one_is_served_under_another_key() {
        Delivery delivery = withCustomer(first(usd(line("l1", "10.00"))), "cus_None");
        Loop.End refused = loop.go(delivery);

        Loop.End end = loop.go(withCustomer(refused.delivery(), "cus_Other"));

        assertThat(((Parked) refused.step()).code()).isEqualTo("customer-unknown");
        assertThat(end.calls().get(0).idempotencyKey()).endsWith("/inv/1");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void a_refused_line_parks_the_whole_bill_unfinalized() {
        Loop refusing = new Loop(call -> call.name().equals("add-lines") && call.body().contains("Line%2051")
                ? Answer.of(400, Map.of(), "{\"error\":{\"type\":\"invalid_request_error\","
                + "\"code\":\"parameter_invalid_integer\",\"param\":\"lines[0][amount]\",\"message\":\"Invalid integer\"}}")
                : stripe.answer(call));
        List<LineItem> items = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            items.add(line("l" + i, "1.00", "Line " + i));
        }
        Loop.End end = refusing.go(first(bill("USD", BillStatus.APPROVED, items), FINALIZE));

        assertThat(end.step()).isInstanceOfSatisfying(Parked.class, parked -> assertThat(parked.reason())
                .contains("Invalid integer").contains("lines[0][amount]")
                .contains("Draft in_1 was not finalized; it holds 50 of the bill's lines"));
        assertThat(stripe.only().status).isEqualTo("draft");
    }

    @Test
    void an_invoice_is_looked_at_again_when_its_finalization_had_to_wait() {
        int[] count = {0};
        Loop waiting = new Loop(call -> call.name().equals("finalize-invoice") && count[0]++ == 0
                ? Answer.notSent("connection refused") : stripe.answer(call));
        Loop.End put = waiting.go(first(approved(line("l1", "10.00")), FINALIZE));
        stripe.only().lines.get(0).amount = 999;   // by hand, while we wait

        Loop.End end = waiting.go(put.delivery());

        assertThat(end.names()).startsWith("get-invoice").endsWith("finalize-invoice");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    private static Bill approvedOf(int lines) {
        return bill("USD", BillStatus.APPROVED, lines(lines));
    }

    private static long sumOf(int lines) {
        return lines * (lines + 1L) / 2 * 100;
    }
}
