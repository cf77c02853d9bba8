package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes money: renewals and one-off charges. Prices are taken without tax. Whoever calls holds the {@link Seller}. */
final class Billing {

    /** Paddle: a card can be charged this often within an hour, renewals included. */
    private static final int CHARGES_PER_HOUR = 5;

    private final Seller seller;

    Billing(Seller seller) {
        this.seller = seller;
    }

    /**
     * Pays the upcoming or overdue payment, with the plan and every modifier that applies, and schedules the next one.
     *
     * @throws IllegalStateException when nothing is scheduled
     */
    Payment renew(Subscription subscription) {
        Payment payment = requireUpcoming(subscription);
        List<Modifier> billed = subscription.modifiers.values().stream()
                .filter(modifier -> !modifier.isConsumed() && modifier.missed != payment).toList();
        BigDecimal total = subscription.price.add(subscription.balance);
        for (Modifier modifier : billed) {
            total = total.add(modifier.amount);
            modifier.billed++;
            payment.modifiers.add(modifier);
        }
        // Paddle sends three decimals about; a card pays what the currency has.
        total = total.setScale(subscription.digits(), RoundingMode.HALF_UP);
        // Paddle: of a credit larger than the payment the rest goes to the balance and lowers later payments.
        subscription.balance = total.min(BigDecimal.ZERO);
        payment.pay(total.max(BigDecimal.ZERO), seller.now());
        subscription.last = payment;
        subscription.state = SubscriptionState.ACTIVE;
        subscription.renewing = false;
        seller.schedule(subscription, payment.date.plusMonths(1));
        seller.alerts.paymentSucceeded(payment, false);
        return payment;
    }

    /**
     * The upcoming payment is being made, until {@link #renew} or {@link #fail} ends that.
     *
     * @throws IllegalStateException when nothing is scheduled
     */
    void begin(Subscription subscription) {
        requireUpcoming(subscription);
        subscription.renewing = true;
    }

    /**
     * The card is declined: the payment is overdue, and nobody but a later {@link #renew} pays it.
     *
     * @throws IllegalStateException when nothing is scheduled
     */
    void fail(Subscription subscription) {
        requireUpcoming(subscription);
        subscription.state = SubscriptionState.PAST_DUE;
        subscription.renewing = false;
        seller.alerts.paymentFailed(subscription);
    }

    /** Charges the card now, beside the renewals. */
    Payment charge(Subscription subscription, BigDecimal amount, String name) {
        States.requireBillable(subscription);
        if (subscription.state == SubscriptionState.PAST_DUE) {
            throw new Refusal(PaddleError.NOT_ACTIVE, "it is past due");
        }
        if (amount.compareTo(seller.settings.smallestCharge()) < 0) {
            throw new Refusal(PaddleError.BELOW_MINIMUM);
        }
        Instant hourAgo = seller.now().minus(Duration.ofHours(1));
        if (subscription.payments.values().stream().filter(payment -> payment.isPaid() && payment.paidAt.isAfter(hourAgo)).count()
                >= CHARGES_PER_HOUR) {
            throw new Refusal(PaddleError.RATE_LIMIT);
        }
        Payment payment = seller.addPayment(subscription, seller.today(), name);
        payment.pay(amount.setScale(subscription.digits(), RoundingMode.HALF_UP), seller.now());
        seller.alerts.paymentSucceeded(payment, false);
        return payment;
    }

    private static Payment requireUpcoming(Subscription subscription) {
        if (subscription.upcoming == null) {
            throw new IllegalStateException("subscription " + subscription.id + " is " + subscription.state.word()
                    + ", so no payment is scheduled that could be made");
        }
        return subscription.upcoming;
    }
}
