package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a renewal takes, what it consumes, and what is left. */
class RenewalTest extends PaddleClassicTest {

    private BigDecimal renewed() {
        return paddle.renew(SUBSCRIPTION).amount();
    }

    @Test
    void the_plan_is_billed() {
        assertThat(renewed()).isEqualByComparingTo("49.00");
    }

    @Test
    void modifiers_are_billed_on_top() {
        add("128.40", "Usage");
        addedRecurring("-5", "Loyalty");
        assertThat(renewed()).isEqualByComparingTo("172.40");
    }

    @Test
    void a_payment_tells_what_it_billed() {
        long id = added("128.40", "Usage");
        assertThat(paddle.renew(SUBSCRIPTION).modifiers()).containsExactly(id);
    }

    @Test
    void a_one_time_modifier_leaves_the_list() {
        add("128.40", "Usage");
        renewed();
        assertThat(rows(list())).isEmpty();
    }

    @Test
    void a_one_time_modifier_is_billed_once() {
        add("128.40", "Usage");
        renewed();
        assertThat(renewed()).isEqualByComparingTo("49.00");
    }

    @Test
    void a_recurring_modifier_stays() {
        addedRecurring("-5", "Loyalty");
        renewed();
        assertThat(rows(list())).hasSize(1);
    }

    @Test
    void a_recurring_modifier_is_billed_again() {
        addedRecurring("-5", "Loyalty");
        renewed();
        assertThat(renewed()).isEqualByComparingTo("44.00");
    }

    @Test
    void another_subscription_is_left_alone() {
        paddle.subscription(2);
        add("1.00", "Usage");
        assertThat(paddle.renew(2).amount()).isEqualByComparingTo("49.00");
    }

    @Test
    void thirds_of_a_cent_are_rounded_when_they_are_paid() {
        add("1.333", "a");
        add("1.333", "b");
        assertThat(renewed()).isEqualTo(new BigDecimal("51.67"));
    }

    @Test
    void half_a_cent_is_rounded_up() {
        add("0.005", "a");
        assertThat(renewed()).isEqualTo(new BigDecimal("49.01"));
    }

    @Test
    void yen_are_paid_whole() {
        paddle.subscription(2, "JPY", "4900");
        post(CREATE, "subscription_id=2&modifier_amount=100.50&modifier_recurring=false");
        assertThat(paddle.renew(2).amount()).isEqualTo(new BigDecimal("5001"));
    }

    @Test
    void a_credit_larger_than_the_payment_takes_nothing() {
        add("-60.00", "Credit");
        assertThat(renewed()).isEqualByComparingTo("0");
    }

    @Test
    void the_rest_of_a_credit_is_the_balance() {
        add("-60.00", "Credit");
        renewed();
        assertThat(paddle.subscriptionOf(SUBSCRIPTION).orElseThrow().balance()).isEqualByComparingTo("-11.00");
    }

    @Test
    void the_balance_lowers_the_next_payment() {
        add("-60.00", "Credit");
        renewed();
        assertThat(renewed()).isEqualByComparingTo("38.00");
    }

    @Test
    void a_large_credit_lasts_for_several_payments() {
        add("-100.00", "Credit");
        assertThat(List.of(renewed(), renewed(), renewed())).usingElementComparator(BigDecimal::compareTo)
                .containsExactly(BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("47"));
    }

    @Test
    void the_balance_is_used_up() {
        add("-60.00", "Credit");
        renewed();
        renewed();
        assertThat(paddle.subscriptionOf(SUBSCRIPTION).orElseThrow().balance()).isEqualByComparingTo("0");
    }

    @Test
    void the_next_payment_is_a_month_later() {
        renewed();
        assertThat(paddle.subscriptionOf(SUBSCRIPTION).orElseThrow().nextPayment()).isEqualTo(LocalDate.of(2027, 1, 1));
    }

    @Test
    void the_payment_carries_the_day_it_was_scheduled_for() {
        assertThat(paddle.renew(SUBSCRIPTION).date()).isEqualTo(LocalDate.of(2026, 12, 1));
    }

    @Test
    void the_first_payment_ends_the_trial() {
        paddle.trial(2, "EUR", "10.00");
        paddle.renew(2);
        assertThat(paddle.subscriptionOf(2).orElseThrow().state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void a_declined_card_makes_it_past_due() {
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(user().get("state").asText()).isEqualTo("past_due");
    }

    @Test
    void an_overdue_payment_bills_what_was_there_before() {
        add("1.00", "before");
        paddle.failRenewal(SUBSCRIPTION);
        assertThat(renewed()).isEqualByComparingTo("50.00");
    }

    @Test
    void an_overdue_payment_does_not_bill_what_came_too_late() {
        paddle.failRenewal(SUBSCRIPTION);
        add("1.00", "late");
        assertThat(renewed()).isEqualByComparingTo("49.00");
    }

    @Test
    void what_came_too_late_is_billed_by_the_payment_after() {
        paddle.failRenewal(SUBSCRIPTION);
        add("1.00", "late");
        renewed();
        assertThat(renewed()).isEqualByComparingTo("50.00");
    }

    @Test
    void a_paid_overdue_payment_makes_it_active() {
        paddle.failRenewal(SUBSCRIPTION);
        renewed();
        assertThat(user().get("state").asText()).isEqualTo("active");
    }

    @Test
    void after_a_renewal_modifiers_are_taken_again() {
        paddle.beginRenewal(SUBSCRIPTION);
        renewed();
        assertThat(added("1.00", "Usage")).isPositive();
    }

    @Test
    void a_cancelled_subscription_is_not_renewed() {
        paddle.cancel(SUBSCRIPTION);
        assertThatThrownBy(this::renewed).isInstanceOf(IllegalStateException.class).hasMessageContaining("deleted");
    }

    @Test
    void a_paused_subscription_is_not_renewed() {
        paddle.pause(SUBSCRIPTION);
        assertThatThrownBy(this::renewed).isInstanceOf(IllegalStateException.class).hasMessageContaining("paused");
    }

    @Test
    void what_waits_through_a_pause_is_billed_after_it() {
        add("1.00", "Usage");
        paddle.pause(SUBSCRIPTION);
        paddle.resume(SUBSCRIPTION);
        assertThat(renewed()).isEqualByComparingTo("50.00");
    }

    @Test
    void sums_stay_exact() {
        for (int i = 0; i < 10; i++) {
            add("0.1", "tenth " + i);
        }
        assertThat(renewed()).isEqualTo(new BigDecimal("50.00"));
    }
}
