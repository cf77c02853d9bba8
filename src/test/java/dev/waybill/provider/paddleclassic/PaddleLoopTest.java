package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.SUBSCRIPTION;
import static dev.waybill.provider.paddleclassic.Samples.TAG;
import static dev.waybill.provider.paddleclassic.Samples.bill;
import static dev.waybill.provider.paddleclassic.Samples.changedAt;
import static dev.waybill.provider.paddleclassic.Samples.deleted;
import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.then;
import static dev.waybill.provider.paddleclassic.Samples.withCustomer;
import static dev.waybill.provider.paddleclassic.Samples.withSettings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.LineItem;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.provider.paddleclassic.InMemoryPaddle.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole courses against a Paddle that behaves: first bills, changed ones, deleted ones, and what people do in between. */
class PaddleLoopTest {

    private static final String PER_LINE = "{\"modifiers\":\"line\"}";

    private final InMemoryPaddle paddle = new InMemoryPaddle();
    private final Loop loop = new Loop(paddle::answer);

    @Test
    void a_bill_becomes_one_one_time_modifier() {
        Loop.End end = loop.go(first(eur(line("l1", "100.40"), line("l2", "28.00"))));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "create-modifier", "list-modifiers");
        assertThat(paddle.only().amount).isEqualTo("128.40");
        assertThat(paddle.only().recurring).isFalse();
        assertThat(paddle.only().description).isEqualTo("Usage 2025-09-01 to 2025-09-30 " + TAG + "all:e5a63ad5]");
    }

    @Test
    void the_run_names_the_modifier_and_the_payment_it_rides_on() {
        assertThat(loop.go(first(eur("128.40"))).step()).isEqualTo(new Done("190001", null, "One-time modifier 190001 adds 128.40 EUR"
                + " to the payment of 2025-10-15 of subscription 7730045."));
    }

    @Test
    void the_same_bill_again_writes_nothing() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        assertThat(loop.go(then(delivery, eur("10.00"))).names()).containsExactly("read-subscription", "list-modifiers");
    }

    @Test
    void a_changed_bill_deletes_first_and_creates_then() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(then(delivery, eur("12.00")));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "delete-modifier", "create-modifier",
                "list-modifiers");
        assertThat(paddle.only().amount).isEqualTo("12.00");
    }

    @Test
    void a_bill_that_changes_back_and_forth_ends_at_its_last_version() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        for (String amount : List.of("20.00", "10.00", "20.00")) {
            delivery = loop.go(then(delivery, eur(amount))).delivery();
        }

        assertThat(paddle.only().amount).isEqualTo("20.00");
    }

    @Test
    void a_changed_text_alone_changes_nothing() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(then(delivery, eur(line("l1", "10.00", "USAGE", "Another text"))));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers");
    }

    @Test
    void modifiers_of_others_are_left_alone() {
        paddle.addByHand("-5.00", "Loyalty");
        paddle.addByHand("7.00", "Other bill [bg1:0000000000000000:all:e5a63ad5]");
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        loop.go(then(delivery, deleted()));

        assertThat(paddle.modifiers).extracting(modifier -> modifier.amount.toPlainString()).containsExactly("-5.00", "7.00");
    }

    @Test
    void a_zero_bill_makes_no_call() {
        Loop.End end = loop.go(first(eur(line("l1", "5.00"), line("l2", "-5.00"))));

        assertThat(end.calls()).isEmpty();
        assertThat(end.step()).isEqualTo(new Done(null, null, "Nothing to collect: the bill's total is zero."));
        assertThat(end.delivery().held()).isEmpty();
    }

    @Test
    void a_bill_that_rounds_to_zero_makes_no_call() {
        assertThat(loop.go(first(eur("0.004"))).note()).isEqualTo("Nothing to collect: the bill's total rounds to 0.00 EUR.");
    }

    @Test
    void a_negative_total_becomes_a_credit() {
        Loop.End end = loop.go(first(eur("-10.00")));

        assertThat(paddle.only().amount).isEqualTo("-10.00");
        assertThat(end.note()).contains("takes 10.00 EUR off the payment of 2025-10-15")
                .contains("what is left goes to the subscription's balance");
    }

    @Test
    void a_deleted_bill_takes_its_modifier_away() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(then(delivery, deleted()));

        assertThat(paddle.ours()).isEmpty();
        assertThat(end.note()).isEqualTo("Nothing to collect: the bill was deleted.");
    }

    @Test
    void a_bill_that_became_zero_takes_its_modifier_away() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        loop.go(then(delivery, eur("0.00")));

        assertThat(paddle.ours()).isEmpty();
    }

    @Test
    void a_bill_that_comes_back_after_its_deletion_is_charged() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        delivery = loop.go(then(delivery, deleted())).delivery();

        loop.go(then(delivery, eur("12.00")));

        assertThat(paddle.only().amount).isEqualTo("12.00");
    }

    @Test
    void a_bill_of_an_unknown_subscription_is_parked() {
        Loop.End end = loop.go(withCustomer(first(eur("10.00")), "999"));

        assertThat(end.names()).containsExactly("read-subscription", "read-subscription", "list-modifiers");
        assertThat(end.code()).isEqualTo("subscription-unknown");
        assertThat(end.reason()).contains("Subscription 999 does not exist at Paddle.");
    }

    @Test
    void a_bill_of_a_cancelled_subscription_is_parked_as_uncollectable() {
        paddle.subscription(SUBSCRIPTION).state = "deleted";

        Loop.End end = loop.go(first(eur("10.00")));

        assertThat(end.names()).containsExactly("read-subscription", "read-subscription", "list-modifiers");
        assertThat(end.code()).isEqualTo("uncollectable");
        assertThat(end.reason()).contains("was cancelled, so no payment follows that could take in 10.00 EUR");
    }

    @Test
    void a_bill_of_a_subscription_without_a_next_payment_is_parked_as_uncollectable() {
        paddle.subscription(SUBSCRIPTION).next = null;

        assertThat(loop.go(first(eur("10.00"))).code()).isEqualTo("uncollectable");
    }

    @Test
    void a_bill_of_a_paused_subscription_waits_for_days() {
        paddle.subscription(SUBSCRIPTION).state = "paused";

        Loop.End end = loop.go(first(eur("10.00")));
        paddle.subscription(SUBSCRIPTION).state = "active";
        loop.go(end.delivery());

        assertThat(end.step()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.code()).isEqualTo("subscription-paused");
            assertThat(later.pause()).isEqualTo(Duration.ofDays(1));
        });
        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void a_changed_bill_of_a_paused_subscription_keeps_its_old_modifier_meanwhile() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.subscription(SUBSCRIPTION).state = "paused";

        Loop.End end = loop.go(then(delivery, eur("12.00")));

        assertThat(paddle.only().amount).isEqualTo("10.00");
        assertThat(end.reason()).contains("modifier 190001 stands for the bill: 10.00");
    }

    @ParameterizedTest
    @CsvSource({"trialing", "past_due"})
    void a_subscription_on_trial_or_past_due_takes_modifiers(String state) {
        paddle.subscription(SUBSCRIPTION).state = state;

        loop.go(first(eur("10.00")));

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void the_run_says_when_a_payment_past_due_is_left_as_it_is() {
        paddle.subscription(SUBSCRIPTION).state = "past_due";

        assertThat(loop.go(first(eur("10.00"))).note()).contains("The subscription is past due");
    }

    @Test
    void a_state_this_release_does_not_know_is_tried_again() {
        paddle.subscription(SUBSCRIPTION).state = "dreaming";

        assertThat(loop.go(first(eur("10.00"))).code()).isEqualTo("unknown-status");
    }

    @Test
    void a_bill_in_another_currency_than_its_subscription_is_parked() {
        Loop.End end = loop.go(first(bill("USD", line("l1", "10.00"))));

        assertThat(end.code()).isEqualTo("currency-differs");
        assertThat(end.reason()).contains("The bill is in USD, and subscription 7730045 is charged in EUR.");
        assertThat(paddle.modifiers).isEmpty();
    }

    @Test
    void a_bill_that_changes_its_currency_leaves_the_old_modifier_and_says_so() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(then(delivery, bill("USD", line("l1", "10.00"))));

        assertThat(end.code()).isEqualTo("currency-differs");
        assertThat(end.reason()).contains("modifier 190001 stands for the bill: 10.00");
        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void the_currency_is_that_of_the_last_payment_when_there_is_no_next_one() {
        paddle.subscription(SUBSCRIPTION).state = "past_due";
        paddle.subscription(SUBSCRIPTION).next = null;

        assertThat(loop.go(first(bill("USD", line("l1", "10.00")))).code()).isEqualTo("currency-differs");
    }

    @Test
    void a_subscription_without_any_payment_has_no_currency() {
        paddle.subscription(SUBSCRIPTION).last = null;
        paddle.subscription(SUBSCRIPTION).next = null;

        assertThat(loop.go(first(eur("10.00"))).code()).isEqualTo("currency-unknown");
    }

    @Test
    void a_modifier_on_another_page_is_found() {
        for (int i = 0; i < 450; i++) {
            paddle.addByHand("1.00", "Loyalty " + i);
        }
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(delivery);

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "list-modifiers", "list-modifiers");
        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(paddle.ours()).hasSize(1);
    }

    @Test
    void a_modifier_of_a_lost_record_is_adopted() {
        loop.go(first(eur("10.00")));

        Loop.End end = loop.go(first(eur("10.00")));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers");
        assertThat(end.step()).isInstanceOf(Done.class);
    }

    @Test
    void a_stale_modifier_of_a_lost_record_is_replaced() {
        loop.go(first(eur("10.00")));

        loop.go(first(eur("11.00")));

        assertThat(paddle.only().amount).isEqualTo("11.00");
    }

    @Test
    void of_two_modifiers_with_one_tag_the_older_stays() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        Modifier twin = paddle.addByHand("10.00", paddle.only().description);

        loop.go(delivery);

        assertThat(paddle.only().id).isLessThan(twin.id);
    }

    @Test
    void when_one_of_several_lines_is_refused_none_stays() {
        Delivery delivery = first(eur(lines(10)), PER_LINE);
        Loop.End end = new Loop(call -> call.name().equals("create-modifier") && call.body().contains("Line+l7+")
                ? Answer.of(200, Map.of(), "{\"success\":false,\"error\":{\"code\":160,\"message\":\"Bad recurring flag\"}}")
                : paddle.answer(call)).go(delivery);

        assertThat(end.code()).isEqualTo("refused");
        assertThat(end.reason()).contains("error 160", "deleted again");
        assertThat(paddle.ours()).isEmpty();
        assertThat(loop.go(end.delivery()).step()).isInstanceOf(Done.class);
        assertThat(paddle.sum()).isEqualTo("10.00");
    }

    @Test
    void a_twin_that_somebody_else_deletes_first_is_not_missed() {
        Loop.End end = new Loop(call -> {
            Answer answer = paddle.answer(call);
            if (call.name().equals("create-modifier")) {
                paddle.modifiers.add(0, paddle.twinOf(paddle.only(), paddle.only().id - 1));
            } else if (call.name().equals("list-modifiers") && paddle.modifiers.size() == 2) {
                paddle.modifiers.remove(1);
            }
            return answer;
        }).go(first(eur("10.00")));

        assertThat(end.names()).containsSubsequence("list-modifiers", "delete-modifier", "list-payments");
        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(paddle.sum()).isEqualTo("10.00");
    }

    @Test
    void of_two_modifiers_with_one_tag_a_charged_one_stays() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        Modifier twin = paddle.addByHand("10.00", paddle.only().description);
        twin.charged = true;

        Loop.End end = loop.go(delivery);

        assertThat(paddle.only().id).isEqualTo(twin.id);
        assertThat(end.note()).isEqualTo("10.00 EUR of the bill were charged with earlier payments.");
    }

    @Test
    void two_charged_modifiers_with_one_tag_are_put_right_with_a_credit() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.addByHand("10.00", paddle.only().description);
        paddle.renew();

        loop.go(then(delivery, eur("12.00")));

        assertThat(paddle.sum()).isEqualTo("12.00");
    }

    @Test
    void a_recurring_modifier_with_our_tag_is_replaced_by_a_one_time_one() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.only().recurring = true;

        loop.go(delivery);

        assertThat(paddle.only().recurring).isFalse();
    }

    @Test
    void a_modifier_that_paddle_keeps_otherwise_is_deleted_and_the_bill_is_parked() {
        Loop.End end = new Loop(call -> {
            Answer answer = paddle.answer(call);
            if (call.name().equals("create-modifier")) {
                paddle.only().recurring = true;
            }
            return answer;
        }).go(first(eur("10.00")));

        assertThat(end.code()).isEqualTo("modifier-differs");
        assertThat(end.reason()).contains("lists it as a recurring one over 10.00 EUR");
        assertThat(paddle.ours()).isEmpty();
    }

    @Test
    void a_modifier_whose_description_paddle_cuts_is_deleted_and_the_bill_is_parked() {
        Loop.End end = new Loop(call -> {
            Answer answer = paddle.answer(call);
            if (call.name().equals("create-modifier")) {
                paddle.only().description = "Usage";
            }
            return answer;
        }).go(first(eur("10.00")));

        assertThat(end.code()).isEqualTo("modifier-differs");
        assertThat(paddle.modifiers).isEmpty();
    }

    @Test
    void a_modifier_that_somebody_deleted_needs_a_person() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.modifiers.clear();

        Loop.End end = loop.go(then(delivery, eur("12.00")));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "delete-modifier", "list-payments");
        assertThat(end.code()).isEqualTo("modifier-vanished");
        assertThat(paddle.modifiers).isEmpty();
    }

    @Test
    void a_modifier_that_a_person_made_again_by_hand_is_taken_for_our_own() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        String tag = paddle.only().description;
        paddle.modifiers.clear();
        delivery = loop.go(delivery).delivery();
        paddle.addByHand("10.00", "by hand " + tag);

        assertThat(loop.go(delivery).step()).isInstanceOf(Done.class);
        assertThat(paddle.ours()).hasSize(1);
    }

    @Test
    void an_operators_word_sends_a_vanished_modifier_again() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.modifiers.clear();
        delivery = loop.go(delivery).delivery();

        loop.go(withSettings(delivery, "{\"whenUnsure\":\"send\"}"));

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void an_operators_word_counts_a_vanished_modifier_as_charged() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.modifiers.clear();
        delivery = loop.go(delivery).delivery();

        delivery = loop.go(withSettings(delivery, "{\"whenUnsure\":\"charged\"}")).delivery();
        loop.go(then(withSettings(delivery, "{}"), eur("12.00")));

        assertThat(paddle.only().amount).isEqualTo("2.00");
    }

    @Test
    void a_vanished_modifier_of_a_deleted_bill_is_as_it_should_be() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.modifiers.clear();

        assertThat(loop.go(then(delivery, deleted())).step()).isInstanceOf(Done.class);
    }

    @Test
    void a_one_off_charge_took_no_modifier_in() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.modifiers.clear();
        paddle.chargeOnce(LocalDate.of(2025, 10, 3));

        assertThat(loop.go(then(delivery, eur("12.00"))).code()).isEqualTo("modifier-vanished");
    }

    @Test
    void an_account_that_moves_to_another_subscription_takes_its_bill_along() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        Loop.End end = loop.go(withCustomer(delivery, "8800001"));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "delete-modifier", "read-subscription",
                "list-modifiers", "create-modifier", "list-modifiers");
        assertThat(paddle.only().subscription).isEqualTo("8800001");
    }

    @Test
    void what_the_old_subscription_was_charged_is_not_charged_to_the_new_one() {
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();

        loop.go(then(withCustomer(delivery, "8800001"), eur("12.00")));

        assertThat(paddle.sum()).isEqualTo("12.00");
        assertThat(paddle.ours()).filteredOn(modifier -> !modifier.charged).singleElement()
                .satisfies(modifier -> assertThat(modifier.subscription).isEqualTo("8800001"));
    }

    @Test
    void lines_become_modifiers_of_their_own_where_that_is_asked_for() {
        Loop.End end = loop.go(first(eur(line("l1", "10.00"), line("l2", "-3.00"), line("l3", "0.00")), PER_LINE));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "create-modifier", "create-modifier",
                "list-modifiers");
        assertThat(paddle.ours()).extracting(modifier -> modifier.amount.toPlainString()).containsExactly("10.00", "-3.00");
        assertThat(paddle.ours().get(0).description).startsWith("Line l1 [bg1:");
        assertThat(end.note()).contains("2 one-time modifiers add 7.00 EUR");
    }

    @Test
    void a_changed_line_changes_its_modifier_alone() {
        Delivery delivery = loop.go(first(eur(line("l1", "10.00"), line("l2", "3.00")), PER_LINE)).delivery();

        Loop.End end = loop.go(then(delivery, eur(line("l1", "10.00"), line("l2", "4.00"))));

        assertThat(end.names()).containsExactly("read-subscription", "list-modifiers", "delete-modifier", "create-modifier",
                "list-modifiers");
        assertThat(paddle.sum()).isEqualTo("14.00");
    }

    @Test
    void more_lines_than_allowed_become_one_modifier() {
        Loop.End end = loop.go(first(eur(lines(51)), PER_LINE));

        assertThat(paddle.only().amount).isEqualTo("51.00");
        assertThat(end.note()).contains("Line by line the bill needs 51 modifiers, and mostLines allows 50, so it became one over its total.");
    }

    @Test
    void more_lines_than_allowed_are_parked_where_that_is_asked_for() {
        Loop.End end = loop.go(first(eur(lines(51)), "{\"modifiers\":\"line\",\"tooManyLines\":\"park\"}"));

        assertThat(end.code()).isEqualTo("too-many-lines");
        assertThat(end.calls()).isEmpty();
    }

    @Test
    void a_bill_that_grows_beyond_the_allowed_lines_changes_to_one_modifier() {
        Delivery delivery = loop.go(first(eur(lines(50)), PER_LINE)).delivery();
        assertThat(paddle.ours()).hasSize(50);

        loop.go(then(delivery, eur(lines(51))));

        assertThat(paddle.only().amount).isEqualTo("51.00");
    }

    @Test
    void a_bill_older_than_the_last_payment_is_not_sent_without_a_persons_word() {
        Loop.End end = loop.go(first(changedAt(eur("10.00"), "2025-09-14")));

        assertThat(end.code()).isEqualTo("older-than-last-payment");
        assertThat(end.reason()).contains("last changed on 2025-09-14").contains("last payment 49 on 2025-09-15");
        assertThat(paddle.modifiers).isEmpty();
        assertThat(loop.go(end.delivery()).code()).as("a retry").isEqualTo("older-than-last-payment");
    }

    @Test
    void a_bill_of_the_day_of_the_last_payment_is_sent() {
        loop.go(first(changedAt(eur("10.00"), "2025-09-15")));

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void a_bill_that_waited_over_a_renewal_is_sent() {
        paddle.subscription(SUBSCRIPTION).state = "paused";
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.subscription(SUBSCRIPTION).state = "active";
        paddle.renew();

        loop.go(delivery);

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void an_operators_word_sends_an_old_bill() {
        loop.go(first(changedAt(eur("10.00"), "2025-09-01"), "{\"whenUnsure\":\"send\"}"));

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void an_operators_word_counts_an_old_bill_as_charged() {
        Loop.End end = loop.go(first(changedAt(eur("10.00"), "2025-09-01"), "{\"whenUnsure\":\"charged\"}"));

        assertThat(end.note()).isEqualTo("10.00 EUR of the bill count as charged, by the word of an operator.");
        assertThat(paddle.modifiers).isEmpty();
    }

    @Test
    void a_correction_without_a_record_of_what_it_corrects_needs_a_person() {
        paddle.addByHand("2.00", "Correction " + Samples.TAG + "adj1:00000000]");

        Loop.End end = loop.go(first(eur("12.00")));

        assertThat(end.code()).isEqualTo("earlier-charge-unknown");
        assertThat(paddle.ours()).hasSize(1);
        assertThat(loop.go(end.delivery()).code()).as("a retry").isEqualTo("earlier-charge-unknown");
    }

    @Test
    void the_stored_state_of_another_program_is_not_touched() {
        Delivery delivery = first(eur("10.00"));

        Loop.End end = loop.go(delivery.holding(Samples.object("{\"modifiers\":7}")));

        assertThat(end.code()).isEqualTo("state-unreadable");
        assertThat(end.calls()).isEmpty();
    }

    @Test
    void nothing_that_is_sent_carries_credentials() {
        loop.go(first(eur("10.00")));

        assertThat(paddle.received).allSatisfy(call -> {
            assertThat(call.body()).doesNotContain("vendor");
            assertThat(call.headers()).isEqualTo(Map.of());
        });
    }

    private static LineItem[] lines(int count) {
        List<LineItem> lines = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            lines.add(line("l" + i, BigDecimal.ONE.toPlainString()));
        }
        return lines.toArray(LineItem[]::new);
    }
}
