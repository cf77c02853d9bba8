package dev.waybill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.delivery.RunStatus;
import dev.waybill.delivery.RunSummary;
import dev.waybill.rehearsal.Bills;
import dev.waybill.rehearsal.Rehearsal;
import dev.waybill.standin.paddleclassic.Charge;
import dev.waybill.standin.paddleclassic.ConsumedModifiers;
import dev.waybill.standin.paddleclassic.PaddleClassicStandIn;
import dev.waybill.standin.server.FaultRule;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A payment takes in what waits for it, at any moment: row 29, and what else a renewal may meet. Paddle does not say what becomes
 * of the modifiers it took in; here they leave the list, and its subclasses try what else is possible.
 */
class PaddleRenewalFaultsTest extends PaddleFaultTest {

    private static final Duration SLOW = Duration.ofMillis(1_200);

    /** What becomes of a one-time modifier once it is charged. */
    ConsumedModifiers consumed() {
        return ConsumedModifiers.VANISH;
    }

    @Override
    PaddleClassicStandIn paddle() {
        return Rehearsal.newPaddle(consumed());
    }

    private ObjectNode charged(String bill, String... amounts) {
        ObjectNode content = bill(bill, amounts);
        deliver(content);
        isComplete(bill);
        rehearsal().paddle().renew(subscription());
        return content;
    }

    @Test
    void row_29_a_bill_with_equal_content_is_complete_after_its_charge() {
        String bill = newBill();
        deliver(Bills.next(charged(bill, "10", "20"), "20", "10"));
        isComplete(bill);
        isCharged(bill, "30");
    }

    @ParameterizedTest
    @CsvSource({"35, 5", "25.5, -4.5"})
    void row_29_a_bill_that_changed_after_its_charge_becomes_a_correction_over_the_difference(String now, String difference) {
        String bill = newBill();
        deliver(Bills.next(charged(bill, "10", "20"), now));
        isComplete(bill);
        isCharged(bill, "30", difference);
        assertThat(charges(bill).get(1).description()).startsWith("Correction: Usage").contains(":adj1:");
        assertThat(newest(bill).note()).contains("30.00 USD of the bill were charged with earlier payments");
    }

    @Test
    void row_29_a_correction_that_waits_is_changed_and_one_that_was_charged_is_corrected() {
        String bill = newBill();
        ObjectNode second = Bills.next(charged(bill, "10"), "15");
        deliver(second);
        ObjectNode third = Bills.next(second, "17");
        deliver(third);
        isCharged(bill, "10", "7");
        rehearsal().paddle().renew(subscription());
        deliver(Bills.next(third, "16"));
        isCharged(bill, "10", "7", "-1");
    }

    @Test
    void row_29_where_a_person_decides_it_is_said_by_how_much_it_changed() {
        use(", changedAfterCharge: park");
        String bill = newBill();
        deliver(Bills.next(charged(bill, "10", "20"), "35"));
        RunSummary run = newest(bill);
        assertThat(run.status()).isEqualTo(RunStatus.INVOICE_ALREADY_PAID);
        assertThat(run.error()).contains("30.00 USD", "35.00 USD", "5.00 USD");
        isCharged(bill, "30");
    }

    @Test
    void a_bill_withdrawn_before_its_charge_leaves_nothing() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().send("billing.bill.deleted", content);
        rehearsal().awaitSettled();
        isComplete(bill);
        assertThat(charges(bill)).isEmpty();
    }

    @Test
    void a_bill_withdrawn_after_its_charge_is_credited_in_full() {
        String bill = newBill();
        ObjectNode content = charged(bill, "10");
        rehearsal().send("billing.bill.deleted", content);
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "10", "-10");
    }

    @Test
    void a_renewal_between_deletion_and_creation_charges_later_and_never_twice() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().paddle().faults().add(FaultRule.slow(SLOW).on("POST", CREATE).times(1));
        send(Bills.next(content, "20"));
        awaitStruck();
        rehearsal().paddle().renew(subscription());
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "20");
        assertThat(charges(bill)).noneMatch(Charge::isPaid);
    }

    @Test
    void a_renewal_just_before_the_deletion_leaves_the_difference_to_be_charged() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().paddle().faults().add(FaultRule.slow(SLOW).on("POST", DELETE).times(1));
        send(Bills.next(content, "25"));
        awaitStruck();
        rehearsal().paddle().renew(subscription());
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "10", "15");
    }

    @Test
    void a_renewal_before_a_creation_is_answered_charges_once() {
        String bill = newBill();
        rehearsal().paddle().faults().add(FaultRule.slow(SLOW).on("POST", CREATE).times(1));
        send(bill(bill, "10"));
        awaitStruck();
        rehearsal().paddle().renew(subscription());
        rehearsal().awaitSettled();
        isComplete(bill);
        isCharged(bill, "10");
    }

    /** The one case in which nobody can tell: its answer was lost, a payment came, and no list shows it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_creation_without_an_answer_before_a_renewal_is_left_to_a_person(boolean done) {
        String bill = newBill();
        ObjectNode content = unansweredBeforeARenewal(bill, done);
        if (done && consumed() == ConsumedModifiers.STAY_LISTED) {
            isComplete(bill);
        } else {
            RunSummary run = newest(bill);
            assertThat(run.status()).isEqualTo(RunStatus.ERROR);
            assertThat(run.reasonCode()).isEqualTo("ambiguous-after-renewal");
            assertThat(run.error()).contains("10.00 USD", "2026-10-15", "2026-11-15");
            assertThat(run.remedy()).contains("whenUnsure", "[bg1:" + Rehearsal.paddleMark(bill));
            use(", whenUnsure: " + (done ? "charged" : "send"));
            deliver(content);
            isComplete(bill);
        }
        isCharged(bill, "10");
        assertThat(charges(bill).get(0).isPaid()).isEqualTo(done);
    }

    private ObjectNode unansweredBeforeARenewal(String bill, boolean done) {
        rehearsal().apply(Rehearsal.paddleSetup("        settings: { lookUpAfter: 3 }")
                + Rehearsal.mapping(account(), "Paddle", "Subscription", String.valueOf(subscription())));
        rehearsal().paddle().faults().add((done ? FaultRule.timeoutAfterWork(HOLD) : FaultRule.timeoutBeforeWork(HOLD))
                .on("POST", CREATE).times(1));
        ObjectNode content = bill(bill, "10");
        send(content);
        awaitStruck();
        Awaitility.await("the work").until(() -> !done || !charges(bill).isEmpty());
        rehearsal().paddle().renew(subscription());
        rehearsal().awaitSettled();
        return content;
    }

    @Test
    void while_a_renewal_runs_a_changed_bill_waits_and_is_then_decided_again() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().paddle().beginRenewal(subscription());
        send(Bills.next(content, "25"));
        awaitStatus(bill, RunStatus.AWAITING_RETRY);
        assertThat(newest(bill).reasonCode()).isEqualTo("renewal-running");
        assertThat(Duration.between(newest(bill).createdAt(), newest(bill).nextTry())).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(12));
        rehearsal().paddle().renew(subscription());
        hurry();
        isComplete(bill);
        isCharged(bill, "10", "15");
    }

    @Test
    void a_modifier_that_a_change_of_plan_removed_is_left_to_a_person() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().paddle().plan(600_000, "USD", "99.00");
        rehearsal().paddle().changePlan(subscription(), 600_000, false);
        ObjectNode next = Bills.next(content, "12");
        deliver(next);
        assertThat(newest(bill).reasonCode()).isEqualTo("modifier-vanished");
        assertThat(charges(bill)).isEmpty();
        use(", whenUnsure: send");
        deliver(next);
        isComplete(bill);
        isCharged(bill, "12");
    }

    /** As after a restored database: it may have been sent before that payment. */
    @Test
    void a_bill_older_than_the_last_payment_is_left_to_a_person() {
        rehearsal().paddle().renew(subscription());
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        assertThat(newest(bill).reasonCode()).isEqualTo("older-than-last-payment");
        assertThat(charges(bill)).isEmpty();
        use(", whenUnsure: charged");
        deliver(content);
        assertThat(newest(bill).status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(newest(bill).note()).contains("by the word of an operator");
        assertThat(charges(bill)).isEmpty();
        use(", whenUnsure: send");
        String other = newBill();
        deliver(bill(other, "11"));
        isCharged(other, "11");
        forget(bill);
    }

    @Test
    void on_a_subscription_that_is_past_due_a_bill_waits_for_the_payment_after_the_open_one() {
        rehearsal().paddle().failRenewal(subscription());
        String bill = newBill();
        deliver(bill(bill, "10"));
        isComplete(bill);
        assertThat(newest(bill).note()).contains("past due");
        rehearsal().paddle().renew(subscription());
        assertThat(charges(bill)).noneMatch(Charge::isPaid);
        rehearsal().paddle().renew(subscription());
        assertThat(charges(bill)).allMatch(Charge::isPaid);
        isCharged(bill, "10");
    }

    @Test
    void a_bill_of_a_subscription_cancelled_meanwhile_is_uncollectable_and_its_modifier_told() {
        String bill = newBill();
        ObjectNode content = bill(bill, "10");
        deliver(content);
        rehearsal().paddle().cancel(subscription());
        deliver(Bills.next(content, "12"));
        assertThat(newest(bill).reasonCode()).isEqualTo("uncollectable");
        assertThat(newest(bill).error()).contains("12.00 USD", "stands for the bill: 10.00 USD");
        assertThat(newest(bill).remedy()).contains("before the subscription is cancelled");
    }
}
