package dev.waybill.standin.paddleclassic;

/** What a subscription's state forbids. */
final class States {

    private States() {
    }

    /** Paddle: what is deleted, paused or being renewed this moment takes neither modifiers nor charges. */
    static void requireBillable(Subscription subscription) {
        if (subscription.state == SubscriptionState.DELETED) {
            throw new Refusal(PaddleError.DELETED);
        }
        if (subscription.state == SubscriptionState.PAUSED) {
            throw new Refusal(PaddleError.PAUSED);
        }
        requireSettled(subscription);
    }

    /** Paddle: while the current invoice is processed nothing of it changes. */
    static void requireSettled(Subscription subscription) {
        if (subscription.renewing) {
            throw new Refusal(PaddleError.BEING_PROCESSED);
        }
    }
}
