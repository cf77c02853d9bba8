package dev.waybill.provider.paddleclassic;

import static dev.waybill.provider.paddleclassic.Samples.deleted;
import static dev.waybill.provider.paddleclassic.Samples.eur;
import static dev.waybill.provider.paddleclassic.Samples.first;
import static dev.waybill.provider.paddleclassic.Samples.line;
import static dev.waybill.provider.paddleclassic.Samples.then;
import static dev.waybill.provider.paddleclassic.Samples.withCustomer;
import static dev.waybill.provider.paddleclassic.Samples.withSettings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.bill.Bill;
import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.Step.Done;
import dev.waybill.delivery.Step.Later;
import dev.waybill.delivery.Step.Parked;
import dev.waybill.provider.paddleclassic.InMemoryPaddle.Charged;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Renewals that run while a delivery does, whatever Paddle does with a modifier it has charged. */
class PaddleRenewalTest {

    private static final String PER_LINE = "{\"modifiers\":\"line\"}";

    @ParameterizedTest
    @EnumSource
    void a_bill_that_changes_after_its_charge_is_charged_the_difference(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();

        Loop.End end = loop.go(then(delivery, eur("12.50")));

        assertThat(paddle.sum()).isEqualTo("12.50");
        assertThat(paddle.ours().get(1).description).startsWith("Correction: Usage 2025-09-01 to 2025-09-30 " + Samples.TAG + "adj1:");
        assertThat(end.note()).isEqualTo("10.00 EUR of the bill were charged with earlier payments. One-time modifier 190002 adds"
                + " 2.50 EUR to the payment of 2025-11-15 of subscription 7730045.");
    }

    @ParameterizedTest
    @EnumSource
    void a_bill_that_shrinks_after_its_charge_is_credited_the_difference(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();

        loop.go(then(delivery, eur("8.00")));

        assertThat(paddle.ours().get(1).amount).isEqualTo("-2.00");
    }

    @ParameterizedTest
    @EnumSource
    void a_bill_deleted_after_its_charge_is_credited_in_full(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();

        loop.go(then(delivery, deleted()));

        assertThat(paddle.ours()).extracting(modifier -> modifier.amount.toPlainString()).containsExactly("10.00", "-10.00");
    }

    @ParameterizedTest
    @EnumSource
    void a_charged_bill_that_is_delivered_again_unchanged_is_left_alone(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();

        Loop.End end = loop.go(delivery);

        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(paddle.only().charged).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_charged_bill_is_complete_even_once_its_subscription_was_cancelled(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();
        paddle.subscription(Samples.SUBSCRIPTION).state = "deleted";
        paddle.subscription(Samples.SUBSCRIPTION).next = null;

        assertThat(loop.go(delivery).step()).isInstanceOf(Done.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_charged_bill_that_changes_back_and_forth_over_renewals_ends_right(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        for (String amount : List.of("20.00", "10.00", "20.00", "7.00", "20.00")) {
            paddle.renew();
            delivery = loop.go(then(delivery, eur(amount))).delivery();
            assertThat(paddle.sum()).isEqualTo(amount);
        }
        delivery = loop.go(then(delivery, eur("10.00"))).delivery();
        loop.go(then(delivery, eur("20.00")));

        assertThat(paddle.sum()).isEqualTo("20.00");
        assertThat(paddle.ours()).filteredOn(modifier -> !modifier.charged).hasSize(1);
    }

    @Test
    void a_bill_that_changes_after_its_charge_is_left_to_a_person_where_that_is_asked_for() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"), "{\"changedAfterCharge\":\"park\"}")).delivery();
        paddle.renew();

        Loop.End end = loop.go(then(delivery, eur("12.50")));

        assertThat(end.step()).isInstanceOfSatisfying(Parked.class, parked -> {
            assertThat(parked.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
            assertThat(parked.reason()).isEqualTo("The bill changed after Paddle charged 10.00 EUR for it. Its total is now 12.50 EUR,"
                    + " a difference of 2.50 EUR.");
        });
        assertThat(paddle.ours()).hasSize(1);
        loop.go(withSettings(end.delivery(), "{}"));
        assertThat(paddle.sum()).isEqualTo("12.50");
    }

    @Test
    void a_charge_in_another_currency_cannot_be_set_off() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        paddle.renew();
        paddle.subscription("8800001").currency = "USD";

        Loop.End end = loop.go(then(withCustomer(delivery, "8800001"), Samples.bill("USD", line("l1", "10.00"))));

        assertThat(end.code()).isEqualTo("currency-changed");
        assertThat(end.reason()).contains("Paddle has charged 10.00 EUR for the bill, which is now in USD.");
    }

    @ParameterizedTest
    @EnumSource
    void a_renewal_between_any_two_calls_charges_nothing_twice(Charged charged) {
        for (String settings : List.of("{}", PER_LINE)) {
            // before the first look it would make the bill older than the last payment
            for (int place = 1; place < 40; place++) {
                InMemoryPaddle paddle = new InMemoryPaddle(charged);
                int[] count = {0};
                int renewed = place;
                Loop loop = new Loop(call -> {
                    if (count[0]++ == renewed) {
                        paddle.renew();
                    }
                    return paddle.answer(call);
                });
                Delivery delivery = first(bill("10.00", "3.00"), settings);
                for (Bill bill : List.of(bill("10.00", "3.00"), bill("10.00", "5.00"), deleted(), bill("2.00", "4.00"))) {
                    Loop.End end = loop.run(then(delivery, bill));
                    assertThat(end.step()).as("renewal before call %d: %s", place, end.names()).isInstanceOf(Done.class);
                    assertThat(paddle.sum()).as("renewal before call %d", place)
                            .isEqualByComparingTo(bill.deleted() ? BigDecimal.ZERO : bill.total());
                    delivery = end.delivery();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_renewal_between_deleting_and_creating_charges_the_bill_with_the_next_payment(Charged charged) {
        InMemoryPaddle paddle = new InMemoryPaddle(charged);
        Loop loop = new Loop(call -> {
            if (call.name().equals("create-modifier") && !paddle.received.isEmpty() && paddle.received.stream()
                    .anyMatch(one -> one.name().equals("delete-modifier"))) {
                paddle.renew();
            }
            return paddle.answer(call);
        });
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();

        loop.go(then(delivery, eur("12.00")));

        assertThat(paddle.chargedSum()).isZero();
        assertThat(paddle.only().amount).isEqualTo("12.00");
    }

    @Test
    void a_creation_without_an_answer_is_looked_for_after_a_wait_and_adopted() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop.End silent = losingTheCreation(paddle, true).go(first(eur("10.00")));

        Loop.End end = new Loop(paddle::answer).go(silent.delivery());

        assertThat(silent.step()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.code()).isEqualTo("no-answer");
            assertThat(later.pause()).isEqualTo(Duration.ofSeconds(60));
        });
        assertThat(end.names()).containsExactly("list-modifiers", "read-subscription");
        assertThat(end.step()).isInstanceOf(Done.class);
        assertThat(paddle.ours()).hasSize(1);
    }

    @Test
    void a_creation_that_never_arrived_is_sent_again_after_list_and_payments_were_looked_at() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop.End silent = losingTheCreation(paddle, false).go(first(eur("10.00")));

        Loop.End end = new Loop(paddle::answer).go(silent.delivery());

        assertThat(end.names()).containsExactly("list-modifiers", "read-subscription", "create-modifier", "list-modifiers");
        assertThat(end.calls().get(2)).isEqualTo(silent.delivery().unsettled());
        assertThat(paddle.ours()).hasSize(1);
    }

    @Test
    void a_new_version_that_cuts_the_wait_short_waits_anew_before_anything_is_sent() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(paddle::answer);
        Loop.End silent = losingTheCreation(paddle, false).go(first(eur("10.00")));

        Loop.End early = loop.go(then(silent.delivery(), eur("12.00")));
        paddle.answer(silent.delivery().unsettled());
        loop.go(early.delivery());

        assertThat(early.names()).containsExactly("list-modifiers");
        assertThat(early.code()).isEqualTo("no-answer");
        assertThat(paddle.only().amount).isEqualTo("12.00");
    }

    @Test
    void a_creation_found_at_an_early_look_needs_no_further_wait() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop.End silent = losingTheCreation(paddle, true).go(first(eur("10.00")));

        new Loop(paddle::answer).go(then(silent.delivery(), eur("12.00")));

        assertThat(paddle.only().amount).isEqualTo("12.00");
    }

    @Test
    void a_twin_that_arrives_later_than_anything_should_is_taken_off_by_the_look_after_the_second_try() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop.End silent = losingTheCreation(paddle, false).go(first(eur("10.00")));

        new Loop(call -> {
            Answer answer = paddle.answer(call);
            if (call.name().equals("create-modifier")) {
                paddle.answer(silent.delivery().unsettled());
            }
            return answer;
        }).go(silent.delivery());

        assertThat(paddle.sum()).isEqualTo("10.00");
    }

    @Test
    void a_charged_modifier_that_stays_listed_is_found_after_a_lost_answer_and_a_renewal() {
        InMemoryPaddle paddle = new InMemoryPaddle(Charged.STAYS);
        Loop.End silent = losingTheCreation(paddle, true).go(first(eur("10.00")));
        paddle.renew();

        assertThat(new Loop(paddle::answer).go(silent.delivery()).step()).isInstanceOf(Done.class);
        assertThat(paddle.ours()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void after_a_lost_answer_and_a_renewal_a_person_decides(boolean arrived) {
        InMemoryPaddle paddle = new InMemoryPaddle(Charged.LEAVES);
        Loop loop = new Loop(paddle::answer);
        Loop.End silent = losingTheCreation(paddle, arrived).go(first(eur("10.00")));
        paddle.renew();

        Loop.End end = loop.go(silent.delivery());

        assertThat(end.code()).isEqualTo("ambiguous-after-renewal");
        assertThat(end.reason()).contains("last payment 49 on 2025-09-15, next payment 49 on 2025-10-15 before")
                .contains("last payment " + (arrived ? "59" : "49") + " on 2025-10-15")
                .contains("The bill's total is 10.00 EUR");
        assertThat(((Parked) end.step()).remedy()).contains("over 10.00 EUR whose description ends with " + Samples.TAG + "all:");
        assertThat(end.delivery().unsettled()).isNotNull();
        assertThat(loop.go(end.delivery()).code()).as("a retry").isEqualTo("ambiguous-after-renewal");
        assertThat(paddle.ours()).hasSize(arrived ? 1 : 0);

        Loop.End told = loop.go(withSettings(end.delivery(), arrived ? "{\"whenUnsure\":\"charged\"}" : "{\"whenUnsure\":\"send\"}"));

        assertThat(told.step()).isInstanceOf(Done.class);
        assertThat(paddle.sum()).isEqualTo("10.00");
        loop.go(then(withSettings(told.delivery(), "{}"), eur("15.00")));
        assertThat(paddle.sum()).isEqualTo("15.00");
    }

    @Test
    void after_a_lost_answer_and_a_renewal_a_modifier_made_by_hand_settles_it() {
        InMemoryPaddle paddle = new InMemoryPaddle(Charged.LEAVES);
        Loop loop = new Loop(paddle::answer);
        Loop.End end = losingTheCreation(paddle, false).go(first(eur("10.00")));
        paddle.renew();
        end = loop.go(end.delivery());
        String remedy = ((Parked) end.step()).remedy();
        int tag = remedy.indexOf(Samples.TAG);
        paddle.addByHand("10.00", "Usage September " + remedy.substring(tag, remedy.indexOf(']', tag) + 1));

        assertThat(loop.go(end.delivery()).step()).isInstanceOf(Done.class);
        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @ParameterizedTest
    @EnumSource(value = Charged.class, names = {"STAYS", "LEAVES"})
    void a_deletion_without_an_answer_is_sent_again_and_its_answer_tells_what_happened(Charged charged) {
        for (boolean arrived : new boolean[] {true, false}) {
            for (boolean renewal : new boolean[] {true, false}) {
                InMemoryPaddle paddle = new InMemoryPaddle(charged);
                Loop loop = new Loop(paddle::answer);
                Delivery delivery = loop.go(first(eur("10.00"))).delivery();
                Loop.End silent = losing("delete-modifier", paddle, arrived).go(then(delivery, eur("12.00")));
                if (renewal) {
                    paddle.renew();
                }

                Loop.End end = loop.go(silent.delivery());

                assertThat(end.names()).startsWith("list-modifiers", "delete-modifier", "read-subscription");
                assertThat(paddle.sum()).as("arrived: %s, renewal: %s", arrived, renewal).isEqualTo("12.00");
            }
        }
    }

    @Test
    void a_modifier_under_a_deletion_without_an_answer_is_never_kept_again() {
        InMemoryPaddle paddle = new InMemoryPaddle();
        Loop loop = new Loop(paddle::answer);
        Delivery delivery = loop.go(first(eur("10.00"))).delivery();
        Loop.End silent = losing("delete-modifier", paddle, false).go(then(delivery, eur("12.00")));

        loop.go(then(silent.delivery(), eur("10.00")));
        paddle.answer(silent.delivery().unsettled());

        assertThat(paddle.only().amount).isEqualTo("10.00");
    }

    @Test
    void a_running_renewal_is_waited_for() {
        InMemoryPaddle paddle = new InMemoryPaddle(Charged.LEAVES);
        Delivery delivery = new Loop(paddle::answer).go(first(eur("10.00"))).delivery();
        Loop.End busy = new Loop(call -> call.name().equals("delete-modifier") ? InMemoryPaddle.error(146) : paddle.answer(call))
                .go(then(delivery, eur("12.00")));
        paddle.renew();

        new Loop(paddle::answer).go(busy.delivery());

        assertThat(busy.step()).isInstanceOfSatisfying(Later.class, later -> {
            assertThat(later.code()).isEqualTo("renewal-running");
            assertThat(later.pause()).isEqualTo(Duration.ofMinutes(10));
        });
        assertThat(paddle.sum()).isEqualTo("12.00");
    }

    private static Loop losingTheCreation(InMemoryPaddle paddle, boolean arrives) {
        return losing("create-modifier", paddle, arrives);
    }

    private static Loop losing(String name, InMemoryPaddle paddle, boolean arrives) {
        return new Loop(call -> {
            if (!call.name().equals(name)) {
                return paddle.answer(call);
            }
            if (arrives) {
                paddle.answer(call);
            }
            return Answer.unknown("timed out");
        });
    }

    private static Bill bill(String one, String other) {
        return eur(line("l1", one), line("l2", other));
    }
}
