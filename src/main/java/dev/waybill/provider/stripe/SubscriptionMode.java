package dev.waybill.provider.stripe;

import dev.waybill.delivery.Answer;
import dev.waybill.delivery.Call;
import dev.waybill.delivery.Delivery;
import dev.waybill.delivery.Step;

/**
 * Stripe Subscription Invoicing: every line of a bill becomes an invoice item that waits for the next invoice of the account's
 * subscription, and is kept equal to the bill until that invoice is final. {@link PendingNext} names what to do next,
 * {@link PendingAbsorb} what an answer means, {@link StripeLines} what the lines look like.
 */
final class SubscriptionMode {

    private SubscriptionMode() {
    }

    static Step next(Delivery delivery) {
        return new PendingNext(delivery, delivery.unsettled(), StripeLines.pending(delivery), PendingHolding.of(delivery.held())).step();
    }

    static Delivery absorb(Delivery delivery, Call call, Answer answer) {
        return new PendingAbsorb(delivery, PendingHolding.of(delivery.held()), call, answer).delivery();
    }
}
