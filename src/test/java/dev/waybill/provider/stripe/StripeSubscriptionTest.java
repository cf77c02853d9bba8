package dev.waybill.provider.stripe;

import static dev.waybill.provider.stripe.InMemoryItems.SUBSCRIPTION;
import static dev.waybill.provider.stripe.Samples.line;
import static dev.waybill.provider.stripe.Samples.lines;
import static dev.waybill.provider.stripe.Samples.then;
import static dev.waybill.provider.stripe.Samples.usd;
import static dev.waybill.provider.stripe.Samples.withSettings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.bill.BillStatus;
import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step;
import dev.waybill.provider.Expectation;
import dev.waybill.provider.FormBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bills whose lines wait for the next invoice of a subscription. */
class StripeSubscriptionTest {

    private static final String MODE = "{\"mode\":\"subscription\"}";

    private final InMemoryItems stripe = new InMemoryItems();
    private final Loop loop = new Loop(stripe::answer);

    private static Delivery first(Bill bill) {
        return Samples.first(bill, MODE).onto(SUBSCRIPTION);
    }

    private static Delivery first(LineItem... lines) {
        return first(usd(lines));
    }

    private static Step.Parked parked(Loop.End end) {
        assertThat(end.step()).isInstanceOf(Step.Parked.class);
        return (Step.Parked) end.step();
    }

    private static Step.Done done(Loop.End end) {
        assertThat(end.step()).as("after %s", end.names()).isInstanceOf(Step.Done.class);
        return (Step.Done) end.step();
    }

    @Test
    void every_line_waits_as_an_item_with_our_marks() {
        Loop.End end = loop.go(first(line("l1", "12.34"), line("l2", "-0.50")));

        assertThat(end.names()).containsExactly("get-subscription", "list-pending-items", "create-item", "create-item", "list-pending-items");
        assertThat(FormBody.parse(end.calls().get(2).body())).containsEntry("customer", Samples.CUSTOMER).containsEntry("subscription",
                SUBSCRIPTION).containsEntry("currency", "usd").containsEntry("amount", "1234").containsEntry("discountable", "false")
                .containsEntry("metadata[gw_bill]", Samples.BILL_ID).containsEntry("metadata[gw_line]", "l1")
                .containsEntry("metadata[gw_integration]", Samples.INTEGRATION.toString()).containsEntry("metadata[gw_seq]", "1")
                .containsEntry("period[start]", "1756684800").containsEntry("period[end]", "1759276799").containsKey("metadata[gw_hash]");
        assertThat(end.calls().get(2).idempotencyKey()).startsWith("gw1/" + Samples.INTEGRATION + "/" + Samples.BILL_ID + "/sub/1/item/");
        assertThat(done(end).externalId()).isEqualTo(SUBSCRIPTION);
        assertThat(done(end).note()).isEqualTo("2 items wait for the next invoice of subscription sub_1. The bill comes to 11.84 USD.");
        assertThat(done(end).url()).isEqualTo("https://dashboard.stripe.com/test/subscriptions/sub_1");
    }

    @Test
    void the_same_bill_again_only_looks() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();

        Loop.End end = loop.go(then(delivery, usd(line("l1", "10"))));

        assertThat(end.names()).containsExactly("get-subscription", "list-pending-items");
        done(end);
    }

    @Test
    void a_changed_bill_changes_removes_and_adds_pending_items() {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();

        Loop.End end = loop.go(then(delivery, usd(line("l1", "11"), line("l3", "30"))));

        assertThat(end.names()).containsExactly("get-subscription", "list-pending-items", "delete-item", "update-item", "create-item",
                "list-pending-items");
        assertThat(stripe.of("l1").amount).isEqualTo(1_100);
        assertThat(stripe.of("l1").metadata).containsEntry("gw_seq", "2");
        assertThat(stripe.items).hasSize(2);
        assertThat(stripe.sum()).isEqualTo(4_100);
        done(end);
    }

    @Test
    void a_bill_that_flips_back_and_forth_meets_none_of_its_old_answers() {
        Delivery delivery = first(line("l1", "10"));
        for (String amount : List.of("10", "11", "10", "11", "0", "10")) {
            Loop.End end = loop.run(then(delivery, usd(line("l1", amount))));
            done(end);
            delivery = end.delivery();
            assertThat(stripe.sum()).isEqualTo(Long.parseLong(amount) * 100);
        }
    }

    @Test
    void a_bill_of_nothing_makes_nothing_and_a_deleted_one_takes_everything_back() {
        assertThat(loop.go(first(line("l1", "0"))).names()).isEmpty();
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();

        Loop.End end = loop.go(then(delivery, Samples.deleted()));

        assertThat(done(end).note()).isEqualTo("Nothing to collect: the bill was deleted.");
        assertThat(stripe.items).isEmpty();
    }

    @Test
    void an_item_that_somebody_changed_or_took_away_is_put_right() {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();
        stripe.of("l1").amount = 1;
        stripe.items.remove(stripe.of("l2").id);

        done(loop.go(then(delivery, usd(line("l1", "10"), line("l2", "20")))));

        assertThat(stripe.of("l1").amount).isEqualTo(1_000);
        assertThat(stripe.of("l2").amount).isEqualTo(2_000);
    }

    @Test
    void items_on_a_draft_change_there_and_new_ones_join_it() {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();
        String invoice = stripe.renew(250);

        Loop.End end = loop.go(then(delivery, usd(line("l1", "11"), line("l3", "30"))));

        assertThat(stripe.items.values()).allMatch(item -> invoice.equals(item.invoice));
        assertThat(stripe.sum()).isEqualTo(4_100);
        assertThat(done(end).note()).isEqualTo("2 items are on its invoice " + invoice + " (draft). The bill comes to 41.00 USD.");
    }

    @Test
    void items_left_behind_by_a_draft_join_it() {
        Delivery delivery = loop.go(first(usd(lines(5).toArray(LineItem[]::new)))).delivery();
        String invoice = stripe.renew(3);

        done(loop.go(then(delivery, usd(lines(5).toArray(LineItem[]::new)))));

        assertThat(stripe.items.values()).hasSize(5).allMatch(item -> invoice.equals(item.invoice));
        assertThat(stripe.sum()).isEqualTo(1_500);
    }

    @Test
    void a_renewal_in_the_middle_leaves_the_bill_on_one_invoice() {
        int[] created = {0};
        Loop renewed = new Loop(call -> {
            if (call.name().equals("create-item") && ++created[0] == 4) {
                stripe.renew(250);
            }
            return stripe.answer(call);
        });

        done(renewed.go(first(usd(lines(6).toArray(LineItem[]::new)))));

        assertThat(stripe.items.values()).extracting(item -> item.invoice).doesNotContainNull().containsOnly("in_4");
        assertThat(stripe.sum()).isEqualTo(2_100);
    }

    @Test
    void what_was_not_made_before_the_invoice_became_final_waits_for_the_next_one() {
        int[] created = {0};
        Loop renewed = new Loop(call -> {
            if (call.name().equals("create-item") && ++created[0] == 4) {
                stripe.invoices.put(stripe.renew(250), "paid");
            }
            return stripe.answer(call);
        });

        Loop.End end = renewed.go(first(usd(lines(6).toArray(LineItem[]::new))));

        assertThat(done(end).note()).isEqualTo("3 items wait for the next invoice of subscription sub_1. 3 items are on its invoice in_4"
                + " (paid). The bill comes to 21.00 USD.");
        assertThat(stripe.sum()).isEqualTo(2_100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "paid", "uncollectible", "void"})
    void equal_content_is_delivered_whatever_became_of_the_invoice(String status) {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.invoices.put(stripe.renew(250), status);

        Loop.End end = loop.go(then(delivery, usd(line("l1", "10"))));

        assertThat(end.names()).containsExactly("get-subscription", "list-pending-items", "list-items", "get-taking-invoice");
        done(end);
    }

    @ParameterizedTest
    @CsvSource({"open, 12, +2.00 USD", "paid, 7.5, -2.50 USD", "uncollectible, 12, +2.00 USD"})
    void a_bill_that_changed_after_its_items_were_billed_says_by_how_much(String status, String now, String difference) {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.invoices.put(stripe.renew(250), status);

        Step.Parked parked = parked(loop.go(then(delivery, usd(line("l1", now)))));

        assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(parked.code()).isEqualTo("invoice-" + status);
        assertThat(parked.reason()).contains(difference, "10.00 USD", SUBSCRIPTION);
        assertThat(stripe.sum()).isEqualTo(1_000);
    }

    @Test
    void a_line_that_comes_after_everything_was_billed_is_said_and_not_sent() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.invoices.put(stripe.renew(250), "paid");

        Step.Parked parked = parked(loop.go(then(delivery, usd(line("l1", "10"), line("l2", "5")))));

        assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(parked.reason()).contains("+5.00 USD");
        assertThat(stripe.items).hasSize(1);
    }

    @Test
    void a_changed_bill_whose_invoice_was_voided_is_for_a_person() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.invoices.put(stripe.renew(250), "void");

        assertThat(parked(loop.go(then(delivery, usd(line("l1", "11"))))).code()).isEqualTo("invoice-void");
    }

    @Test
    void half_billed_what_still_waits_is_corrected_and_the_rest_said() {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();
        stripe.invoices.put(stripe.renew(1), "paid");

        Step.Parked parked = parked(loop.go(then(delivery, usd(line("l1", "11"), line("l2", "25")))));

        assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(parked.reason()).contains("+1.00 USD");
        assertThat(stripe.of("l1").amount).isEqualTo(1_000);
        assertThat(stripe.of("l2").amount).isEqualTo(2_500);
    }

    @Test
    void a_draft_that_becomes_final_between_look_and_write_is_looked_at_again() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        String invoice = stripe.renew(250);
        Loop meddled = new Loop(call -> {
            if (call.name().equals("update-item")) {
                stripe.invoices.put(invoice, "open");
            }
            return stripe.answer(call);
        });

        assertThat(parked(meddled.go(then(delivery, usd(line("l1", "11"))))).code()).isEqualTo("invoice-open");
        assertThat(stripe.sum()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"canceled", "incomplete_expired"})
    void nothing_is_added_to_a_subscription_that_has_ended(String status) {
        stripe.subscriptions.get(SUBSCRIPTION).status = status;

        Step.Parked parked = parked(loop.go(first(line("l1", "10"))));

        assertThat(parked.code()).isEqualTo("subscription-ended");
        assertThat(parked.reason()).contains(status);
        assertThat(stripe.items).isEmpty();
    }

    @Test
    void what_waits_for_a_subscription_that_ended_is_said_to_be_lost() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.subscriptions.get(SUBSCRIPTION).status = "canceled";

        assertThat(parked(loop.go(then(delivery, usd(line("l1", "10"))))).reason()).contains("1 item", "never be billed");
    }

    @Test
    void another_subscription_takes_over_what_waits() {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();
        stripe.subscriptions.put("sub_2", new InMemoryItems.Subscription());

        done(loop.go(then(delivery, usd(line("l1", "10"), line("l2", "20"))).onto("sub_2")));

        assertThat(stripe.items.values()).hasSize(2).allMatch(item -> item.subscription.equals("sub_2"));
    }

    @Test
    void another_customer_takes_over_what_waits() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        InMemoryItems.Subscription other = new InMemoryItems.Subscription();
        other.customer = "cus_Other";
        stripe.subscriptions.put("sub_2", other);

        done(loop.go(Samples.withCustomer(then(delivery, usd(line("l1", "10"))), "cus_Other").onto("sub_2")));

        assertThat(stripe.items.values()).hasSize(1).allMatch(item -> item.customer.equals("cus_Other"));
    }

    @Test
    void what_another_subscription_was_billed_is_not_billed_twice() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.invoices.put(stripe.renew(250), "paid");
        stripe.subscriptions.put("sub_2", new InMemoryItems.Subscription());

        Step.Parked parked = parked(loop.go(then(delivery, usd(line("l1", "10"))).onto("sub_2")));

        assertThat(parked.code()).isEqualTo("billed-elsewhere");
        assertThat(stripe.items).hasSize(1);
    }

    @Test
    void the_subscription_must_be_the_customers_and_in_the_bills_currency() {
        stripe.subscriptions.get(SUBSCRIPTION).customer = "cus_Other";
        assertThat(parked(loop.go(first(line("l1", "10")))).code()).isEqualTo("subscription-of-another");
        stripe.subscriptions.get(SUBSCRIPTION).customer = Samples.CUSTOMER;
        stripe.subscriptions.get(SUBSCRIPTION).currency = "eur";
        assertThat(parked(loop.go(first(line("l1", "10")))).code()).isEqualTo("currency-conflict");
        stripe.subscriptions.clear();
        assertThat(parked(loop.go(first(line("l1", "10")))).code()).isEqualTo("subscription-unknown");
        assertThat(stripe.items).isEmpty();
    }

    @Test
    void an_account_without_a_subscription_waits_for_its_mapping() {
        Loop.End end = loop.go(Samples.first(usd(line("l1", "10")), MODE));

        assertThat(parked(end).code()).isEqualTo("missing-account-mapping");
        assertThat(parked(end).remedy()).contains("externalTable Subscription");
        assertThat(end.calls()).isEmpty();
    }

    @Test
    void a_credit_does_not_go_with_a_subscription_that_computes_tax() {
        stripe.subscriptions.get(SUBSCRIPTION).taxed = true;

        assertThat(parked(loop.go(first(line("l1", "10"), line("l2", "-1")))).code()).isEqualTo("negative-line-with-automatic-tax");
        done(loop.go(first(line("l1", "10"))));
    }

    @Test
    void a_bill_is_parked_when_with_what_others_wait_for_it_does_not_fit_on_one_invoice() {
        stripe.subscriptions.get(SUBSCRIPTION).lines = 5;
        for (int i = 0; i < 16; i++) {
            stripe.answer(new Call("other", "POST", "/v1/invoiceitems", "", "", "customer=cus_Acme&subscription=sub_1&amount=1", "other" + i,
                    Map.of(), true));
        }

        assertThat(parked(loop.go(first(usd(lines(230).toArray(LineItem[]::new))))).reason())
                .contains("230 lines", "16 items of others", "5 of its own", "250");
        done(loop.go(first(usd(lines(229).toArray(LineItem[]::new)))));
    }

    @Test
    void a_bill_begun_in_one_mode_goes_on_in_it() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();

        assertThat(loop.go(withSettings(then(delivery, usd(line("l1", "11"))), "{}")).names()).contains("update-item");
        InMemoryStripe invoices = new InMemoryStripe();
        Delivery invoiced = new Loop(invoices::answer).go(Samples.first(usd(line("l1", "10")))).delivery();
        assertThat(new Loop(invoices::answer).go(withSettings(then(invoiced, usd(line("l1", "11"))), MODE).onto(SUBSCRIPTION)).names())
                .contains("update-lines");
    }

    @Test
    void a_create_without_an_answer_is_found_by_its_marks() {
        Loop lossy = new Loop(onceLost("create-item", true));

        Loop.End end = lossy.go(first(line("l1", "10"), line("l2", "20")));

        assertThat(end.names()).containsExactly("get-subscription", "list-pending-items", "create-item", "list-items",
                "list-pending-items", "create-item", "list-pending-items");
        done(end);
        assertThat(stripe.items).hasSize(2);
    }

    @Test
    void a_create_without_a_trace_is_sent_again_byte_for_byte() {
        Loop lossy = new Loop(onceLost("create-item", false));

        Loop.End end = lossy.go(first(line("l1", "10")));

        assertThat(end.calls().get(4)).isEqualTo(end.calls().get(2));
        done(end);
        assertThat(stripe.items).hasSize(1);
    }

    @Test
    void an_item_that_was_made_and_billed_before_its_answer_is_found_on_the_invoice() {
        boolean[] lost = {false};
        Loop lossy = new Loop(call -> {
            Answer answer = stripe.answer(call);
            if (call.name().equals("create-item") && !lost[0]) {
                lost[0] = true;
                stripe.invoices.put(stripe.renew(250), "paid");
                return Answer.unknown("reset");
            }
            return answer;
        });

        done(lossy.go(first(line("l1", "10"))));

        assertThat(stripe.items).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"update-item, true", "update-item, false", "delete-item, true", "delete-item, false"})
    void a_lost_change_is_settled_by_the_item_itself(String name, boolean happened) {
        Delivery delivery = loop.go(first(line("l1", "10"), line("l2", "20"))).delivery();
        Loop lossy = new Loop(onceLost(name, happened));

        Loop.End end = lossy.go(then(delivery, usd(line("l1", "11"))));

        assertThat(end.names()).contains("get-item");
        done(end);
        assertThat(stripe.sum()).isEqualTo(1_100);
        assertThat(stripe.items).hasSize(1);
    }

    @Test
    void a_stored_failure_is_looked_up_and_a_new_key_used() {
        int[] failures = {0};
        Loop failing = new Loop(call -> call.name().equals("create-item") && failures[0]++ < 2 ? stripe.fail(call, false)
                : stripe.answer(call));

        done(failing.run(first(line("l1", "10"))));

        assertThat(stripe.items).hasSize(1);
        assertThat(stripe.received.stream().filter(call -> call.name().equals("create-item")).map(Call::idempotencyKey).distinct()).hasSize(2);
    }

    @Test
    void after_the_keys_expired_only_a_look_up_tells() {
        Loop lossy = new Loop(call -> call.name().equals("create-item") ? lost(call, true) : stripe.answer(call));
        Delivery delivery = Samples.stored(lossy.go(first(line("l1", "10"))).delivery(), true);
        stripe.forgetKeys();

        done(loop.run(delivery));

        assertThat(stripe.items).hasSize(1);
    }

    @Test
    void a_refused_item_parks_the_bill_with_how_far_it_came() {
        Loop refusing = new Loop(call -> call.name().equals("create-item") && call.body().contains("=l2&")
                ? Answer.of(400, Map.of(), "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"parameter_invalid\",\"param\":"
                + "\"amount\",\"message\":\"words\"}}") : stripe.answer(call));

        Step.Parked parked = parked(refusing.go(first(line("l1", "10"), line("l2", "20"))));

        assertThat(parked.status()).isEqualTo(RunStatus.ERROR);
        assertThat(parked.reason()).contains("words", "amount", "1 item of the bill is at Stripe, of 2");
    }

    @Test
    void a_status_nobody_knows_is_waited_out() {
        stripe.subscriptions.get(SUBSCRIPTION).status = "dreaming";

        assertThat(loop.go(first(line("l1", "10"))).step()).isInstanceOfSatisfying(Step.Later.class,
                later -> assertThat(later.code()).isEqualTo("unknown-status"));
    }

    @Test
    void what_is_known_of_a_whole_bill_stays_small() {
        StripeProvider provider = new StripeProvider();
        Delivery delivery = first(usd(lines(230).toArray(LineItem[]::new)));
        int largest = 0;
        int calls = 0;
        for (Step step = provider.next(delivery); step instanceof Call call; step = provider.next(delivery)) {
            delivery = provider.absorb(delivery, call, stripe.answer(call));
            largest = Math.max(largest, delivery.held().toString().length());
            calls++;
        }

        assertThat(delivery.verdict()).isInstanceOf(Step.Done.class);
        assertThat(calls).isEqualTo(1 + 1 + 230 + 3);
        assertThat(largest).as("its items, and once more those listed to prove them").isLessThan(32_000);
        assertThat(delivery.held().toString().length()).isLessThan(17_000);
    }

    @Test
    void the_bytes_of_every_call_are_the_same_when_it_is_named_again() {
        StripeProvider provider = new StripeProvider();
        Bill bill = Samples.bill("USD", BillStatus.PENDING, lines(20));
        Delivery delivery = then(loop.go(first(bill)).delivery(), Samples.bill("USD", BillStatus.PENDING, lines(12)));
        for (Step step = provider.next(delivery); step instanceof Call call; step = provider.next(delivery)) {
            assertThat(provider.next(Samples.stored(delivery, false))).isEqualTo(call);
            delivery = provider.absorb(delivery, call, stripe.answer(call));
        }
        assertThat(stripe.items).hasSize(12);
    }

    @Test
    void a_preview_names_the_very_calls_that_are_made_then() {
        Delivery delivery = first(line("l1", "10"), line("l2", "20"));
        assertThat(foreseen(delivery)).isEqualTo(loop.go(delivery).calls());
        Delivery changed = then(new Loop(stripe::answer).go(delivery).delivery(), usd(line("l1", "11"), line("l3", "30")));
        assertThat(foreseen(changed)).isEqualTo(loop.go(changed).calls());
    }

    @Test
    void a_preview_ends_where_only_stripe_knows_what_became_of_an_invoice() {
        Delivery delivery = loop.go(first(line("l1", "10"))).delivery();
        stripe.renew(250);
        delivery = loop.go(then(delivery, usd(line("l1", "10")))).delivery();

        assertThat(foreseen(then(delivery, usd(line("l1", "11"))))).extracting(Call::name)
                .containsExactly("get-subscription", "list-pending-items", "list-items", "get-taking-invoice");
    }

    private static List<Call> foreseen(Delivery delivery) {
        StripeProvider provider = new StripeProvider();
        List<Call> calls = new ArrayList<>();
        Delivery at = delivery;
        for (Step step = provider.next(at); step instanceof Call call; step = provider.next(at)) {
            calls.add(call);
            Expectation expected = provider.expected(at, call, List.of());
            if (expected instanceof Expectation.Open) {
                return calls;
            }
            at = provider.absorb(at, call, expected instanceof Expectation.Certain certain ? certain.answer()
                    : ((Expectation.Assumed) expected).answer());
        }
        assertThat(at.verdict()).isInstanceOf(Step.Done.class);
        return calls;
    }

    private Function<Call, Answer> onceLost(String name, boolean happens) {
        boolean[] lost = {false};
        return call -> {
            if (call.name().equals(name) && !lost[0]) {
                lost[0] = true;
                return lost(call, happens);
            }
            return stripe.answer(call);
        };
    }

    private Answer lost(Call call, boolean happens) {
        if (happens) {
            stripe.answer(call);
        }
        return Answer.unknown("connection reset");
    }
}
