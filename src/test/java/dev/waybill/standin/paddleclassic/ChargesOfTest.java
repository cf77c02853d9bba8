package dev.waybill.standin.paddleclassic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a test counts what a bill has cost its buyer. */
class ChargesOfTest extends PaddleClassicTest {

    @Test
    void what_waits_is_one_charge() {
        add("1.00", "Usage [bg1:a:all:1]");
        assertThat(paddle.chargesOf("[bg1:a:")).extracting(Charge::isPaid).containsExactly(false);
    }

    @Test
    void what_was_billed_is_still_one_charge() {
        add("1.00", "Usage [bg1:a:all:1]");
        paddle.renew(SUBSCRIPTION);
        assertThat(paddle.chargesOf("[bg1:a:")).extracting(Charge::isPaid).containsExactly(true);
    }

    @Test
    void the_charge_names_the_payment() {
        add("1.00", "Usage");
        long payment = paddle.renew(SUBSCRIPTION).id();
        assertThat(paddle.chargesOf("Usage").get(0).paymentId()).isEqualTo(payment);
    }

    @Test
    void a_bill_charged_before_and_after_a_renewal_counts_twice() {
        add("1.00", "Usage [bg1:a:all:1]");
        paddle.renew(SUBSCRIPTION);
        add("1.00", "Usage [bg1:a:all:1]");
        assertThat(paddle.chargesOf("[bg1:a:")).hasSize(2);
    }

    @Test
    void the_sum_covers_billed_and_waiting_ones() {
        add("10.00", "Usage [bg1:a:all:1]");
        paddle.renew(SUBSCRIPTION);
        add("-2.50", "Correction [bg1:a:adj1:2]");
        assertThat(paddle.chargedFor("[bg1:a:")).isEqualByComparingTo("7.50");
    }

    @Test
    void one_that_recurs_counts_each_time_it_is_billed_and_once_more() {
        addedRecurring("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        paddle.renew(SUBSCRIPTION);
        assertThat(paddle.chargesOf("Usage")).hasSize(3);
    }

    @Test
    void a_deleted_one_counts_no_more() {
        delete(added("1.00", "Usage"));
        assertThat(paddle.chargesOf("Usage")).isEmpty();
    }

    @Test
    void what_a_deleted_recurring_one_was_billed_still_counts() {
        long id = addedRecurring("1.00", "Usage");
        paddle.renew(SUBSCRIPTION);
        delete(id);
        assertThat(paddle.chargesOf("Usage")).hasSize(1);
    }

    @Test
    void other_bills_are_left_out() {
        add("1.00", "Usage [bg1:a:all:1]");
        assertThat(paddle.chargesOf("[bg1:b:")).isEmpty();
    }

    @Test
    void a_one_off_charge_counts() {
        post(CHARGE, "amount=15.00&charge_name=Overage");
        assertThat(paddle.chargesOf("Overage")).extracting(Charge::modifierId).containsExactly((Long) null);
    }

    @Test
    void nothing_sums_to_zero() {
        assertThat(paddle.chargedFor("Usage")).isEqualByComparingTo("0");
    }
}
