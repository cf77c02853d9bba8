package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.Samples.approved;
import static dev.waybill.provider.stripe.Samples.bill;
import static dev.waybill.provider.stripe.Samples.first;
import static dev.waybill.provider.stripe.Samples.line;
import static dev.waybill.provider.stripe.Samples.lines;
import static dev.waybill.provider.stripe.Samples.stored;
import static dev.waybill.provider.stripe.Samples.then;
import static dev.waybill.provider.stripe.Samples.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Answers that are lost, cut off or failures, at every place of a delivery's course. */
class StripeLossTest {

    private static final String FINALIZE = "{\"finalize\":\"approved\",\"autoAdvance\":true}";

    private final InMemoryStripe stripe = new InMemoryStripe();
    private final Loop loop = new Loop(stripe::answer);

    @Test
    void a_stored_failure_of_a_create_ends_with_one_invoice_under_a_new_key() {
        int[] count = {0};
        Loop failing = new Loop(call -> call.name().equals("create-invoice") && count[0]++ < 2
                ? stripe.fail(call, false) : stripe.answer(call));

        Loop.End end = failing.run(first(usd(line("l1", "10.00"))));

        assertThat(end.names()).containsExactly("create-invoice", "list-invoices", "create-invoice",
                "list-invoices", "create-invoice", "add-lines");
        assertThat(end.calls().get(4).idempotencyKey()).endsWith("/inv/1");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void a_failed_create_that_did_its_work_is_adopted() {
        Loop failing = new Loop(call -> call.name().equals("create-invoice")
                ? stripe.fail(call, true) : stripe.answer(call));

        Loop.End end = failing.run(first(usd(line("l1", "10.00"))));

        assertThat(end.names()).containsExactly("create-invoice", "list-invoices", "list-lines", "add-lines");
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void an_invoice_that_appears_after_the_failure_was_stored_is_adopted() {
        Loop failing = new Loop(call -> call.name().equals("create-invoice") ? stripe.fail(call, false) : stripe.answer(call));
        Loop.End stopped = failing.go(first(usd(line("l1", "10.00"))));
        assertThat(((Later) stopped.step()).code()).isEqualTo("stored-failure");
        Call create = stopped.delivery().unsettled();
        stripe.forgetKeys();
        stripe.answer(create);

        loop.run(stopped.delivery());

        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void an_invoice_of_another_integration_for_the_same_bill_is_not_adopted() {
        Delivery other = first(usd(line("l1", "10.00")));
        Delivery elsewhere = new Delivery(other.id(), UUID.randomUUID(), other.bill(), 1, other.source(), other.customer(), true,
                other.settings(), other.held(), null, false, null);
        loop.go(elsewhere);
        int[] creates = {0};
        Loop lost = new Loop(call -> call.name().equals("create-invoice") && creates[0]++ == 0
                ? Answer.unknown("timed out") : stripe.answer(call));

        lost.run(other);

        assertThat(stripe.invoices).hasSize(2).allSatisfy((id, invoice) -> assertThat(invoice.subtotal()).isEqualTo(1000));
    }

    @Test
    void a_new_version_while_the_create_is_unanswered_makes_no_second_invoice() {
        Loop silent = new Loop(call -> {
            stripe.answer(call);
            return Answer.unknown("timed out");
        });
        Delivery delivery = silent.go(first(usd(line("l1", "10.00")))).delivery();

        loop.run(then(delivery, usd(line("l1", "20.00"))));

        assertThat(stripe.only().subtotal()).isEqualTo(2000);
    }

    @Test
    void an_unanswered_create_whose_key_expired_is_given_up_only_after_a_look() {
        Loop silent = new Loop(call -> call.writes() ? Answer.unknown("timed out") : stripe.answer(call));
        Delivery delivery = silent.go(first(usd(line("l1", "10.00")))).delivery();

        Loop.End end = loop.go(stored(delivery, true));

        assertThat(end.names()).containsExactly("list-invoices", "create-invoice", "add-lines");
        assertThat(end.calls().get(1).idempotencyKey()).endsWith("/inv/1");
    }

    @Test
    void an_unanswered_line_call_whose_key_expired_is_planned_anew() {
        Loop silent = new Loop(call -> call.name().equals("add-lines") ? Answer.unknown("timed out") : stripe.answer(call));
        Delivery delivery = silent.go(first(usd(line("l1", "10.00")))).delivery();
        Call old = delivery.unsettled();

        Loop.End end = loop.go(stored(delivery, true));

        assertThat(end.names()).containsExactly("get-invoice", "list-lines", "add-lines");
        assertThat(end.calls().get(2).idempotencyKey()).isNotEqualTo(old.idempotencyKey());
        assertThat(stripe.only().subtotal()).isEqualTo(1000);
    }

    @Test
    void lost_answers_at_every_place_end_with_one_right_invoice() {
        everyPlace(call -> {
            stripe.answer(call);
            return Answer.unknown("connection reset");
        });
    }

    @Test
    void calls_lost_on_their_way_at_every_place_end_with_one_right_invoice() {
        everyPlace(call -> Answer.unknown("connection reset"));
    }

    @Test
    void server_errors_after_the_work_at_every_place_end_with_one_right_invoice() {
        everyPlace(call -> stripe.fail(call, true));
    }

    @Test
    void server_errors_before_the_work_at_every_place_end_with_one_right_invoice() {
        everyPlace(call -> stripe.fail(call, false));
    }

    @Test
    void cut_off_answers_at_every_place_end_with_one_right_invoice() {
        everyPlace(call -> {
            Answer whole = stripe.answer(call);
            return Answer.of(whole.status(), whole.headers(), whole.body().substring(0, whole.body().length() / 2));
        });
    }

    @Test
    void every_write_lost_on_its_first_try_ends_with_one_right_invoice() {
        List<String> seen = new ArrayList<>();
        Loop losing = new Loop(call -> {
            Answer answer = stripe.answer(call);
            boolean again = seen.contains(call.idempotencyKey() + call.path());
            seen.add(call.idempotencyKey() + call.path());
            return call.writes() && !again ? Answer.unknown("connection reset") : answer;
        });

        Delivery delivery = losing.run(first(bill("USD", BillStatus.PENDING, lines(120)))).delivery();
        Loop.End end = losing.run(then(delivery, approvedOf(90)));

        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(stripe.only().subtotal()).isEqualTo(sumOf(90));
    }

    private static Bill approvedOf(int lines) {
        return bill("USD", BillStatus.APPROVED, lines(lines));
    }

    private static long sumOf(int lines) {
        return lines * (lines + 1L) / 2 * 100;
    }

    /** Disturbs the first, the second ... call of: a first bill of 120 lines, a changed one of 60, finalized. */
    private void everyPlace(Function<Call, Answer> disturbance) {
        for (int place = 0; place < 20; place++) {
            stripe.invoices.clear();
            stripe.forgetKeys();
            int[] count = {0};
            int disturbed = place;
            Loop disturbedLoop = new Loop(call -> count[0]++ == disturbed
                    ? disturbance.apply(call) : stripe.answer(call));

            Delivery delivery = disturbedLoop.run(first(bill("USD", BillStatus.PENDING, lines(120)), FINALIZE)).delivery();
            assertThat(stripe.only().subtotal()).as("first bill, call %d disturbed", place).isEqualTo(sumOf(120));
            Loop.End end = disturbedLoop.run(then(delivery, approvedOf(60)));

            assertThat(end.step()).as("call %d disturbed: %s", place, end.names()).isInstanceOf(Done.class);
            assertThat(stripe.only().subtotal()).as("call %d disturbed", place).isEqualTo(sumOf(60));
            assertThat(stripe.only().lines).as("call %d disturbed", place).hasSize(60);
            assertThat(stripe.only().status).as("call %d disturbed", place).isEqualTo("open");
        }
    }
}
