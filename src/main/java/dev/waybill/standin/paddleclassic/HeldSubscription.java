package dev.waybill.standin.paddleclassic;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A subscription as the stand-in holds it at one moment.
 *
 * @param price       of a month, in major units
 * @param balance     in major units: zero, or the credit that lowers the next payments, below zero
 * @param nextPayment null when nothing is scheduled
 */
public record HeldSubscription(long id, long planId, String currency, BigDecimal price, SubscriptionState state,
                               BigDecimal balance, LocalDate nextPayment, String passthrough) {

    static HeldSubscription of(Subscription subscription) {
        return new HeldSubscription(subscription.id, subscription.plan.id(), subscription.currency, subscription.price,
                subscription.state, subscription.balance, subscription.upcoming == null ? null : subscription.upcoming.date,
                subscription.passthrough);
    }
}
